internal import LearningRateFinder

/// A rate that goes up and down between two bounds along straight lines.
///
/// With `c = ⌊1 + i / (2 s)⌋` the cycle (from 1) and `x = |i / s - 2 c + 1|` for a half cycle of
/// `s` steps, the rate of step `i` is `low + (high - low) × (1 - x) × d`. The factor `d` is 1 for
/// `triangular`, `2 ^ -(c - 1)` for `triangular2` and `gamma ^ i` for `exp-range`.
///
/// L. N. Smith, "Cyclical Learning Rates for Training Neural Networks", 2015, sections 3.1 and
/// 3.2, where `s` is called the stepsize and is best between 2 and 10 epochs; PyTorch's `CyclicLR`.
public struct CyclicalRates: ScheduleFormula {
  /// What becomes of the upper bound over time.
  public enum Policy: Hashable, Sendable {
    /// It stays.
    case triangular
    /// Its distance from the lower bound is halved after every cycle.
    case triangular2
    /// Its distance from the lower bound shrinks by this factor at every step, above 0 and at
    /// most 1.
    case expRange(gamma: Double)

    /// The name of a schedule with this policy.
    public var name: String {
      switch self {
      case .triangular: "triangular"
      case .triangular2: "triangular2"
      case .expRange: "exp-range"
      }
    }
  }

  /// What becomes of the upper bound over time.
  public let policy: Policy
  /// The lower bound, where every cycle begins and ends.
  public let low: Double
  /// The upper bound of the first cycle.
  public let high: Double
  /// The steps from the lower to the upper bound, at least 1.
  public let halfCycle: Int
  /// The upper bound of the first cycle.
  public var peak: Double { high }

  /// Creates a cyclical schedule.
  ///
  /// - Parameters:
  ///   - policy: What becomes of the upper bound over time.
  ///   - low: The lower bound, above zero.
  ///   - high: The upper bound, above `low`.
  ///   - halfCycle: The steps from the lower to the upper bound, at least 1.
  /// - Throws: `InvalidSchedule`, which says what was expected.
  public init(
    _ policy: Policy = .triangular, low: Double, high: Double, halfCycle: Int
  ) throws(InvalidSchedule) {
    try InvalidSchedule.unlessPositive(low, "the lower bound of a cycle")
    try InvalidSchedule.unless(
      high > low && high.isFinite,
      "the upper bound of a cycle must be above the lower one, \(low), not \(high)")
    try InvalidSchedule.unlessPositive(steps: halfCycle, "half a cycle")
    try InvalidSchedule.unless(
      halfCycle <= .max / 2, "half a cycle must be at most \(Int.max / 2) steps, not \(halfCycle)")
    if case .expRange(let gamma) = policy { try InvalidSchedule.unlessShrinking(gamma) }
    self.policy = policy
    self.low = low
    self.high = high
    self.halfCycle = halfCycle
  }

  /// `low + (high - low) × (1 - x) × d`.
  public func learningRate(at step: Int) -> Double {
    // Whole numbers give the place in the cycle exactly, however late the step.
    let isRising = (step / halfCycle).isMultiple(of: 2)
    let fromLow = isRising ? step % halfCycle : halfCycle - step % halfCycle
    let risen = Double(fromLow) / Double(halfCycle)
    let decay =
      switch policy {
      case .triangular: 1.0
      case .triangular2: power(2, -Double(step / halfCycle / 2))
      case .expRange(let gamma): power(gamma, Double(step))
      }
    return low + (high - low) * risen * decay
  }

  /// The same cycles between `factor` times the bounds.
  public func scaled(by factor: Double) throws(InvalidSchedule) -> Self {
    try Self(policy, low: low * factor, high: high * factor, halfCycle: halfCycle)
  }
}

extension CyclicalRates: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, low, high, gamma
    case halfCycle = "half_cycle"
  }

  /// Decodes a schedule by its name, and checks its numbers.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let policy: Policy =
      switch try values.decode(String.self, forKey: .name) {
      case "triangular2": .triangular2
      case "exp-range": .expRange(gamma: try values.decode(Double.self, forKey: .gamma))
      default: .triangular
      }
    try self.init(
      policy, low: values.decode(Double.self, forKey: .low),
      high: values.decode(Double.self, forKey: .high),
      halfCycle: values.decode(Int.self, forKey: .halfCycle))
  }

  /// Encodes the name of the policy and the numbers.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(policy.name, forKey: .name)
    try values.encode(low, forKey: .low)
    try values.encode(high, forKey: .high)
    try values.encode(halfCycle, forKey: .halfCycle)
    if case .expRange(let gamma) = policy { try values.encode(gamma, forKey: .gamma) }
  }
}
