import AnswerScores
import Datasets
import Foundation
import LearningRateFinder
import Torch
import Training

/// The development tasks whose data comes with the package, trained anew: what a search decides
/// cannot be seen on cached curves.
struct TrainedTasks {
  private struct Case {
    let task: TaskResult
    let truth: GridTruth
    let splits: DatasetSplits
    let settings: TrainingSettings
  }

  private let cases: [Case]
  private let seeds: Int

  /// Prepares the tasks on the bundled digits, but for the convolutional one, which takes long.
  init(_ tasks: [TaskResult], seeds: Int) async throws {
    self.seeds = seeds
    let splits = try await DatasetCatalog.load("digits")
    cases = tasks.compactMap { task in
      guard task.value(of: "--data") == "digits", task.value(of: "--model") != "cnn",
        let truth = task.constant, let model = task.value(of: "--model"),
        let kind = OptimizerSettings.Kind(rawValue: task.optimizer),
        let batchSize = task.value(of: "--batch-size").flatMap(Int.init)
      else { return nil }
      let optimizer = OptimizerSettings(
        kind, momentum: task.value(of: "--momentum").flatMap(Double.init))
      return Case(
        task: task, truth: truth, splits: splits,
        settings: TrainingSettings(model: model, optimizer: optimizer, batchSize: batchSize))
    }
  }

  var title: String {
    "\(cases.count) development tasks on the digits, trained with \(seeds) seeds"
  }

  /// The score of searches with a plan that is changed.
  func score(verifies: Bool = false, _ change: (inout SearchPlan) -> Void) throws -> Score? {
    var marks: [Mark?] = []
    for one in cases {
      for seed in 0..<seeds {
        var settings = one.settings
        // Seeds that no search of the truth had.
        settings.seed = UInt64(1000 + seed)
        let learner = try Learner(settings, on: one.splits.train)
        let heldOut = try one.splits.test.map { try HeldOutExamples($0, on: .cpu, limit: 2048) }
        var plan = SearchPlan(
          try Ramp(from: 1e-7, to: 10, steps: 100), gradientAge: one.task.gradientAge,
          verification: verifies
            ? .init(budget: 10, keepsStates: true, measuresHeldOutLoss: true) : nil)
        change(&plan)
        let findings = try learner.search(plan, heldOut: heldOut)
        marks.append(
          findings?.learningRate.map { rate in
            Mark(
              rate, interval: findings?.interval.map { $0.low...$0.high }, against: one.truth)
          })
      }
    }
    return Score(marks)
  }
}
