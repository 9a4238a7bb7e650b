/// Numbers or words that make no schedule.
public struct InvalidSchedule: Error, Hashable, CustomStringConvertible {
  /// One sentence: what was expected and what was given.
  public let description: String

  /// Throws the sentence unless something holds.
  static func unless(
    _ holds: Bool, _ sentence: @autoclosure () -> String
  ) throws(InvalidSchedule) {
    if !holds { throw InvalidSchedule(description: sentence()) }
  }

  /// Throws unless a rate is above zero and finite.
  static func unlessPositive(_ rate: Double, _ what: String) throws(InvalidSchedule) {
    try unless(rate > 0 && rate.isFinite, "\(what) must be above 0, not \(rate)")
  }

  /// Throws unless the rate at the end lies between zero and the one at the start.
  static func unlessDescending(from start: Double, to end: Double) throws(InvalidSchedule) {
    try unlessPositive(start, "the learning rate at the start")
    try unless(
      end >= 0 && end <= start,
      "the learning rate at the end must lie between 0 and that at the start, \(start), not \(end)")
  }

  /// Throws unless there is at least one step.
  static func unlessPositive(steps: Int, _ what: String) throws(InvalidSchedule) {
    try unless(steps >= 1, "\(what) must be at least 1 step, not \(steps)")
  }

  /// Throws unless a factor shrinks a rate: above zero, at most one.
  static func unlessShrinking(_ factor: Double) throws(InvalidSchedule) {
    try unless(
      factor > 0 && factor <= 1, "the factor must be above 0 and at most 1, not \(factor)")
  }
}
