public import Datasets
public import Torch

/// Measures the loss on a fixed few held-out examples before every so many steps.
///
/// The model is in evaluation mode meanwhile: its batch-norm statistics, the random generators and
/// the data order stay as they are, so the steps are the same with it and without.
public struct Validation {
  private let held: HeldOutExamples
  private let every: Int

  /// Chooses the examples.
  ///
  /// - Parameters:
  ///   - plan: How many, and how often.
  ///   - dataset: Where from.
  ///   - device: Where the model is.
  ///   - seed: Which examples.
  /// - Throws: `TrainingError` for an empty data set, and `TorchError` where there is no memory.
  public init(
    _ plan: ValidationPlan, on dataset: Dataset, device: Device = .cpu, seed: UInt64
  ) throws {
    held = try HeldOutExamples(dataset, on: device, limit: plan.examples, seed: seed)
    every = plan.every
  }

  /// The mean loss over the examples, before a step that it is measured at; nil before others.
  func loss(of learner: Learner, beforeStep step: Int) throws(TorchError) -> Double? {
    step.isMultiple(of: every) ? try learner.evaluate(on: held).loss : nil
  }
}
