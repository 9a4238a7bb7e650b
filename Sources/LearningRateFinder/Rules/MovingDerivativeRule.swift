/// The rate where the moving average of the loss's rate of change is lowest.
///
/// P. Surmenok, "Estimating an Optimal Learning Rate For a Deep Neural Network" (2017): with
/// `d_i = (l_i - l_{i-w}) / w`, 0 before there are `w` losses, and without the first 10 points and
/// the last 5, `lr[argmin d]`. The losses themselves are not smoothed.
public struct MovingDerivativeRule: SuggestionRule {
  /// The name among the rules.
  public let name = "moving-derivative"
  /// What the rule reads off a curve.
  public let summary = "where the moving average of the loss's change is lowest"
  /// The window `w` in steps, at least 1.
  public var window: Int

  /// Creates the rule.
  ///
  /// - Parameter window: The window in steps, at least 1.
  public init(window: Int = 20) {
    precondition(window >= 1, "the window of a moving average is at least 1 step")
    self.window = window
  }

  /// `lr[argmin d]`; nil of fewer than 17 points.
  public func learningRate(_ curve: Curve) -> Double? {
    let losses = curve.losses
    let changes = losses.indices.map { i in
      i < window ? 0 : (losses[i] - losses[i - window]) / Double(window)
    }
    guard let (rates, kept) = curve.cut(first: 10, last: 5, of: changes),
      let i = kept.firstIndexOfMinimum
    else { return nil }
    return rates[i]
  }
}
