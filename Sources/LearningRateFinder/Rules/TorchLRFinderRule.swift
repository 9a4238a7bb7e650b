/// The rate where torch-lr-finder's smoothed loss falls fastest by step.
///
/// torch-lr-finder (and pytorch-ignite before 0.4): on the average that starts at the first loss,
/// with weight 0.05, without the first 10 points and the last 5, `lr[argmin ∇s]`.
public struct TorchLRFinderRule: SuggestionRule {
  /// The name among the rules.
  public let name = "torch-lr-finder"
  /// How the losses are smoothed.
  public var smoothing: Smoothing

  /// Creates the rule.
  public init(smoothing: Smoothing = .seededExponential(weight: 0.05)) {
    self.smoothing = smoothing
  }

  /// `lr[argmin ∇s]`; nil of fewer than 17 points.
  public func learningRate(_ curve: Curve) -> Double? {
    guard let (rates, losses) = curve.cut(first: 10, last: 5, of: smoothing.smoothed(curve)),
      let i = losses.indexGradient.firstIndexOfMinimum
    else { return nil }
    return rates[i]
  }
}
