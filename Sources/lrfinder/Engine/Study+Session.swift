import Datasets
import Foundation
import LearningRateFinder
import RunFolders
import Torch
import Training

extension Study {
  /// Begins a study: checks all its settings, chooses what is to be measured first, and writes both
  /// down in a new folder.
  func begin() async throws -> StudySession {
    let splits = try await data.load()
    if let note = splits.note { output.say(note) }
    let plan = try plan()
    let cells = try cells(plan, splits)
    let largest = try StudySession.largestLearner(plan, splits)
    let threads = try threads(largest, runs: plan.runs * plan.cells.count)
    try setThreadCount(threads)
    let held = try validation.plan(
      for: largest, steps: cells.map(\.ramp.steps).min() ?? 1, on: splits)
    let chosen = settings.merging(validation.settings(held)) { $1 }
      .merging(training.chosen(for: largest, threads: threads)) { $1 }
    let name = "study-\(splits.train.name)-\(training.model)"
    let folder = try RunFolder(
      at: output.out, named: name.replacing(/[^A-Za-z0-9._-]/, with: "-"))
    try folder.begin(Self.subcommand, chosen, arguments: Self.givenArguments, isShared: true)
    return try session(plan, cells, splits, folder, chosen)
  }

  /// Goes on with a study.
  ///
  /// - Parameter path: Its folder, whose settings say what it is.
  /// - Returns: The study, as it was begun.
  /// - Throws: `LogError` where the folder holds no study, and a `UsageError` where options that
  ///   were given beside `--resume` are not those of the study.
  static func resume(_ path: String) async throws -> StudySession {
    let (command, begun) = try resumed(from: path, isShared: true, \.settings)
    let splits = try await command.data.load()
    let plan = try command.plan()
    return try command.session(
      plan, command.cells(plan, splits), splits, begun.folder, begun.settings)
  }

  private func session(
    _ plan: StudyPlan, _ cells: [StudyCell], _ splits: DatasetSplits, _ folder: RunFolder,
    _ settings: Settings
  ) throws -> StudySession {
    try StudySession(
      plan, cells, on: splits, title: "\(training.model) on \(splits.train.name)", in: folder,
      settings)
  }

  /// What a command says of a study, but for what is measured and for where and how fast it is made.
  private var settings: Settings {
    var all = [data.settings, training.settings, options.settings]
      .reduce(range.settings) { $0.merging($1) { _, new in new } }
    // Each optimizer of several has its own.
    if options.optimizers != nil { all["momentum"] = SettingValue(training.momentum) }
    return all
  }

  private func plan() throws -> StudyPlan {
    let options = options
    return try StudyPlan(
      training.settings(run: 0), runs: options.runs, variation: options.variation,
      batchSizes: options.batchSizes?.values ?? [], optimizers: options.optimizers?.values ?? [],
      weightDecays: options.weightDecays?.values ?? [])
  }

  /// The cells, each of whose settings is tried: a study fails before its first step, or not at all.
  private func cells(
    _ plan: StudyPlan, _ splits: DatasetSplits
  ) throws -> [StudyCell] {
    try plan.cells.indices.map { cell in
      let learner = try Learner(plan.settings(run: 0, of: cell), on: splits.train)
      let optimizer = plan.cells[cell].optimizer
      return StudyCell(
        optimizer: optimizer.kind.rawValue, batchSize: plan.cells[cell].batchSize,
        weightDecay: optimizer.weightDecay, gradientAge: optimizer.gradientAge,
        ramp: try range.makeRamp(stepsPerEpoch: learner.stepsPerEpoch))
    }
  }

  private func threads(_ learner: Learner, runs: Int) throws -> Int {
    if case .count(let count) = training.threads { return count }
    guard learner.settings.device.kind == .cpu else { return 1 }
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let memory = try MachineMemory.roomFor(learner)
    if StudyLayout.isClear(runs: runs, cores: cores, memoryFor: memory) { return 1 }
    return StudyLayout.fastest(
      stepTimes: try learner.stepTimes(upTo: cores), runs: runs, cores: cores, memoryFor: memory
    ).threads
  }
}
