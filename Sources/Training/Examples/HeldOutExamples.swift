public import Datasets
internal import LearningRateFinder
public import Torch

/// Examples to evaluate a model on: a whole data set, or the same few of it each time.
///
/// Made once and used often: on another device than the CPU, it holds the copy there.
public struct HeldOutExamples {
  /// The number of examples.
  public var count: Int { rows.count }

  let examples: Examples
  let rows: [Int64]

  /// Chooses examples.
  ///
  /// - Parameters:
  ///   - dataset: Where from.
  ///   - device: Where they are needed.
  ///   - limit: The most examples to take; nil for all.
  ///   - seed: Which ones, where there are more than `limit`.
  /// - Throws: `TrainingError` for a limit below 1 and an empty data set, and `TorchError` where
  ///   there is no memory.
  public init(
    _ dataset: Dataset, on device: Device = .cpu, limit: Int? = nil, seed: UInt64 = 0
  ) throws {
    if let limit, limit < 1 {
      throw TrainingError("the examples to evaluate on must be at least 1, not \(limit)")
    }
    guard dataset.count > 0 else {
      throw TrainingError("\(dataset.name) has no examples to evaluate on")
    }
    examples = try Examples(dataset, on: device)
    var rows = (0..<Int64(dataset.count)).map(\.self)
    if let limit, limit < rows.count {
      var generator = SeededGenerator(seed: seed)
      rows.shuffle(using: &generator)
      // In the order of the memory, which reads faster; the mean is the same.
      rows = rows.prefix(limit).sorted()
    }
    self.rows = rows
  }
}
