/// A tenth of the rate at which the raw loss is lowest.
///
/// M. Oleszak, "The Learning Rate Finder": `lr[argmin l] / 10`, nothing smoothed and nothing cut.
public struct TenthOfMinimumRule: SuggestionRule {
  /// The name among the rules.
  public let name = "tenth-of-minimum"
  /// What the rule reads off a curve.
  public let summary = "a tenth of the rate where the raw loss is lowest"

  /// Creates the rule.
  public init() {}

  /// `lr[argmin l] / 10`; nil of no points.
  public func learningRate(_ curve: Curve) -> Double? {
    curve.losses.firstIndexOfMinimum.map { curve.learningRates[$0] / 10 }
  }
}
