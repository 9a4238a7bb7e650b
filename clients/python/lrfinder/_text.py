"""An answer in words, as the command prints it."""

from __future__ import annotations

import math
import textwrap
from typing import Any, List, Mapping, Optional, Sequence


def brief(value: float, digits: int = 2) -> str:
    """A number as people write a learning rate: ``0.021``, ``3.2e-4``, ``10``."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else str(value)
    mantissa, power = f"{abs(value):.{digits - 1}e}".split("e")
    sign, exponent = "-" if value < 0 else "", int(power)
    if -3 <= exponent < 5:
        decimals = max(0, digits - 1 - exponent)
        plain = f"{float(f'{mantissa}e{power}'):.{decimals}f}"
        return sign + (plain.rstrip("0").rstrip(".") if "." in plain else plain)
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{sign}{mantissa}e{exponent}"


def answer(findings: Mapping[str, Any], notes: Sequence[str] = (), width: int = 80) -> str:
    """The rates, the verdict with its reason, every rule's rate, and what else is to be known."""
    verified = findings.get("verified") or {}
    lines: List[str] = []
    if verified.get("rate") is not None:
        lines += [
            _line("verified rate", verified["rate"], verified, "for a constant rate"),
            f"{'verified peak':15}{brief(verified['peak']):29}for warm-up and decay, or one cycle",
            "",
        ]
    elif verified.get("reason"):
        lines += [*textwrap.wrap(f"not verified: {verified['reason']}", width), ""]
    rates = _rates(findings)
    if rates and verified.get("rate") is not None:
        rates.insert(0, "from the curve alone:")
    lines += [*rates, ""] if rates else []
    verdict = findings["verdict"]
    lines += textwrap.wrap(f"{verdict['code']}: {verdict['reason']}", width)
    if verdict.get("remedy"):
        lines += textwrap.wrap(f"try: {verdict['remedy']}", width)
    for note in notes:
        lines += textwrap.wrap(f"note: {note}", width)
    rules = findings.get("rules") or {}
    if rules:
        lines += ["", *_rules(rules, findings.get("disagreement"), width)]
    return "\n".join(lines)


def _line(label: str, rate: float, interval: Mapping[str, Any], purpose: str) -> str:
    # A driven script is told the rate alone.
    is_known = interval.get("low") is not None
    between = f"({brief(interval['low'])} to {brief(interval['high'])})" if is_known else ""
    return f"{label:15}{brief(rate):9}{between:20}{purpose}"


def _rates(findings: Mapping[str, Any]) -> List[str]:
    lines = []
    suggestion, peak = findings.get("suggestion"), findings.get("peak")
    if suggestion:
        rate = suggestion["learning_rate"]
        lines.append(_line("learning rate", rate, suggestion, "for a constant rate"))
    if peak:
        rate = peak["learning_rate"]
        lines.append(_line("peak rate", rate, peak, "for warm-up and decay, or one cycle"))
    bounds = findings.get("range")
    if bounds:
        lines.append(f"{'cyclical range':15}{brief(bounds['low'])} to {brief(bounds['high'])}")
    return lines


def _rules(
    rules: Mapping[str, Optional[float]], disagreement: Optional[float], width: int
) -> List[str]:
    title = "the field's rules on this curve"
    if disagreement is not None:
        unit = "decade" if brief(disagreement) == "1" else "decades"
        title += f" (their middle half is {brief(disagreement)} {unit} wide)"
    column = max(len(name) for name in rules) + 2
    cells = [
        f"{name:{column}}{'none' if rate is None else brief(rate):10}"
        for name, rate in rules.items()
    ]
    each = max(1, min(width, 80) // (column + 10))
    rows = ["".join(cells[i : i + each]).rstrip() for i in range(0, len(cells), each)]
    return [*textwrap.wrap(title + ":", width), *(f"  {row}" for row in rows)]
