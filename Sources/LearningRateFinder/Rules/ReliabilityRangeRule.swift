/// The two ends of the range that the reliability study suggests.
///
/// S. Maggio, "The Learning Rate Finder Technique: How Reliable Is It?": on the bias-corrected
/// average (β = 0.98) without the first 5 points and the last, `high` is a tenth of the rate just
/// before the minimum (the article says "where the loss is minimal"; its figures come out one step
/// earlier); `low` is the rate of the steepest descent before the minimum, but at most a tenth of
/// `high`.
public struct ReliabilityRangeRule: SuggestionRule {
  /// One end of the range.
  public enum End: String, CaseIterable, Sendable {
    /// The steepest descent.
    case low
    /// A tenth of the minimum.
    case high
  }

  /// Which end this rule answers.
  public let end: End
  /// How the losses are smoothed.
  public var smoothing: Smoothing
  /// The name among the rules.
  public var name: String { "reliability-\(end.rawValue)" }

  /// Creates the rule for one end of the range.
  public init(_ end: End, smoothing: Smoothing = .exponential(0.98)) {
    self.end = end
    self.smoothing = smoothing
  }

  /// One end of the range; nil of fewer than 8 points.
  public func learningRate(_ curve: Curve) -> Double? {
    guard let (rates, losses) = curve.cut(first: 5, last: 1, of: smoothing.smoothed(curve)),
      let minimum = losses.firstIndexOfMinimum,
      let steepest = losses.indexGradient[...minimum].firstIndexOfMinimum
    else { return nil }
    let high = rates[max(minimum - 1, 0)] / 10
    return end == .high ? high : min(rates[steepest], high / 10)
  }
}
