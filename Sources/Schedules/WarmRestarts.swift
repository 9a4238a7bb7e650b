/// Cosine annealing that starts again and again, each time for longer.
///
/// Period `k` has `T_k = firstPeriod × multiplier ^ k` steps, and `t` steps into it the rate is
/// `end + (start - end) × (1 + cos(π t / T_k)) / 2`.
///
/// Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2016, equation 5;
/// PyTorch's `CosineAnnealingWarmRestarts`.
public struct WarmRestarts: ScheduleFormula {
  /// The rate at every restart.
  public let start: Double
  /// The rate that a period falls to, from 0 to `start`.
  public let end: Double
  /// The steps of the first period, at least 1.
  public let firstPeriod: Int
  /// How many times as long a period is as the one before, at least 1.
  public let multiplier: Int
  /// The rate at every restart.
  public var peak: Double { start }

  /// Creates a cosine annealing with restarts.
  ///
  /// - Parameters:
  ///   - start: The rate at every restart, above zero.
  ///   - end: The rate that a period falls to, from 0 to `start`.
  ///   - firstPeriod: The steps of the first period, at least 1.
  ///   - multiplier: How many times as long a period is as the one before, at least 1; the paper's
  ///     best results have 2.
  /// - Throws: `InvalidSchedule`, which says what was expected.
  public init(
    start: Double, end: Double = 0, firstPeriod: Int, multiplier: Int = 2
  ) throws(InvalidSchedule) {
    try InvalidSchedule.unlessDescending(from: start, to: end)
    try InvalidSchedule.unlessPositive(steps: firstPeriod, "the first period")
    try InvalidSchedule.unless(
      multiplier >= 1,
      "the multiplier of the periods must be a whole number of at least 1, not \(multiplier)")
    self.start = start
    self.end = end
    self.firstPeriod = firstPeriod
    self.multiplier = multiplier
  }

  /// The cosine of the period that the step falls into.
  ///
  /// - Complexity: O(log *step*).
  public func learningRate(at step: Int) -> Double {
    var position = multiplier == 1 ? step % firstPeriod : step
    var period = firstPeriod
    while position >= period {
      position -= period
      // A period that no counter can end is the last one.
      let (longer, overflows) = period.multipliedReportingOverflow(by: multiplier)
      period = overflows ? .max : longer
    }
    return end + (start - end) * cosineFall(Double(position) / Double(period))
  }

  /// The same restarts between `factor` times the rates.
  public func scaled(by factor: Double) throws(InvalidSchedule) -> Self {
    try Self(
      start: start * factor, end: end * factor, firstPeriod: firstPeriod, multiplier: multiplier)
  }

  private enum CodingKeys: String, CodingKey {
    case start, end, multiplier
    case firstPeriod = "first_period"
  }

  /// Decodes a schedule, and checks its numbers.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      start: values.decode(Double.self, forKey: .start),
      end: values.decode(Double.self, forKey: .end),
      firstPeriod: values.decode(Int.self, forKey: .firstPeriod),
      multiplier: values.decode(Int.self, forKey: .multiplier))
  }
}
