/// One learning rate for the whole training.
public struct ConstantRate: ScheduleFormula {
  /// The rate of every step.
  public let rate: Double
  /// The rate of every step.
  public var peak: Double { rate }

  /// Creates a constant schedule.
  ///
  /// - Parameter rate: Above zero.
  /// - Throws: `InvalidSchedule`, which says what was expected.
  public init(_ rate: Double) throws(InvalidSchedule) {
    try InvalidSchedule.unlessPositive(rate, "the learning rate")
    self.rate = rate
  }

  /// The rate, whatever the step.
  public func learningRate(at step: Int) -> Double { rate }

  /// A constant schedule at `factor` times the rate.
  public func scaled(by factor: Double) throws(InvalidSchedule) -> Self { try Self(rate * factor) }

  private enum CodingKeys: CodingKey { case rate }

  /// Decodes a schedule, and checks its numbers.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(values.decode(Double.self, forKey: .rate))
  }
}
