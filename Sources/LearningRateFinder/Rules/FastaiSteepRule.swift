/// The rate where fastai's smoothed loss falls most steeply over the logarithm of the rate.
///
/// fastai 2, `steep`: on its cut curve, `lr` at the argmin of
/// `(s_{i+1} - s_i) / (ln lr_{i+1} - ln lr_i)`.
public struct FastaiSteepRule: SuggestionRule {
  /// The name among the rules.
  public let name = "fastai-steep"
  /// What the rule reads off a curve.
  public let summary =
    "where the smoothed loss falls most steeply over the logarithm of the rate"
  /// How the losses are smoothed.
  public var smoothing: Smoothing

  /// Creates the rule.
  public init(smoothing: Smoothing = .exponential(0.98)) { self.smoothing = smoothing }

  /// The rate of the steepest descent; nil where the cut leaves fewer than 2 points.
  public func learningRate(_ curve: Curve) -> Double? {
    guard let (rates, losses) = curve.fastaiCut(smoothing) else { return nil }
    let slopes = (0..<(rates.count - 1)).map { i in
      (losses[i + 1] - losses[i]) / logarithm(rates[i + 1] / rates[i])
    }
    return slopes.firstIndexOfMinimum.map { rates[$0] }
  }
}
