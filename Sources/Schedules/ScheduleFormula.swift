/// The law of one kind of schedule: a learning rate for every step.
///
/// Steps are updates of the weights, counted from 0; the rate of a step is the one that makes it.
/// A training that counts in epochs multiplies by its steps per epoch.
public protocol ScheduleFormula: Hashable, Codable, Sendable {
  /// The highest rate that the schedule reaches.
  var peak: Double { get }

  /// The rate that makes a step.
  ///
  /// - Parameter step: The step, at least 0. A schedule that has come to its end stays there.
  /// - Returns: The rate, at least 0.
  func learningRate(at step: Int) -> Double

  /// The momentum beside it, or nil where the schedule leaves momentum alone.
  ///
  /// - Parameter step: The step, at least 0.
  /// - Returns: The momentum, from 0 to below 1, or nil.
  func momentum(at step: Int) -> Double?

  /// The same schedule with every rate multiplied by a factor.
  ///
  /// - Parameter factor: Above zero.
  /// - Returns: The schedule with its new rates.
  /// - Throws: `InvalidSchedule` where a rate becomes zero or infinite.
  func scaled(by factor: Double) throws(InvalidSchedule) -> Self
}

extension ScheduleFormula {
  /// Nil: most schedules leave momentum alone.
  public func momentum(at step: Int) -> Double? { nil }
}
