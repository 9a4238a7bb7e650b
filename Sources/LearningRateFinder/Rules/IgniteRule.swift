/// The rate where ignite's smoothed loss falls fastest by step before its minimum.
///
/// pytorch-ignite, `FastaiLRFinder.lr_suggestion`: on the average that starts at the first loss,
/// with weight 0.05, up to its minimum, `lr` at the argmin of the central differences of the inner
/// points.
public struct IgniteRule: SuggestionRule {
  /// The name among the rules.
  public let name = "ignite"
  /// What the rule reads off a curve.
  public let summary = "where the smoothed loss falls fastest before its minimum"
  /// How the losses are smoothed.
  public var smoothing: Smoothing

  /// Creates the rule.
  public init(smoothing: Smoothing = .seededExponential(weight: 0.05)) {
    self.smoothing = smoothing
  }

  /// The rate of the fastest descent; nil where the minimum is among the first 2 points.
  public func learningRate(_ curve: Curve) -> Double? {
    let losses = smoothing.smoothed(curve)
    guard let minimum = losses.firstIndexOfMinimum, minimum >= 2,
      let i = Array(losses[...minimum]).indexGradient[1..<minimum].firstIndexOfMinimum
    else { return nil }
    return curve.learningRates[i]
  }
}
