import ArgumentParser
import Datasets
import Foundation
import LearningRateFinder
import Reports
import RunFolders
import Sessions
import Torch
import Training
import TrainingLogs

/// A study at work: what it is, where its runs are kept, and the data.
struct StudySession: Sendable {
  let plan: StudyPlan
  let study: StudyFolder
  let settings: Settings
  let title: String
  let threads: Int
  private let splits: DatasetSplits
  private let validation: ValidationPlan?

  /// Begins a study: checks all its settings, chooses what is to be measured first, and writes both
  /// down in a new folder.
  init(_ command: Study) async throws {
    let splits = try await command.data.load()
    if let note = splits.note { command.output.say(note) }
    let plan = try Self.plan(command)
    let cells = try Self.cells(command, plan, splits)
    let largest = try Self.largestLearner(plan, splits)
    let threads = try Self.threads(command, largest, runs: plan.runs * plan.cells.count)
    try setThreadCount(threads)
    let validation = try command.validation.plan(
      for: largest, steps: cells.map(\.ramp.steps).min() ?? 1, on: splits)
    let chosen = Self.settings(command).merging(command.validation.settings(validation)) { $1 }
      .merging([
        "threads": .integer(threads),
        "arguments": .list(CommandLine.arguments.dropFirst(2).map(SettingValue.text)),
      ]) { $1 }
    let name = "study-\(splits.train.name)-\(command.training.model)"
    let folder = try RunFolder(
      at: command.output.out, named: name.replacing(/[^A-Za-z0-9._-]/, with: "-"))
    try folder.write(chosen)
    try self.init(command, plan, cells, splits, folder, chosen)
  }

  /// Goes on with a study.
  ///
  /// - Parameter path: Its folder, whose settings say what it is.
  /// - Throws: `LogError` where the folder holds no study, and a `UsageError` where options that
  ///   were given beside `--resume` are not those of the study.
  init(resuming path: String) async throws {
    let folder = try RunFolder(reopening: path)
    let settings = try folder.settings()
    guard case .list(let values) = settings["arguments"] else { throw Self.noStudy(in: folder) }
    // What is printed is no part of a study: it may be something else this time.
    let arguments = values.compactMap(\.text).filter { $0 != "--json" && $0 != "--rate-only" }
    guard (try? Study.parse(arguments)) != nil else { throw Self.noStudy(in: folder) }
    let command = try Study.resumed(from: arguments, in: path, as: "study", Self.settings)
    let splits = try await command.data.load()
    let plan = try Self.plan(command)
    try self.init(
      command, plan, Self.cells(command, plan, splits), splits, folder, settings)
  }

  private static func noStudy(in folder: RunFolder) -> LogError {
    LogError("\(folder.path("settings.json")): holds no study")
  }

  private init(
    _ command: Study, _ plan: StudyPlan, _ cells: [StudyCell], _ splits: DatasetSplits,
    _ folder: RunFolder, _ settings: Settings
  ) throws {
    guard case .integer(let threads) = settings["threads"], threads >= 1 else {
      throw LogError("\(folder.path("settings.json")): expected threads, a number from 1 on")
    }
    self.plan = plan
    self.splits = splits
    self.settings = settings
    self.threads = threads
    validation = ValidationPlan(settings)
    title = "\(command.training.model) on \(splits.train.name)"
    study = try StudyFolder(
      folder, cells: cells, runs: plan.runs, hasValidation: validation != nil)
  }

  /// Makes one run after another that is not finished and that nobody else is at, until there is
  /// none left or somebody asks for an end.
  ///
  /// - Parameters:
  ///   - interrupt: Who may ask for an end.
  ///   - isChild: Whether to end, too, when the process that began this one is gone.
  /// - Throws: What a run throws, and `LogError` where what is in the folder is another study's.
  func work(until interrupt: Interrupt, asChild isChild: Bool = false) throws {
    let parent = getppid()
    func isOver() -> Bool {
      // The child of a killed study works for nobody.
      interrupt.isRequested || (isChild && getppid() != parent)
    }
    try setThreadCount(threads)
    for run in 0..<plan.runs {
      for cell in plan.cells.indices where try !study.isFinished(run: run, of: cell) {
        if isOver() { return }
        try make(run: run, of: cell, until: isOver)
      }
    }
  }

