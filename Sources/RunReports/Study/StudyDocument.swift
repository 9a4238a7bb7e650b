internal import LearningRateFinder

/// The result of a study as JSON with stable keys.
///
/// What has no value is null. There are no times in it: the same study gives the same document to
/// the last bit, whether it was made at once or resumed, side by side or one after another.
struct StudyDocument: Codable {
  struct Part: Codable {
    let name: String
    let optimizer: String
    let batch_size: Int
    let weight_decay: Double?
    /// How many steps the range tests of the part mean to make.
    let steps: Int
    let suggestion: Suggestion?
    let reliability: CurveEnsemble.Spread?
    let overlap: [String: Overlap]
    let effect: [String: Effect]
    let verdicts: [String: Int]
    let median_curve: Quantiles
    /// The median loss on held-out examples; nil where it was not measured.
    let validation_curve: Line?
    let runs: [Run]
  }

  struct Suggestion: Codable {
    let learning_rate: RateSpread
    let low: RateSpread
    let high: RateSpread
  }

  struct Overlap: Codable {
    let pairs: Int
    let disjoint_pairs: Int
    let common: RateInterval?
  }

  struct Effect: Codable {
    let code: InitializationEffect.Code
    let reason: String
    let remedy: String?
  }

  /// Quantiles of the smoothed losses over the runs; null where so many have diverged.
  struct Quantiles: Codable {
    let learning_rate: [Double]
    let low: [Double?]
    let median: [Double?]
    let high: [Double?]
  }

  /// A median over the runs, at the rates where there is one.
  struct Line: Codable {
    let learning_rate: [Double]
    let median: [Double]
  }

  struct Run: Codable {
    let name: String
    let steps: Int
    let outcome: Curve.Outcome?
    let verdict: Verdict.Code
    let suggestion: Answer.Suggestion?
    let reliability: RateInterval?
    let divergence: Double?
  }

  struct Scaling: Codable {
    let optimizer: String
    let weight_decay: Double?
    let rate: CurveEnsemble.Range
    let fit: PowerLawFit
    let sentence: String
  }

  let settings: Settings
  let cells: [Part]
  let scaling: [Scaling]

  init(_ result: StudyResult, settings: Settings) {
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
  init(_ part: StudyResult.Part, cause: String) {
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
    for range in CurveEnsemble.Range.allCases {
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
  init(_ losses: LossQuantiles) {
    func column(_ p: Double) -> [Double?] {
      losses.line(p).map { $0.loss.isFinite ? $0.loss : nil }
    }
    learning_rate = losses.line(0.5).map(\.learningRate)
    low = column(0.1)
    median = column(0.5)
    high = column(0.9)
  }
}
