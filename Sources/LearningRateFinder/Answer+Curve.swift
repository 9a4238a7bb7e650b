extension Answer {
  /// Reads an answer off the curve of one range test.
  public init(_ curve: Curve) {
    self.init([curve])
  }
  /// Reads one answer off the curves of several range tests.
  public init(_ curves: [Curve]) {
    suggestion = nil; peak = nil; range = nil
    verdict = Verdict(code: .tooShort, reason: "", remedy: nil)
    rules = SuggestionRules.all.map { rule in
      RuleAnswer(name: rule.name, learningRate: rule.suggestion(for: curves[0]))
    }
  }
}