  private func make(run: Int, of cell: Int, until isOver: () -> Bool) throws {
    let path = study.curvePath(run: run, of: cell)
    guard var writer = try ResumableCurveWriter(path, hasValidation: study.hasValidation) else {
      return
    }
    // Another process may have finished it just before.
    if try study.isFinished(run: run, of: cell) { return }
    let learner = try Learner(plan.settings(run: run, of: cell), on: splits.train)
    let plan = SearchPlan(
      study.cells[cell].ramp, gradientAge: study.cells[cell].gradientAge,
      heldOutEvery: validation?.every)
    _ = try learner.search(
      plan, validation: try validation?.examples(of: learner, on: splits)
    ) { search in
      if isOver() { return search.stop() }
      guard let step = search.lastStep else { return }
      try writer.append(
        Curve.Point(
          learningRate: step.learningRate, loss: step.loss, validationLoss: step.heldOutLoss))
    }
  }
}

extension StudySession {
  /// What a command says of a study, but for what is measured and for where and how fast it is made.
  private static func settings(_ command: Study) -> Settings {
    let range: Settings = [
      "from": .number(command.range.from), "to": SettingValue(command.range.to),
      "growth": SettingValue(command.range.growth), "steps": .text("\(command.range.steps)"),
      "ramp": .text(command.range.ramp.rawValue),
    ]
    return [command.data.settings, command.training.settings, command.options.settings]
      .reduce(range) { $0.merging($1) { _, new in new } }
  }

  private static func plan(_ command: Study) throws -> StudyPlan {
    let options = command.options
    return try StudyPlan(
      command.training.settings(run: 0), runs: options.runs, variation: options.variation,
      batchSizes: options.batchSizes?.values ?? [], optimizers: options.optimizers?.values ?? [],
      weightDecays: options.weightDecays?.values ?? [])
  }

  /// The cells, each of whose settings is tried: a study fails before its first step, or not at all.
  private static func cells(
    _ command: Study, _ plan: StudyPlan, _ splits: DatasetSplits
  ) throws -> [StudyCell] {
    try plan.cells.indices.map { cell in
      let learner = try Learner(plan.settings(run: 0, of: cell), on: splits.train)
      let optimizer = plan.cells[cell].optimizer
      return StudyCell(
        optimizer: optimizer.kind.rawValue, batchSize: plan.cells[cell].batchSize,
        weightDecay: optimizer.weightDecay, gradientAge: optimizer.gradientAge,
        ramp: try command.range.makeRamp(stepsPerEpoch: learner.stepsPerEpoch))
    }
  }

  private static func largestLearner(
    _ plan: StudyPlan, _ splits: DatasetSplits
  ) throws -> Learner {
    let largest = plan.cells.indices.max { plan.cells[$0].batchSize < plan.cells[$1].batchSize }
    return try Learner(plan.settings(run: 0, of: largest ?? 0), on: splits.train)
  }

  private static func threads(_ command: Study, _ learner: Learner, runs: Int) throws -> Int {
    if case .count(let count) = command.training.threads { return count }
    guard learner.settings.device.kind == .cpu else { return 1 }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let memory = try MachineMemory.roomFor(learner)
    if StudyLayout.isClear(runs: runs, cores: cores, memoryFor: memory) { return 1 }
    return StudyLayout.fastest(
      stepTimes: try learner.stepTimes(upTo: cores), runs: runs, cores: cores, memoryFor: memory
    ).threads
  }

  /// How many runs are not finished.
  var unfinishedRuns: Int {
    get throws { plan.runs * plan.cells.count - (try study.progress().runs) }
  }

  /// How many of the unfinished runs to make side by side.
  func workers() throws -> Int {
    let learner = try Self.largestLearner(plan, splits)
    guard learner.settings.device.kind == .cpu else { return 1 }
    let left = try unfinishedRuns
    let cores = ProcessInfo.processInfo.activeProcessorCount
    if left < 2 || cores / threads < 2 { return 1 }
    try setThreadCount(threads)
    return StudyLayout(
      threads: threads, runs: left, cores: cores, memoryFor: try MachineMemory.roomFor(learner)
    ).workers
  }
}

extension SettingValue {
  /// The value where it is a text.
  fileprivate var text: String? {
    if case .text(let text) = self { text } else { nil }
  }
}
