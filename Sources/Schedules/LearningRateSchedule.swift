/// A learning rate for every step of a training.
///
/// ```swift
/// let cosine = try LearningRateSchedule.cosine(CosineAnnealing(start: 0.1, steps: 1000))
/// cosine.learningRate(at: 0)    // 0.1
/// cosine.learningRate(at: 500)  // 0.05
/// ```
///
/// A schedule is a value: it can be compared, kept as JSON, read from a command line, and written
/// out as code for other frameworks. Each kind has its formula and its source in its own type.
/// Steps are updates of the weights, counted from 0.
public indirect enum LearningRateSchedule: Hashable, Sendable {
  /// One rate for the whole training.
  case constant(ConstantRate)
  /// A rate that drops by a factor at equal distances.
  case step(StepDecay)
  /// A rate that falls by the same factor over equal distances, smoothly.
  case exponential(ExponentialDecay)
  /// A rate that falls along a straight line.
  case linear(LinearDecay)
  /// A rate that falls along half a cosine.
  case cosine(CosineAnnealing)
  /// Cosine annealing that starts again and again.
  case warmRestarts(WarmRestarts)
  /// A straight rise to the first rate of another schedule.
  case warmup(LinearWarmup)
  /// A rate that goes up and down between two bounds.
  case cyclical(CyclicalRates)
  /// One rise and one long fall, with the momentum opposite.
  case oneCycle(OneCycle)
  /// A rate that drops whenever the loss has stopped falling.
  case reduceOnPlateau(ReduceOnPlateau)

  /// A warm-up to the peak, then a straight fall: what `Answer.peak` is for.
  ///
  /// - Parameters:
  ///   - peak: The highest rate, above zero.
  ///   - end: The rate after the last step, from 0 to `peak`.
  ///   - warmup: The steps of the rise, at least 1.
  ///   - steps: The steps of rise and fall together, above `warmup`.
  /// - Returns: The schedule.
  /// - Throws: `InvalidSchedule`, which says what was expected.
  public static func warmupThenLinear(
    peak: Double, end: Double = 0, warmup: Int, steps: Int
  ) throws(InvalidSchedule) -> Self {
    try InvalidSchedule.unless(
      warmup < steps, "a warm-up must be shorter than the training of \(steps) steps: \(warmup)")
    let fall = try LinearDecay(start: peak, end: end, steps: steps - max(warmup, 0))
    return .warmup(try LinearWarmup(steps: warmup, then: .linear(fall)))
  }

  /// The formula behind the kind.
  public var formula: any ScheduleFormula {
    switch self {
    case .constant(let formula): formula
    case .step(let formula): formula
    case .exponential(let formula): formula
    case .linear(let formula): formula
    case .cosine(let formula): formula
    case .warmRestarts(let formula): formula
    case .warmup(let formula): formula
    case .cyclical(let formula): formula
    case .oneCycle(let formula): formula
    case .reduceOnPlateau(let formula): formula
    }
  }

  /// The kind's name, as on the command line and in JSON.
  public var name: String {
    switch self {
    case .constant: "constant"
    case .step: "step"
    case .exponential: "exponential"
    case .linear: "linear"
    case .cosine: "cosine"
    case .warmRestarts: "warm-restarts"
    case .warmup: "warmup"
    case .cyclical(let cycle): cycle.policy.name
    case .oneCycle: "one-cycle"
    case .reduceOnPlateau: "plateau"
    }
  }

  /// The highest rate that the schedule reaches.
  public var peak: Double { formula.peak }

  /// The rate that makes a step.
  ///
  /// Where the rate depends on losses (`reduceOnPlateau`), this is the rate without any:
  /// `ScheduleProgress` takes them.
  ///
  /// - Parameter step: The step, at least 0. A schedule that has come to its end stays there.
  /// - Returns: The rate, at least 0.
  public func learningRate(at step: Int) -> Double {
    precondition(step >= 0, "the steps of a schedule are counted from 0, not from \(step)")
    return formula.learningRate(at: step)
  }

  /// The momentum beside it, or nil where the schedule leaves momentum alone.
  ///
  /// - Parameter step: The step, at least 0.
  /// - Returns: The momentum, from 0 to below 1, or nil.
  public func momentum(at step: Int) -> Double? {
    precondition(step >= 0, "the steps of a schedule are counted from 0, not from \(step)")
    return formula.momentum(at: step)
  }

  /// The same schedule with every rate multiplied by a factor: a rate that was found again in the
  /// midst of a training replaces the old one without a change of the schedule's shape.
  ///
  /// - Parameter factor: Above zero.
  /// - Returns: The schedule with its new rates.
  /// - Throws: `InvalidSchedule` where a rate becomes zero or infinite.
  public func scaled(by factor: Double) throws(InvalidSchedule) -> Self {
    switch self {
    case .constant(let formula): .constant(try formula.scaled(by: factor))
    case .step(let formula): .step(try formula.scaled(by: factor))
    case .exponential(let formula): .exponential(try formula.scaled(by: factor))
    case .linear(let formula): .linear(try formula.scaled(by: factor))
    case .cosine(let formula): .cosine(try formula.scaled(by: factor))
    case .warmRestarts(let formula): .warmRestarts(try formula.scaled(by: factor))
    case .warmup(let formula): .warmup(try formula.scaled(by: factor))
    case .cyclical(let formula): .cyclical(try formula.scaled(by: factor))
    case .oneCycle(let formula): .oneCycle(try formula.scaled(by: factor))
    case .reduceOnPlateau(let formula): .reduceOnPlateau(try formula.scaled(by: factor))
    }
  }
}

extension LearningRateSchedule: Codable {
  private enum CodingKeys: CodingKey { case name }

  /// Decodes a schedule by its `name`, and checks its numbers.
  public init(from decoder: any Decoder) throws {
    let name = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .name)
    self =
      switch name {
      case "constant": .constant(try ConstantRate(from: decoder))
      case "step": .step(try StepDecay(from: decoder))
      case "exponential": .exponential(try ExponentialDecay(from: decoder))
      case "linear": .linear(try LinearDecay(from: decoder))
      case "cosine": .cosine(try CosineAnnealing(from: decoder))
      case "warm-restarts": .warmRestarts(try WarmRestarts(from: decoder))
      case "warmup": .warmup(try LinearWarmup(from: decoder))
      case "triangular", "triangular2", "exp-range": .cyclical(try CyclicalRates(from: decoder))
      case "one-cycle": .oneCycle(try OneCycle(from: decoder))
      case "plateau": .reduceOnPlateau(try ReduceOnPlateau(from: decoder))
      default: throw InvalidSchedule.unknownName(name)
      }
  }

  /// Encodes the name beside the formula's own keys: `{"name": "cosine", "start": 0.1, …}`.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(name, forKey: .name)
    try formula.encode(to: encoder)
  }
}

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
