/// A schedule on its way through a training: what a checkpoint keeps of it.
///
/// ```swift
/// var progress = ScheduleProgress(schedule)
/// for epoch in 0..<epochs {
///   for batch in batches {
///     train(batch, progress.learningRate, momentum: progress.momentum)
///     progress.advance()
///   }
///   progress.observe(loss: validationLoss())
/// }
/// ```
///
/// Losses matter to `reduceOnPlateau` alone, and there after a warm-up only; every other schedule
/// depends on the step.
public struct ScheduleProgress: Hashable, Codable, Sendable {
  /// The schedule.
  public let schedule: LearningRateSchedule
  /// The next step, from 0.
  public private(set) var step = 0
  private var plateau: PlateauState?

  /// Creates the beginning of a schedule.
  public init(_ schedule: LearningRateSchedule) {
    self.schedule = schedule
    plateau = schedule.plateau.map { PlateauState($0) }
  }

  /// The rate of the next step.
  public var learningRate: Double {
    if let plateau, isPastWarmup { return plateau.learningRate }
    return schedule.learningRate(at: step)
  }

  /// The momentum of the next step; nil where the schedule leaves momentum alone.
  public var momentum: Double? { schedule.momentum(at: step) }

  /// Goes on to the next step.
  public mutating func advance() { step += 1 }

  /// Takes a loss, one for each epoch or each evaluation; the validation loss where there is one.
  ///
  /// - Parameter loss: The loss; NaN and infinity are no improvement.
  /// - Returns: Whether the loss lowered the rate.
  @discardableResult
  public mutating func observe(loss: Double) -> Bool {
    isPastWarmup ? plateau?.observe(loss: loss) ?? false : false
  }

  /// The same place in the schedule, whose highest rate is another.
  package func rescaled(toPeak peak: Double) throws(InvalidSchedule) -> Self {
    var scaled = Self(try schedule.scaled(by: peak / schedule.peak))
    while scaled.step < step { scaled.advance() }
    return scaled
  }

  private var isPastWarmup: Bool {
    if case .warmup(let warmup) = schedule { return step >= warmup.steps }
    return true
  }
}

extension LearningRateSchedule {
  /// The rule that waits for plateaus, itself or after a warm-up.
  package var plateau: ReduceOnPlateau? {
    switch self {
    case .reduceOnPlateau(let rule): rule
    case .warmup(let warmup): warmup.schedule.plateau
    case .constant, .step, .exponential, .linear, .cosine, .warmRestarts, .cyclical, .oneCycle:
      nil
    }
  }
}
