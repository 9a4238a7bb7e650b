/// The rate before the last stretch in which the gradient of fastai's smoothed loss changes.
///
/// fastai 2, `slide`: on its cut curve, with `g = ∇s`, two points 15 apart slide left from the end
/// for as long as `|g_right - g_left|` is above the threshold; the answer is the rate of the left
/// one when it was last above.
public struct FastaiSlideRule: SuggestionRule {
  /// The name among the rules.
  public let name = "fastai-slide"
  /// What the rule reads off a curve.
  public let summary =
    "before the last stretch in which the slope of the smoothed loss changes"
  /// How the losses are smoothed.
  public var smoothing: Smoothing
  /// The distance of the two points, in steps.
  public var distance: Int
  /// The difference of the gradients, in loss per step.
  public var threshold: Double

  /// Creates the rule.
  public init(
    smoothing: Smoothing = .exponential(0.98), distance: Int = 15, threshold: Double = 0.005
  ) {
    self.smoothing = smoothing
    self.distance = distance
    self.threshold = threshold
  }

  /// The rate at which the slide stops; nil where the cut leaves fewer than 16 points.
  public func learningRate(_ curve: Curve) -> Double? {
    guard let (rates, losses) = curve.fastaiCut(smoothing), rates.count > distance
    else { return nil }
    let gradient = losses.indexGradient
    var right = rates.count - 1
    var left = right - distance
    var answer = rates[left]
    while left >= 0, abs(gradient[right] - gradient[left]) > threshold {
      answer = rates[left]
      left -= 1
      right -= 1
    }
    return answer
  }
}
