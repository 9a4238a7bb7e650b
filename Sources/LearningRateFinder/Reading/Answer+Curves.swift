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
  ///   - parameters: The numbers by which the curves are read.
  public init(
    _ curves: [Curve], gradientAge: GradientAge? = nil,
    parameters: ReadingParameters = .standard
  ) {
    self.init(
      curves.map { CurveReading($0, gradientAge: gradientAge, parameters: parameters) },
      parameters: parameters)
  }

  /// Puts one answer together from curves that were read.
  ///
  /// - Parameters:
  ///   - readings: At least one.
  ///   - parameters: The numbers by which they were read.
  public init(_ readings: [CurveReading], parameters: ReadingParameters = .standard) {
    precondition(!readings.isEmpty, "an answer needs at least one curve")
    verdict = Verdict(readings.map(\.verdict))
    rules = SuggestionRules.all.map { rule in
      let rates = readings.compactMap { rule.suggestion(for: $0.curve) }.map(logarithm)
      return RuleAnswer(name: rule.name, learningRate: rates.median.map(exponential))
    }
    let estimates = readings.compactMap(\.trustedEstimate)
    guard verdict.isTrusted, let center = RateCenter(estimates, parameters) else {
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
