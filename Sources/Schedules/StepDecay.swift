internal import LearningRateFinder

/// A rate that drops by a factor at equal distances: `start × factor ^ ⌊i / every⌋`.
///
/// The staircase of He et al., "Deep Residual Learning for Image Recognition", 2015, section 3.4
/// (there whenever the error plateaus); PyTorch's `StepLR`.
public struct StepDecay: ScheduleFormula {
  /// The rate of the first step.
  public let start: Double
  /// What the rate is multiplied by at each drop, above 0 and at most 1.
  public let factor: Double
  /// The steps from one drop to the next, at least 1.
  public let every: Int
  /// The rate of the first step.
  public var peak: Double { start }

  /// Creates a staircase.
  ///
  /// - Parameters:
  ///   - start: The rate of the first step, above zero.
  ///   - factor: What the rate is multiplied by at each drop, above 0 and at most 1.
  ///   - every: The steps from one drop to the next, at least 1.
  /// - Throws: `InvalidSchedule`, which says what was expected.
  public init(start: Double, factor: Double = 0.1, every: Int) throws(InvalidSchedule) {
    try InvalidSchedule.unlessPositive(start, "the learning rate at the start")
    try InvalidSchedule.unlessShrinking(factor)
    try InvalidSchedule.unlessPositive(steps: every, "the distance between drops")
    self.start = start
    self.factor = factor
    self.every = every
  }

  /// `start × factor ^ ⌊step / every⌋`.
  public func learningRate(at step: Int) -> Double {
    start * power(factor, Double(step / every))
  }

  /// The same staircase from `factor` times the start.
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
