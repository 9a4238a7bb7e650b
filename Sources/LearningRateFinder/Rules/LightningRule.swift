/// The rate where Lightning's smoothed loss falls fastest over the rate itself.
///
/// Lightning 2.5.3 and later: on the average with β = 0.98 whose bias it corrects by
/// `1 - β^{i+2}`, without the first 10 points and the last, `lr[argmin dL/dlr]`, the gradient by
/// second-order differences for uneven spacing (NumPy's `gradient`).
public struct LightningRule: SuggestionRule {
  /// The name among the rules.
  public let name = "lightning"
  /// What the rule reads off a curve.
  public let summary =
    "where the smoothed loss falls fastest over the rate itself, not its logarithm"
  /// The β of the average, 0 ≤ β < 1.
  public var beta: Double

  /// Creates the rule.
  ///
  /// - Parameter beta: The β of the average; 0 leaves the losses as they are.
  public init(beta: Double = 0.98) { self.beta = beta }

  /// `lr[argmin dL/dlr]`; nil of fewer than 13 points.
  public func learningRate(_ curve: Curve) -> Double? {
    // The exponent is one too many; it is theirs, and so is the rate that comes of it.
    var power = beta
    let losses = Smoothing.exponential(beta).smoothed(curve).map { loss in
      let corrected = loss * (1 - power) / (1 - power * beta)
      power *= beta
      return corrected
    }
    guard let (rates, kept) = curve.cut(first: 10, last: 1, of: losses) else { return nil }
    let gradient = kept.indices.map { i in
      guard i > 0, i < kept.count - 1 else {
        let left = max(i - 1, 0)
        return (kept[left + 1] - kept[left]) / (rates[left + 1] - rates[left])
      }
      let (before, after) = (rates[i] - rates[i - 1], rates[i + 1] - rates[i])
      let slopes = ((kept[i] - kept[i - 1]) / before, (kept[i + 1] - kept[i]) / after)
      return (slopes.0 * after + slopes.1 * before) / (before + after)
    }
    return gradient.firstIndexOfMinimum.map { rates[$0] }
  }
}
