public import LearningRateFinder

/// An answer in words, as the command prints it under the chart.
public enum AnswerText {
  /// The whole answer: the rates, the verdict with its reason, and every rule's rate.
  ///
  /// - Parameters:
  ///   - findings: What was found. Where trainings chose a rate, those of the answer are called those
  ///     of the curve alone.
  ///   - width: The columns that sentences are wrapped to.
  /// - Returns: Lines of at most 80 columns where the reason allows, each with its newline.
  public static func text(_ findings: Findings, width: Int = .max) -> String {
    let answer = findings.answer
    let isVerified = findings.verdict.code == .verified
    var lines = rates(answer)
    if isVerified {
      lines.insert("from the curve alone:", at: 0)
      if lines.count == 1 { lines.append("no rate") }
    }
    if !lines.isEmpty { lines.append("") }
    lines += verdict(answer.verdict, width)
    if isVerified { lines += [""] + verdict(findings.verdict, width) }
    lines.append("")
    lines += rules(answer, width)
    return lines.map { $0 + "\n" }.joined()
  }

  private static func verdict(_ verdict: Verdict, _ width: Int) -> [String] {
    let why = "\(verdict.code.rawValue): \(verdict.reason)".wrappedSentence(width: width)
    return why + (verdict.remedy.map { "try: \($0)".wrappedSentence(width: width) } ?? [])
  }

  private static func rates(_ answer: Answer) -> [String] {
    func line(_ label: String, _ suggestion: Answer.Suggestion, _ purpose: String) -> String {
      let interval = "(\(suggestion.low.brief) to \(suggestion.high.brief))"
      return label.padded(to: 15) + suggestion.learningRate.brief.padded(to: 9)
        + interval.padded(to: 20) + purpose
    }
    var lines: [String] = []
    if let suggestion = answer.suggestion {
      lines.append(line("learning rate", suggestion, "for a constant rate"))
    }
    if let peak = answer.peak {
      lines.append(line("peak rate", peak, "for warm-up and decay, or one cycle"))
    }
    if let range = answer.range {
      lines.append("cyclical range".padded(to: 15) + "\(range.low.brief) to \(range.high.brief)")
    }
    return lines
  }

  private static func rules(_ answer: Answer, _ columns: Int) -> [String] {
    let width = (answer.rules.map(\.name.count).max() ?? 0) + 2
    let cells = answer.rules.map { rule in
      rule.name.padded(to: width) + (rule.learningRate?.brief ?? "none").padded(to: 10)
    }
    let perLine = max(1, min(columns, 80) / (width + 10))
    let title = answer.disagreement.map { decades in
      "the field's rules on this curve (their middle half is \(RateWords.decades(decades)) wide):"
    }
    return (title ?? "the field's rules on this curve:").wrappedSentence(width: columns)
      + stride(from: 0, to: cells.count, by: perLine).map { first in
        "  " + cells[first..<min(first + perLine, cells.count)].joined().trimmingEnd
      }
  }
}

extension String {
  /// The text with spaces after it, at least one.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }

  /// The text without spaces after it.
  var trimmingEnd: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}
