/// The rate at the step where the loss falls fastest, nothing smoothed.
///
/// What A. Salimath, "How to use the Learning Rate Finder in TensorFlow" (2019), reads off the
/// graph of loss against step: `lr[argmin ∇l]`.
public struct FastestDescentRule: SuggestionRule {
  /// The name among the rules.
  public let name = "fastest-descent"
  /// What the rule reads off a curve.
  public let summary = "the step where the raw loss falls fastest"

  /// Creates the rule.
  public init() {}

  /// `lr[argmin ∇l]`; nil of fewer than 2 points.
  public func learningRate(_ curve: Curve) -> Double? {
    guard curve.count >= 2, let i = curve.losses.indexGradient.firstIndexOfMinimum
    else { return nil }
    return curve.learningRates[i]
  }
}
