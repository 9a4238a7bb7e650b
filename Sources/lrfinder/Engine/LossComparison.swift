import Datasets
import LearningRateFinder
import Reports
import RunFolders
import Training

/// Compares a model's loss after a training with that before: on the held-out examples, or, where
/// there are none, on some of those that it trains on.
///
/// Both are means over the same examples, measured without training on them, so that chance has no
/// part in what differs.
struct LossComparison {
  /// The loss before the training.
  let before: Double
  private let learner: Learner
  private let examples: HeldOutExamples
  private let isHeldOut: Bool

  /// So many training examples tell a training that learned from one that got worse.
  private static let mostExamples = 2048

  /// Measures the loss before a training.
  ///
  /// - Parameters:
  ///   - learner: What will be trained, with its initial weights.
  ///   - splits: What it is trained on.
  ///   - heldOut: What is measured after each epoch; nil for nothing.
  /// - Throws: `TorchError` where libtorch refuses.
  init(of learner: Learner, on splits: DatasetSplits, heldOut: HeldOutExamples?) throws {
    self.learner = learner
    examples =
      try heldOut
      ?? HeldOutExamples(splits.train, on: learner.settings.device, limit: Self.mostExamples)
    isHeldOut = heldOut != nil
    before = try learner.evaluate(on: examples).loss
  }

  /// The loss after the training; nil where it ended with a loss that is no number.
  func after(_ trainer: Trainer) throws -> Double? {
    if trainer.outcome == .notFinite { return nil }
    if isHeldOut, let last = trainer.epochs.last?.evaluation { return last.loss }
    return try learner.evaluate(on: examples).loss
  }
}
