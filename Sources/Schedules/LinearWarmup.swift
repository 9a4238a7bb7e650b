/// A straight rise to the first rate of another schedule, which then begins.
///
/// With `r` the first rate of the schedule and `f` the start factor, the rate of step `i` is
/// `r × (f + (1 - f) × i / steps)`; at `i = steps` the schedule begins with its own step 0.
///
/// Goyal et al., "Accurate, Large Minibatch SGD", 2017, section 2.2 (gradual warm-up); PyTorch's
/// `LinearLR` and the other schedule in a `SequentialLR`. Only schedules that begin at their
/// highest rate can be warmed up to: cyclical ones and 1cycle rise by themselves.
public struct LinearWarmup: ScheduleFormula {
  /// The steps of the rise, at least 1.
  public let steps: Int
  /// The share of the schedule's first rate that the rise starts from, above 0 and at most 1.
  public let startFactor: Double
  /// The schedule that begins when the rise is over.
  public let schedule: LearningRateSchedule
  /// The highest rate of the schedule that follows.
  public var peak: Double { schedule.peak }

  /// Creates a warm-up.
  ///
  /// - Parameters:
  ///   - steps: The steps of the rise, at least 1.
  ///   - startFactor: The share of the schedule's first rate that the rise starts from, above 0
  ///     and at most 1. Left out, it is `1 / (steps + 1)`: the rates of the rise are equally far
  ///     apart, and the first step is not wasted on a rate of zero.
  ///   - schedule: What follows; neither cyclical, 1cycle nor a warm-up itself.
  /// - Throws: `InvalidSchedule`, which says what was expected.
  public init(
    steps: Int, startFactor: Double? = nil, then schedule: LearningRateSchedule
  ) throws(InvalidSchedule) {
    try InvalidSchedule.unlessPositive(steps: steps, "a warm-up")
    let factor = startFactor ?? 1 / (Double(steps) + 1)
    try InvalidSchedule.unless(
      factor > 0 && factor <= 1,
      "a warm-up starts from a factor above 0 and at most 1, not \(factor)")
    switch schedule {
    case .cyclical, .oneCycle, .warmup:
      throw InvalidSchedule(
        description: "\(schedule.name) rises by itself: no warm-up goes before it")
    case .constant, .step, .exponential, .linear, .cosine, .warmRestarts, .reduceOnPlateau: break
    }
    self.steps = steps
    self.startFactor = factor
    self.schedule = schedule
  }

  /// The rise, then the schedule's own rates.
  public func learningRate(at step: Int) -> Double {
    guard step < steps else { return schedule.learningRate(at: step - steps) }
    let share = Double(step) / Double(steps)
    return schedule.learningRate(at: 0) * (startFactor + (1 - startFactor) * share)
  }

  /// The same rise to `factor` times the schedule.
  public func scaled(by factor: Double) throws(InvalidSchedule) -> Self {
    try Self(steps: steps, startFactor: startFactor, then: schedule.scaled(by: factor))
  }

  private enum CodingKeys: String, CodingKey {
    case steps
    case startFactor = "start_factor"
    case schedule = "then"
  }

  /// Decodes a schedule, and checks its numbers; `start_factor` may be left out.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      steps: values.decode(Int.self, forKey: .steps),
      startFactor: values.decodeIfPresent(Double.self, forKey: .startFactor),
      then: values.decode(LearningRateSchedule.self, forKey: .schedule))
  }
}
