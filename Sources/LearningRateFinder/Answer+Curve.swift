extension Answer {
  /// Reads an answer off the curve of one range test.
  ///
  /// - Parameters:
  ///   - curve: The curve, its rates increasing.
  ///   - gradientAge: How old the gradients in an update are; nil where the optimizer is not known.
  public init(_ curve: Curve, gradientAge: GradientAge? = nil) {
    self.init([curve], gradientAge: gradientAge)
  }

  /// Reads one answer off the curves of several range tests that differ in their seeds.
  ///
  /// Each is read up to where the standard ``Divergence`` ends it. The answer is the median of the
  /// curves' own, and the interval includes how far they spread.
  /// The verdict is good where more than half of them are.
  ///
  /// - Parameters:
  ///   - curves: At least one curve, the rates of each increasing.
  ///   - gradientAge: How old the gradients in an update are; nil where the optimizer is not known.
  public init(_ curves: [Curve], gradientAge: GradientAge? = nil) {
    precondition(!curves.isEmpty, "an answer needs at least one curve")
    let curves = curves.map { $0.cut(at: Divergence()) }
    let readings = curves.map { CurveReading($0, gradientAge: gradientAge) }
    verdict = Verdict(readings.map(\.verdict))
    rules = SuggestionRules.all.map { rule in
      let rates = curves.compactMap { rule.suggestion(for: $0) }.map(logarithm)
      return RuleAnswer(name: rule.name, learningRate: rates.median.map(exponential))
    }
    guard verdict.isTrusted, let center = RateCenter(readings.compactMap(\.estimate)) else {
      suggestion = nil
      peak = nil
      range = nil
      return
    }
    suggestion = center.constant
    peak = center.peak
    range = center.cyclicalRange
  }
}

extension Verdict {
  /// The verdict of most: good where more than half are, else what is wrong with most of the rest.
  fileprivate init(_ verdicts: [Verdict]) {
    let good = verdicts.filter(\.isTrusted)
    let candidates =
      2 * good.count > verdicts.count ? good : verdicts.filter { !$0.isTrusted }
    let counts = Dictionary(grouping: candidates, by: \.code).mapValues(\.count)
    let most = counts.values.max()
    // The first curve with the most frequent verdict speaks for all of them.
    self = candidates.first { counts[$0.code] == most } ?? verdicts[0]
  }
}

/// Several estimates as one.
package struct RateCenter {
  private let left: Double
  private let right: Double
  private let onset: Double
  private let margin: Double
  private let limit: Double

  /// An interval is at least this wide before its margins: the best rate of a grid search itself
  /// moves by as much from one set of seeds to the next.
  private static let narrowest = 0.8 * Double.decade
  /// Four fifths of normal values lie within this many standard deviations.
  private static let fourFifths = 1.2816

  /// The median of estimates; nil of none.
  init?(_ estimates: [RateEstimate]) {
    guard let left = estimates.map(\.left).median, let right = estimates.map(\.right).median,
      let onset = estimates.map(\.onset).median, let low = estimates.map(\.peak).quantile(0.1),
      let high = estimates.map(\.peak).quantile(0.9)
    else { return nil }
    self.left = left
    self.right = right
    self.onset = onset
    limit = estimates.map(\.limit).median ?? .infinity
    // One curve foretells by the bootstrap how far others would lie; several show it.
    let spread =
      estimates.count == 1
      ? Self.fourFifths * estimates[0].deviation : (high - low) / 2 / .decade
    let method = estimates.map(\.methodMargin).median ?? 0
    margin = (method * method + spread * spread).squareRoot() * .decade
  }

  /// A schedule that decays to zero has half its peak in the mean.
  package static let peakOverConstant = 2.0

  var constant: Answer.Suggestion {
    suggestion(exponential((left + right) / 2) / Self.peakOverConstant, scale: 1)
  }

  var peak: Answer.Suggestion {
    suggestion(exponential((left + right) / 2), scale: Self.peakOverConstant)
  }

  /// From where the loss begins to fall, at most a quarter of the peak (Smith 2015, section 3.3),
  /// up to the peak.
  var cyclicalRange: Answer.CyclicalRange {
    let high = peak.learningRate
    return Answer.CyclicalRange(low: min(exponential(onset), high / 4), high: high)
  }

  private func suggestion(_ rate: Double, scale: Double) -> Answer.Suggestion {
    // No rate is good at which the loss blew up.
    let high = min(
      scale * exponential(max(right, left + Self.narrowest) + margin), exponential(limit))
    return Answer.Suggestion(
      learningRate: rate, low: scale * exponential(left - margin), high: max(rate, high))
  }
}
