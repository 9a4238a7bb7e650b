/// One rise to a very high rate and one long fall to almost nothing, with the momentum opposite.
///
/// With `u = rise × steps - 1` the last step of the rise, `d = steps - 1 - u` the steps of the
/// fall, `a = min(i / u, 1)` and `b = min(max(i - u, 0) / d, 1)` the shares of both that are over,
/// and `e` the easing, `e(t) = t` for `linear` and `(1 - cos(π t)) / 2` for `cosine`:
///
/// ```
/// rate     = start + (peak - start) × e(a) + (end - peak) × e(b)
/// momentum = high - (high - low) × (e(a) - e(b))
/// ```
///
/// L. N. Smith, "A disciplined approach to neural network hyper-parameters: Part 1", 2018,
/// section 4, in the two phases and with the defaults of fastai, which are those of PyTorch's
/// `OneCycleLR`.
public struct OneCycle: ScheduleFormula {
  /// How the rate goes from one bound to the next.
  public enum Easing: String, CaseIterable, Codable, Sendable {
    /// Along half a cosine.
    case cosine
    /// Along a straight line.
    case linear
  }

  /// The bounds between which the momentum moves: high while the rate is low.
  public struct Momentum: Hashable, Codable, Sendable {
    /// The momentum at the highest rate, at least 0.
    public let low: Double
    /// The momentum at the lowest rates, below 1.
    public let high: Double

    /// Creates the bounds of the momentum.
    ///
    /// - Parameters:
    ///   - low: The momentum at the highest rate, at least 0.
    ///   - high: The momentum at the lowest rates, from `low` to below 1.
    public init(low: Double = 0.85, high: Double = 0.95) {
      self.low = low
      self.high = high
    }
  }

  /// The highest rate.
  public let peak: Double
  /// The steps of the whole cycle.
  public let steps: Int
  /// The share of the steps that the rise takes.
  public let rise: Double
  /// How many times the first rate is below the highest.
  public let startDivisor: Double
  /// How many times the last rate is below the first.
  public let endDivisor: Double
  /// How the rate goes from one bound to the next.
  public let easing: Easing
  /// The bounds of the momentum; nil where it is left alone.
  public let momentum: Momentum?

  /// Creates a 1cycle schedule.
  ///
  /// - Parameters:
  ///   - peak: The highest rate, above zero.
  ///   - steps: The steps of the whole cycle.
  ///   - rise: The share of the steps that the rise takes, between 0 and 1 and more than one step.
  ///   - startDivisor: How many times the first rate is below the highest, at least 1.
  ///   - endDivisor: How many times the last rate is below the first, at least 1.
  ///   - easing: How the rate goes from one bound to the next.
  ///   - momentum: The bounds of the momentum (Adam's first β); nil to leave it alone.
  /// - Throws: `InvalidSchedule`, which says what was expected.
  public init(
    peak: Double, steps: Int, rise: Double = 0.3, startDivisor: Double = 25,
    endDivisor: Double = 10_000, easing: Easing = .cosine, momentum: Momentum? = Momentum()
  ) throws(InvalidSchedule) {
    try InvalidSchedule.unlessPositive(peak, "the highest learning rate")
    try InvalidSchedule.unless(
      rise < 1 && rise * Double(steps) > 1,
      "the rise of a cycle of \(steps) steps must be a share below 1 and take more than one step: "
        + "\(rise) does not")
    for divisor in [startDivisor, endDivisor] {
      try InvalidSchedule.unless(
        divisor >= 1 && divisor.isFinite,
        "a rate below another is that divided by at least 1, not by \(divisor)")
    }
    if let momentum {
      try InvalidSchedule.unless(
        0 <= momentum.low && momentum.low <= momentum.high && momentum.high < 1,
        "the momentum must move between two values from 0 to below 1, "
          + "not from \(momentum.low) to \(momentum.high)")
    }
    self.peak = peak
    self.steps = steps
    self.rise = rise
    self.startDivisor = startDivisor
    self.endDivisor = endDivisor
    self.easing = easing
    self.momentum = momentum
  }

  /// The rate of the first step.
  public var start: Double { peak / startDivisor }

  /// The rate of the last step.
  public var end: Double { start / endDivisor }

  /// The step of the highest rate, perhaps between two whole ones.
  package var top: Double { rise * Double(steps) - 1 }

  /// The rate on the way up, or on the way down, or at its end.
  public func learningRate(at step: Int) -> Double {
    let (up, down) = eased(step)
    return down > 0 ? peak + (end - peak) * down : start + (peak - start) * up
  }

  /// The momentum on its way down, or up, or at its end.
  public func momentum(at step: Int) -> Double? {
    let (up, down) = eased(step)
    return momentum.map { $0.high - ($0.high - $0.low) * (up - down) }
  }

  /// How much of the rise and of the fall is over, each from 0 to 1 and eased.
  private func eased(_ step: Int) -> (up: Double, down: Double) {
    let last = Double(steps - 1)
    let up = min(Double(step) / top, 1)
    let down = min(max(Double(step) - top, 0) / (last - top), 1)
    return easing == .linear ? (up, down) : (1 - cosineFall(up), 1 - cosineFall(down))
  }

  /// The same cycle to `factor` times the peak.
  public func scaled(by factor: Double) throws(InvalidSchedule) -> Self {
    try Self(
      peak: peak * factor, steps: steps, rise: rise, startDivisor: startDivisor,
      endDivisor: endDivisor, easing: easing, momentum: momentum)
  }

  private enum CodingKeys: String, CodingKey {
    case peak, steps, rise, easing, momentum
    case startDivisor = "start_divisor"
    case endDivisor = "end_divisor"
  }

  /// Decodes a schedule, and checks its numbers.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      peak: values.decode(Double.self, forKey: .peak),
      steps: values.decode(Int.self, forKey: .steps),
      rise: values.decode(Double.self, forKey: .rise),
      startDivisor: values.decode(Double.self, forKey: .startDivisor),
      endDivisor: values.decode(Double.self, forKey: .endDivisor),
      easing: values.decode(Easing.self, forKey: .easing),
      momentum: values.decodeIfPresent(Momentum.self, forKey: .momentum))
  }
}
