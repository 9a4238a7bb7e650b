/// A tenth of the rate at which fastai's smoothed loss is lowest.
///
/// fastai 2, `minimum`: on its cut curve, `lr[argmin s] / 10`.
public struct FastaiMinimumRule: SuggestionRule {
  /// The name among the rules.
  public let name = "fastai-minimum"
  /// What the rule reads off a curve.
  public let summary = "a tenth of the rate where the smoothed loss is lowest"
  /// How the losses are smoothed.
  public var smoothing: Smoothing

  /// Creates the rule.
  public init(smoothing: Smoothing = .exponential(0.98)) { self.smoothing = smoothing }

  /// `lr[argmin s] / 10`; nil where the cut leaves fewer than 2 points.
  public func learningRate(_ curve: Curve) -> Double? {
    guard let (rates, losses) = curve.fastaiCut(smoothing), let i = losses.firstIndexOfMinimum
    else { return nil }
    return rates[i] / 10
  }
}
