internal import LearningRateFinder

/// A rate that falls by the same factor over equal distances, smoothly:
/// `start × factor ^ (i / every)`.
///
/// TensorFlow's `exponential_decay`; PyTorch's `ExponentialLR` for `every` = 1.
public struct ExponentialDecay: ScheduleFormula {
  /// The rate of the first step.
  public let start: Double
  /// What the rate is multiplied by over `every` steps, above 0 and at most 1.
  public let factor: Double
  /// The steps that one factor takes, at least 1.
  public let every: Int
  /// The rate of the first step.
  public var peak: Double { start }

  /// Creates an exponential decay.
  ///
  /// - Parameters:
  ///   - start: The rate of the first step, above zero.
  ///   - factor: What the rate is multiplied by over `every` steps, above 0 and at most 1.
  ///   - every: The steps that one factor takes, at least 1.
  /// - Throws: `InvalidSchedule`, which says what was expected.
  public init(start: Double, factor: Double, every: Int = 1) throws(InvalidSchedule) {
    try InvalidSchedule.unlessPositive(start, "the learning rate at the start")
    try InvalidSchedule.unlessShrinking(factor)
    try InvalidSchedule.unlessPositive(steps: every, "the distance of one factor")
    self.start = start
    self.factor = factor
    self.every = every
  }

  /// `start × factor ^ (step / every)`.
  public func learningRate(at step: Int) -> Double {
    start * power(factor, Double(step) / Double(every))
  }

  /// The same decay from `factor` times the start.
  public func scaled(by factor: Double) throws(InvalidSchedule) -> Self {
    try Self(start: start * factor, factor: self.factor, every: every)
  }

  private enum CodingKeys: CodingKey { case start, factor, every }

  /// Decodes a schedule, and checks its numbers.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      start: values.decode(Double.self, forKey: .start),
      factor: values.decode(Double.self, forKey: .factor),
      every: values.decode(Int.self, forKey: .every))
  }
}
