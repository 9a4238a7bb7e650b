package import LearningRateFinder

/// The result of a study as JSON with stable keys.
///
/// What has no value is null. There are no times in it: the same study gives the same document to
/// the last bit, whether it was made at once or resumed, side by side or one after another.
package struct StudyDocument: Codable {
  package struct Part: Codable {
    package let name: String
    package let optimizer: String
    package let batch_size: Int
    package let weight_decay: Double?
    /// How many steps the range tests of the part mean to make.
    package let steps: Int
    package let suggestion: Suggestion?
    package let reliability: CurveEnsemble.Spread?
    package let overlap: [String: Overlap]
    package let effect: [String: Effect]
    package let verdicts: [String: Int]
    package let median_curve: Quantiles
    /// The median loss on held-out examples; nil where it was not measured.
    package let validation_curve: Line?
    package let runs: [Run]
  }

  package struct Suggestion: Codable {
    package let learning_rate: RateSpread
    package let low: RateSpread
    package let high: RateSpread
  }

  package struct Overlap: Codable {
    package let pairs: Int
    package let disjoint_pairs: Int
    package let common: RateInterval?
  }

  package struct Effect: Codable {
    package let code: InitializationEffect.Code
    package let reason: String
    package let remedy: String?
  }

  /// Quantiles of the smoothed losses over the runs; null where so many have diverged.
  package struct Quantiles: Codable {
    package let learning_rate: [Double]
    package let low: [Double?]
    package let median: [Double?]
    package let high: [Double?]
  }

  /// A median over the runs, at the rates where there is one.
  package struct Line: Codable {
    package let learning_rate: [Double]
    package let median: [Double]
  }

  package struct Run: Codable {
    package let name: String
    package let steps: Int
    package let outcome: Curve.Outcome?
    package let verdict: Verdict.Code
    package let suggestion: Answer.Suggestion?
    package let reliability: RateInterval?
    package let divergence: Double?
  }

  package struct Scaling: Codable {
    package let optimizer: String
    package let weight_decay: Double?
    package let rate: CurveEnsemble.Conclusion
    package let fit: PowerLawFit
    package let sentence: String
  }

  package let settings: Settings
  package let cells: [Part]
  package let scaling: [Scaling]

  package init(_ result: StudyResult, settings: Settings) {
    self.settings = settings
    cells = result.parts.map { Part($0, cause: result.cause) }
    scaling = result.scalings.map { scaling in
      Scaling(
        optimizer: scaling.optimizer, weight_decay: scaling.weightDecay, rate: scaling.rate,
        fit: scaling.fit, sentence: scaling.fit.sentence)
    }
  }
}

extension StudyDocument.Part {
  package init(_ part: StudyResult.Part, cause: String) {
    let ensemble = part.ensemble
    name = part.cell.name
    optimizer = part.cell.optimizer
    batch_size = part.cell.batchSize
    weight_decay = part.cell.weightDecay
    steps = part.cell.ramp.steps
    if let rates = ensemble.spreadOfSuggestions(), let ends = ensemble.spread(of: .suggestion) {
      suggestion = .init(learning_rate: rates, low: ends.low, high: ends.high)
    } else {
      suggestion = nil
    }
    reliability = ensemble.spread(of: .reliability)
    var overlap: [String: StudyDocument.Overlap] = [:]
    var effect: [String: StudyDocument.Effect] = [:]
    for range in CurveEnsemble.Conclusion.allCases {
      let seen = ensemble.overlap(of: range)
      overlap[range.rawValue] = .init(
        pairs: seen.pairs, disjoint_pairs: seen.disjointPairs, common: seen.common)
      let judged = ensemble.initializationEffect(on: range, cause: cause)
      effect[range.rawValue] = .init(
        code: judged.code, reason: judged.reason, remedy: judged.remedy)
    }
    self.overlap = overlap
    self.effect = effect
    verdicts = Dictionary(grouping: ensemble.runs, by: \.verdict.code.rawValue)
      .mapValues(\.count)
    median_curve = .init(ensemble.losses)
    let validation = part.validation?.line(0.5).filter(\.loss.isFinite) ?? []
    validation_curve =
      validation.isEmpty
      ? nil
      : .init(learning_rate: validation.map(\.learningRate), median: validation.map(\.loss))
    runs = ensemble.runs.indices.map { index in
      let run = ensemble.runs[index]
      return .init(
        name: run.name, steps: part.steps[index], outcome: part.outcomes[index],
        verdict: run.verdict.code, suggestion: run.suggestion, reliability: run.reliability,
        divergence: run.divergence)
    }
  }
}

extension StudyDocument.Quantiles {
  package init(_ losses: LossQuantiles) {
    func column(_ p: Double) -> [Double?] {
      losses.line(p).map { $0.loss.isFinite ? $0.loss : nil }
    }
    learning_rate = losses.line(0.5).map(\.learningRate)
    low = column(0.1)
    median = column(0.5)
    high = column(0.9)
  }
}
