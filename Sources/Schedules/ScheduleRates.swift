public import LearningRateFinder

/// The learning rates that a schedule given by name is made from.
///
/// A rate belongs to a schedule: one that warms up and decays stands a higher peak than a constant
/// one, and a cyclical one needs two bounds.
public struct ScheduleRates: Hashable, Codable, Sendable {
  /// The rate for training at a constant rate, and the first of a plain decay.
  public let constant: Double
  /// The highest rate of a schedule that rises first and decays.
  public let peak: Double
  /// The lower bound of a cyclical schedule.
  public let low: Double
  /// The upper bound of a cyclical schedule.
  public let high: Double

  /// Creates the rates of every kind of schedule.
  ///
  /// - Parameters:
  ///   - constant: The rate for training at a constant rate.
  ///   - peak: The highest rate of a schedule that rises first and decays.
  ///   - low: The lower bound of a cyclical schedule.
  ///   - high: The upper bound of a cyclical schedule.
  public init(constant: Double, peak: Double, low: Double, high: Double) {
    self.constant = constant
    self.peak = peak
    self.low = low
    self.high = high
  }

  /// The rates that range tests suggest; nil where their verdict is not to trust one.
  public init?(_ answer: Answer) {
    guard let suggestion = answer.suggestion, let peak = answer.peak, let range = answer.range
    else { return nil }
    self.init(
      constant: suggestion.learningRate, peak: peak.learningRate, low: range.low, high: range.high)
  }

  /// The rates that a search found; nil where none can be trusted.
  public init?(_ findings: Findings) {
    if let verified = findings.race?.verifiedRate {
      self.init(verified, findings.answer)
    } else {
      self.init(findings.answer)
    }
  }

  /// The rates that short trainings verified; a cycle starts where the answer says, or from a tenth
  /// of its peak.
  ///
  /// - Parameters:
  ///   - verified: What the short trainings say.
  ///   - answer: What the range tests before them say.
  public init(_ verified: VerifiedRate, _ answer: Answer) {
    let low = min(answer.range?.low ?? .infinity, verified.peak / 10)
    self.init(
      constant: verified.learningRate, peak: verified.peak, low: low, high: verified.peak)
  }

  /// The rates where one was given by hand: the highest of whatever schedule, and a cycle from a
  /// tenth of it.
  public init(learningRate: Double) {
    self.init(
      constant: learningRate, peak: learningRate, low: learningRate / 10, high: learningRate)
  }
}
