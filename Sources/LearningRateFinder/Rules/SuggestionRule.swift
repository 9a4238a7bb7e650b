/// A rule that reads one learning rate off the curve of a range test.
///
/// Each finder of the field has its own; they are here so that an answer can be compared with
/// theirs on the same curve. A rule smooths and cuts the curve as its finder does.
public protocol SuggestionRule: Sendable {
  /// The rule's name, in lower case with hyphens.
  var name: String { get }

  /// What the rule reads off a curve, in a few words without a full stop.
  var summary: String { get }

  /// The rate that the rule reads off a curve; nil where the curve has too few points for it.
  ///
  /// The rate may lie outside the curve, and may be no number; `suggestion(for:)` is what to call.
  func learningRate(_ curve: Curve) -> Double?
}

extension SuggestionRule {
  /// The rate that the rule reads off a curve, or nil where it has none in the curve's range.
  ///
  /// - Parameter curve: The curve of a range test, its rates increasing.
  /// - Returns: A rate between the curve's first and last, or nil.
  public func suggestion(for curve: Curve) -> Double? {
    guard let rate = learningRate(curve), let first = curve.learningRates.first,
      let last = curve.learningRates.last, rate >= first, rate <= last
    else { return nil }
    return rate
  }
}

extension Curve {
  /// The points that remain when some are cut off at either end; nil when fewer than two remain.
  func cut(first: Int, last: Int, of losses: [Double]) -> (rates: [Double], losses: [Double])? {
    guard first + last + 2 <= count else { return nil }
    let kept = first..<(count - last)
    return (Array(learningRates[kept]), Array(losses[kept]))
  }
}

extension [Double] {
  /// Central differences by index, one-sided at the two ends; for at least two values.
  var indexGradient: [Double] {
    indices.map { i in
      let before = Swift.max(i - 1, 0)
      let after = Swift.min(i + 1, count - 1)
      return (self[after] - self[before]) / Double(after - before)
    }
  }
}
