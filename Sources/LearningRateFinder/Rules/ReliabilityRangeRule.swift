/// The two ends of the range that the reliability study suggests.
///
/// S. Maggio, "The Learning Rate Finder Technique: How Reliable Is It?": on the bias-corrected
/// average (β = 0.98) without the first 5 points and the last, `low` is the rate of the steepest
/// descent before the minimum, and `high` a tenth of the rate of the minimum; where they are closer
/// than a factor of ten, `low` is a tenth of `high`. The study's figures come out half a step
/// before the minimum: the slope between two steps is read at the rate midway between them, in
/// logarithms, and the minimum is where the last descent is.
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
  /// What the rule reads off a curve.
  public var summary: String {
    end == .low
      ? "where the smoothed loss falls most steeply before its minimum: the lower end of a range"
      : "a tenth of the rate where the smoothed loss is lowest: the upper end of that range"
  }

  /// Creates the rule for one end of the range.
  public init(_ end: End, smoothing: Smoothing = .exponential(0.98)) {
    self.end = end
    self.smoothing = smoothing
  }

  /// One end of the range; nil where nothing falls or there are fewer than 8 points.
  public func learningRate(_ curve: Curve) -> Double? {
    guard let (rates, losses) = curve.cut(first: 5, last: 1, of: smoothing.smoothed(curve)),
      let minimum = losses.firstIndexOfMinimum, minimum > 0,
      let steepest = (0..<minimum).map({ losses[$0 + 1] - losses[$0] }).firstIndexOfMinimum
    else { return nil }
    func midway(after i: Int) -> Double { (rates[i] * rates[i + 1]).squareRoot() }
    let high = midway(after: minimum - 1) / 10
    return end == .high ? high : min(midway(after: steepest), high / 10)
  }
}
