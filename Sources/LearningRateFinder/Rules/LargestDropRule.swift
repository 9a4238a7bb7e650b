/// The rate after the largest drop of the smoothed loss between two consecutive steps.
///
/// "How to Find a Descent Learning Rate using Tensorflow 2": with the bias-corrected average `s`,
/// `lr[argmin (s_{i+1} - s_i) + 1]`. The article leaves β to its reader (its default of 1 divides
/// by zero); 0.98 is the field's.
public struct LargestDropRule: SuggestionRule {
  /// The name among the rules.
  public let name = "largest-drop"
  /// What the rule reads off a curve.
  public let summary = "right after the largest drop of the smoothed loss between two steps"
  /// How the losses are smoothed.
  public var smoothing: Smoothing

  /// Creates the rule.
  public init(smoothing: Smoothing = .exponential(0.98)) { self.smoothing = smoothing }

  /// `lr[argmin (s_{i+1} - s_i) + 1]`; nil of fewer than 2 points.
  public func learningRate(_ curve: Curve) -> Double? {
    let losses = smoothing.smoothed(curve)
    guard let i = zip(losses.dropFirst(), losses).map(-).firstIndexOfMinimum else { return nil }
    return curve.learningRates[i + 1]
  }
}
