import ArgumentParser
import Datasets
import Foundation
import LearningRateFinder
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
  let splits: DatasetSplits
  let validation: ValidationPlan?

  /// Describes a study.
  ///
  /// - Throws: `LogError` where the settings do not tell the number of threads, or the folders of
  ///   the curves cannot be made.
  init(
    _ plan: StudyPlan, _ cells: [StudyCell], on splits: DatasetSplits, title: String,
    in folder: RunFolder, _ settings: Settings
  ) throws {
    guard case .integer(let threads) = settings["threads"], threads >= 1 else {
      throw LogError("\(folder.path("settings.json")): expected threads, a number from 1 on")
    }
    self.plan = plan
    self.splits = splits
    self.settings = settings
    self.threads = threads
    self.title = title
    validation = ValidationPlan(settings)
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

  static func largestLearner(
    _ plan: StudyPlan, _ splits: DatasetSplits
  ) throws -> Learner {
    let largest = plan.cells.indices.max { plan.cells[$0].batchSize < plan.cells[$1].batchSize }
    return try Learner(plan.settings(run: 0, of: largest ?? 0), on: splits.train)
  }
}
