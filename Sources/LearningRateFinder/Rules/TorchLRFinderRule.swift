/// The rate where torch-lr-finder's smoothed loss falls fastest by step.
///
/// torch-lr-finder (and pytorch-ignite before 0.4): on the average that starts at the first loss,
/// with weight 0.05, without the first 10 points and the last 5, `lr[argmin ∇s]`.
public struct TorchLRFinderRule: SuggestionRule {
  /// The name among the rules.
  public let name = "torch-lr-finder"
  /// What the rule reads off a curve.
  public let summary = "the step where the smoothed loss falls fastest, the ends left out"
  /// How the losses are smoothed.
  public var smoothing: Smoothing

  /// The number of points left out at the start.
  public var skipStart: Int
  /// The number of points left out at the end.
  public var skipEnd: Int

  /// Creates the rule.
  public init(
    smoothing: Smoothing = .seededExponential(weight: 0.05), skipStart: Int = 10, skipEnd: Int = 5
  ) {
    self.smoothing = smoothing
    self.skipStart = skipStart
    self.skipEnd = skipEnd
  }

  /// `lr[argmin ∇s]`; nil where the cut leaves fewer than 2 points.
  public func learningRate(_ curve: Curve) -> Double? {
    let smoothed = smoothing.smoothed(curve)
    guard let (rates, losses) = curve.cut(first: skipStart, last: skipEnd, of: smoothed),
      let i = losses.indexGradient.firstIndexOfMinimum
    else { return nil }
    return rates[i]
  }
}
