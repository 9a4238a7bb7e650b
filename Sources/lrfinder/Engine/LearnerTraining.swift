import Datasets
import LearningRateFinder
import Reports
import RunFolders
import Sessions
import Training

/// The training of a learner, as a session tests it.
struct LearnerTraining: TestedTraining {
  /// The learner of the first run.
  let first: Learner
  /// Makes the learner of another run.
  let learner: (_ run: Int) throws -> Learner
  /// What is measured on held-out examples during a range test; nil for nothing.
  let validation: (Learner) throws -> Validation?
  /// The trials; nil where there are none.
  var trials: RateTrials?

  /// So many held-out examples tell rates apart that differ by more than chance.
  private static let mostHeldOut = 2048

  /// Creates a training.
  ///
  /// - Parameters:
  ///   - first: The learner of the first run.
  ///   - splits: What is trained and judged on.
  ///   - verifies: Whether there will be trials.
  ///   - learner: Makes the learner of another run.
  ///   - validation: What is measured during a range test.
  /// - Throws: `TorchError` where libtorch refuses.
  init(
    _ first: Learner, on splits: DatasetSplits, verifies: Bool,
    learner: @escaping (_ run: Int) throws -> Learner,
    validation: @escaping (Learner) throws -> Validation? = { _ in nil }
  ) throws {
    self.first = first
    self.learner = learner
    self.validation = validation
    guard verifies else { return }
    // The same examples whatever the seed of the training.
    let heldOut = try splits.test.flatMap { test in
      try test.count == 0
        ? nil
        : HeldOutExamples(test, on: first.settings.device, limit: Self.mostHeldOut, seed: 0)
    }
    trials = try RateTrials(first, heldOut: heldOut)
  }

  mutating func run(
    _ test: inout RangeTest, run: Int, onStep: (inout RangeTest) throws -> Void
  ) throws {
    let learner = run == 0 ? first : try learner(run)
    try learner.run(&test, validation: try validation(learner), onStep: onStep)
  }

  mutating func run(
    _ trial: RateTrial, onStep: (_ step: Int, _ loss: Double) throws -> Void
  ) throws -> (loss: Double, steps: Int) {
    guard var trials else { preconditionFailure("a session without trials asked for one") }
    defer { self.trials = trials }
    return try trials.run(trial, onStep: onStep)
  }
}
