extension Answer {
  /// Reads an answer off the curve of one range test.
  public init(_ curve: Curve) { self.init([curve]) }

  /// Reads one answer off the curves of several range tests that differ in their seeds.
  ///
  /// - Parameter curves: At least one curve, the rates of each increasing.
  public init(_ curves: [Curve]) {
    precondition(!curves.isEmpty, "an answer needs at least one curve")
    let curves = curves.map { $0.cut(at: Divergence()) }
    verdict = Verdict(curves)
    rules = SuggestionRules.all.map { rule in
      let rates = curves.compactMap { rule.suggestion(for: $0) }.map(logarithm)
      return RuleAnswer(name: rule.name, learningRate: rates.median.map(exponential))
    }
    guard verdict.isTrusted else {
      suggestion = nil
      peak = nil
      range = nil
      return
    }
    let constant = RateEstimate(curves)
    suggestion = constant.suggestion
    peak = constant.raised(by: 3).suggestion
    range = CyclicalRange(
      low: constant.suggestion.learningRate / 10,
      high: constant.raised(by: 3).suggestion.learningRate)
  }
}
struct RateEstimate {
  var center: Double, spread: Double
  init(_ curves: [Curve]) {
    let centers = curves.map { c in
      let s = CurveShape(c)
      let m = s.logRates[s.minimum] - .decade
      guard let r = s.rise else { return m }
      return (m + s.logRates[r] - logarithm(11)) / 2
    }
    center = centers.median!; spread = 0.4 * .decade
  }
  func raised(by f: Double) -> RateEstimate { var c = self; c.center += logarithm(f); return c }
  var suggestion: Answer.Suggestion {
    .init(
      learningRate: exponential(center), low: exponential(center - spread),
      high: exponential(center + spread))
  }
}
