public import LearningRateFinder

/// What the command answered from one seed, as it was recorded.
public struct RecordedAnswer: Decodable, Sendable {
  /// The verdict of the last range test.
  public let verdict: Verdict.Code
  /// The rate for a constant training; nil where none was to be trusted.
  public let suggestion: Answer.Suggestion?
  /// The peak of a schedule that decays; nil where none was to be trusted.
  public let peak: Answer.Suggestion?
  /// The rate that short trainings chose; nil where none were made.
  public let verified: Verified?
  /// All steps of training that the answer took.
  public let steps: Int

  /// What short trainings found.
  public struct Verified: Decodable, Sendable {
    /// The rate that won, for a constant training; nil where none could be told from the others.
    public let rate: Double?
    /// The lower end of its interval.
    public let low: Double?
    /// The upper end of its interval.
    public let high: Double?
    /// The mean loss of the search's trainings at this rate; nil where they were not made.
    public let loss: Double?
    /// The steps of the short trainings.
    public let steps: Int
  }

  /// A mark for the rate that the answer comes to: the verified one, else the suggested one; nil
  /// where there is neither.
  func mark(against truth: GridTruth) -> Mark? {
    guard let verified, let rate = verified.rate else {
      return suggestion.map { Mark($0, against: truth) }
    }
    guard let low = verified.low, let high = verified.high, low <= high else {
      return Mark(rate, loss: verified.loss, against: truth)
    }
    return Mark(rate, loss: verified.loss, interval: low...high, against: truth)
  }
}
