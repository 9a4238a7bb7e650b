"""What `Package.swift` says of the modules, and what the design lets them import."""

import re

# The design's table: what a module may import, and with it all that these may import.
ALLOWED = {
    "AnswerScores": ["LearningRateFinder"],
    "CLearningRateFinder": ["LRFinderHeader", "LearningRateFinder"],
    "CTorch": [],
    "CZlib": [],
    "Charts": ["LearningRateFinder", "Markup", "Schedules"],
    "CImages": [],
    "Datasets": ["CImages", "DelimitedText", "Files"],
    "DelimitedText": [],
    "Files": ["CZlib"],
    "LRFinderHeader": [],
    "LearningRateFinder": [],
    "Markup": [],
    "Reports": ["Charts", "RunFolders", "ScheduleCode"],
    "RunFolders": ["LearningRateFinder", "Schedules", "TrainingLogs"],
    "ScheduleCode": ["Schedules"],
    "Schedules": ["LearningRateFinder"],
    "Sessions": ["RunFolders"],
    "Torch": ["CTorch"],
    "TrainerLink": ["LearningRateFinder"],
    "Training": ["Datasets", "LearningRateFinder", "Schedules", "Torch"],
    "TrainingLogs": ["DelimitedText", "Files", "LearningRateFinder"],
    "answer-pictures": ["LearningRateFinder"],
    "lrfinder": ["Datasets", "Reports", "Sessions", "TrainerLink", "Training"],
}

TARGET = re.compile(r"\.(?:target|executableTarget|systemLibrary)\(")


def may_import(module, allowed=None):
    """All that a module may import, or None where the table has no row for it."""
    allowed = ALLOWED if allowed is None else allowed
    if module not in allowed:
        return None
    reached, queue = set(), list(allowed[module])
    while queue:
        name = queue.pop()
        if name not in reached:
            reached.add(name)
            queue += allowed.get(name, [])
    return reached


def declared_targets(manifest):
    """Of every target in the text of a `Package.swift` that is no test, the names that its
    dependencies list, and its folder, or None for the usual one."""
    targets = {}
    for found in TARGET.finditer(manifest):
        body = _balanced(manifest, found.end())
        if name := re.search(r'\bname:\s*"([^"]+)"', body):
            path = re.search(r'\bpath:\s*"([^"]+)"', body)
            targets[name.group(1)] = (_dependencies(body), path and path.group(1))
    return targets


def _balanced(text, at):
    """The text from a place on to the parenthesis that closes the one before it."""
    depth = 1
    for found in re.compile(r"[()]").finditer(text, at):
        depth += 1 if found.group() == "(" else -1
        if depth == 0:
            return text[at : found.start()]
    return text[at:]


def _dependencies(body):
    found = re.search(r"\bdependencies:(.*?)(?=\b(?:path|exclude|\w+Settings):|\Z)", body, re.S)
    if not found:
        return set()
    # Of other packages come products, which are not ours.
    return set(re.findall(r'"([^"]+)"', re.sub(r"\.product\([^)]*\)", "", found.group(1))))


