/// A rate that drops by a factor whenever the loss has stopped falling.
///
/// A loss counts as an improvement where it is below `best - threshold × |best|`. After more than
/// `patience` losses in a row without one, the rate becomes `max(rate × factor, minimum)`, and for
/// the next `cooldown` losses nothing is counted. PyTorch's `ReduceLROnPlateau` with its defaults,
/// except that its threshold goes the wrong way where losses are negative.
///
/// The rates depend on the losses: `ScheduleProgress` takes them.
public struct ReduceOnPlateau: ScheduleFormula {
  /// The rate of the first step.
  public let start: Double
  /// What the rate is multiplied by, above 0 and below 1.
  public let factor: Double
  /// How many losses in a row may be without improvement, at least 0.
  public let patience: Int
  /// The share of the best loss by which a loss must be below it to count, from 0 to below 1.
  public let threshold: Double
  /// For how many losses after a drop nothing is counted, at least 0.
  public let cooldown: Int
  /// The rate that is never gone below, at least 0.
  public let minimum: Double
  /// The rate of the first step.
  public var peak: Double { start }

  /// Creates a schedule that waits for plateaus.
  ///
  /// - Parameters:
  ///   - start: The rate of the first step, above zero.
  ///   - factor: What the rate is multiplied by, above 0 and below 1.
  ///   - patience: How many losses in a row may be without improvement, at least 0.
  ///   - threshold: The share of the best loss by which a loss must be below it to count as an
  ///     improvement, from 0 to below 1.
  ///   - cooldown: For how many losses after a drop nothing is counted, at least 0.
  ///   - minimum: The rate that is never gone below, from 0 to `start`.
  /// - Throws: `InvalidSchedule`, which says what was expected.
  public init(
    start: Double, factor: Double = 0.1, patience: Int = 10, threshold: Double = 1e-4,
    cooldown: Int = 0, minimum: Double = 0
  ) throws(InvalidSchedule) {
    try InvalidSchedule.unlessPositive(start, "the learning rate at the start")
    try InvalidSchedule.unless(
      factor > 0 && factor < 1, "the factor must be above 0 and below 1, not \(factor)")
    try InvalidSchedule.unless(
      patience >= 0, "the patience must be at least 0 losses, not \(patience)")
    try InvalidSchedule.unless(
      threshold >= 0 && threshold < 1,
      "the threshold of an improvement must lie between 0 and 1, not \(threshold)")
    try InvalidSchedule.unless(
      cooldown >= 0, "the cooldown must be at least 0 losses, not \(cooldown)")
    try InvalidSchedule.unless(
      patience < .max && cooldown < .max, "a patience or cooldown of \(Int.max) losses never ends")
    try InvalidSchedule.unless(
      minimum >= 0 && minimum <= start,
      "the lowest learning rate must lie between 0 and that at the start, \(start), not \(minimum)")
    self.start = start
    self.factor = factor
    self.patience = patience
    self.threshold = threshold
    self.cooldown = cooldown
    self.minimum = minimum
  }

  /// The rate as long as no plateau was seen: that of the first step.
  public func learningRate(at step: Int) -> Double { start }

  /// The same schedule from `factor` times the start, with the lowest rate in proportion.
  public func scaled(by factor: Double) throws(InvalidSchedule) -> Self {
    try Self(
      start: start * factor, factor: self.factor, patience: patience, threshold: threshold,
      cooldown: cooldown, minimum: minimum * factor)
  }

  private enum CodingKeys: CodingKey {
    case start, factor, patience, threshold, cooldown, minimum
  }

  /// Decodes a schedule, and checks its numbers.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      start: values.decode(Double.self, forKey: .start),
      factor: values.decode(Double.self, forKey: .factor),
      patience: values.decode(Int.self, forKey: .patience),
      threshold: values.decode(Double.self, forKey: .threshold),
      cooldown: values.decode(Int.self, forKey: .cooldown),
      minimum: values.decode(Double.self, forKey: .minimum))
  }
}

/// The state of a `ReduceOnPlateau`: a rate that is fed losses.
public struct PlateauState: Hashable, Codable, Sendable {
  /// The rate after the losses so far.
  public private(set) var learningRate: Double
  private let rule: ReduceOnPlateau
  private var best: Double?
  private var waited = 0
  private var cooling = 0

  /// Creates a state that has seen no loss.
  public init(_ rule: ReduceOnPlateau) {
    self.rule = rule
    learningRate = rule.start
  }

  /// Takes the next loss, one for each epoch or each evaluation.
  ///
  /// - Parameter loss: The loss; NaN and infinity are no improvement.
  /// - Returns: Whether the rate was lowered.
  @discardableResult
  public mutating func observe(loss: Double) -> Bool {
    if loss.isFinite, best.map({ loss < $0 - rule.threshold * abs($0) }) ?? true {
      best = loss
      waited = 0
    } else {
      waited += 1
    }
    if cooling > 0 {
      cooling -= 1
      waited = 0
    }
    guard waited > rule.patience else { return false }
    waited = 0
    cooling = rule.cooldown
    let lower = max(learningRate * rule.factor, rule.minimum)
    defer { learningRate = lower }
    return lower < learningRate
  }
}
