internal import LearningRateFinder
internal import RunFolders

/// A study as a table for people and as one for programs.
enum StudyTable {
  /// The parts of a study, a line each, and below them what their runs say together.
  ///
  /// - Parameters:
  ///   - result: The study.
  ///   - width: The columns that sentences are wrapped to.
  /// - Returns: Lines, each with its newline.
  static func text(_ result: StudyResult, width: Int = .max) -> String {
    let rows = [header] + result.parts.map(cells)
    let widths = header.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    var lines = rows.map { row in
      zip(row, widths).map { $0.padded(to: $1 + 2) }.joined().trimmingEnd
    }
    var sentences = ["", "rates are medians over the runs; in brackets, 80 % of the runs"]
    for part in result.parts { sentences += [""] + self.sentences(part, result.cause) }
    if !result.scalings.isEmpty { sentences.append("") }
    sentences += result.scalings.map(ScalingWords.init).map { "\($0.settings): \($0.sentence)" }
    lines += sentences.flatMap { $0.wrappedSentence(width: width) }
    return lines.map { $0 + "\n" }.joined()
  }

  private static let header = [
    "", "runs", "suggested rate", "its low", "its high", "reliability low", "reliability high",
  ]

  private static func cells(_ part: StudyResult.Part) -> [String] {
    func text(_ rate: RateSpread?) -> String {
      rate.map { "\($0.median.brief) (\($0.low.brief)–\($0.high.brief))" } ?? "none"
    }
    let (answer, rule) = (
      part.ensemble.spread(of: .suggestion), part.ensemble.spread(of: .reliability)
    )
    return [
      part.label, "\(part.ensemble.runs.count)", text(part.ensemble.spreadOfSuggestions()),
      text(answer?.low), text(answer?.high), text(rule?.low), text(rule?.high),
    ]
  }

  private static func sentences(_ part: StudyResult.Part, _ cause: String) -> [String] {
    let verdicts = Dictionary(grouping: part.ensemble.runs, by: \.verdict.code)
      .mapValues(\.count).sorted { ($0.value, $1.key.rawValue) > ($1.value, $0.key.rawValue) }
    let diverged = part.ensemble.runs.count { $0.divergence != nil }
    var lines = [
      "\(part.label): " + verdicts.map { "\($0.value) \($0.key.rawValue)" }.joined(separator: ", ")
        + "; \(diverged) of \(part.ensemble.runs.count) runs diverged"
    ]
    for range in CurveEnsemble.Conclusion.allCases {
      let effect = part.ensemble.initializationEffect(on: range, cause: cause)
      lines.append(
        "  by \(range == .reliability ? "the reliability rule" : "our answer"): \(effect.reason)")
      if let remedy = effect.remedy { lines.append("    try: \(remedy)") }
    }
    return lines
  }

  /// A line for each run, with its header.
  static func csv(_ result: StudyResult) -> String {
    func text(_ number: Double?) -> String { number.map { "\($0)" } ?? "" }
    var lines = [
      "cell,optimizer,batch_size,weight_decay,run,steps,outcome,verdict,learning_rate,low,high,"
        + "reliability_low,reliability_high,divergence"
    ]
    for part in result.parts {
      for (index, run) in part.ensemble.runs.enumerated() {
        lines.append(
          [
            part.cell.name, part.cell.optimizer, "\(part.cell.batchSize)",
            text(part.cell.weightDecay), "\(index + 1)", "\(part.steps[index])",
            part.outcomes[index]?.rawValue ?? "", run.verdict.code.rawValue,
            text(run.suggestion?.learningRate), text(run.suggestion?.low),
            text(run.suggestion?.high), text(run.reliability?.low), text(run.reliability?.high),
            text(run.divergence),
          ].joined(separator: ","))
      }
    }
    return lines.map { $0 + "\n" }.joined()
  }
}
