internal import LearningRateFinder
public import RunFolders

extension GridDocument {
  /// A table with a line for each rate, and what it says.
  ///
  /// - Parameter width: The columns that sentences are wrapped to.
  /// - Returns: Lines, the last one without its newline.
  public func text(width: Int = .max) -> String {
    var lines = [line("rate", "loss", "sd", "accuracy", "regret", "")]
    for row in grid {
      lines.append(line(row, row.learningRate == best?.learningRate ? "best" : ""))
    }
    if let answer { lines.append(line(answer, "range test")) }
    if let cappedNote {
      lines += "\(Row.capMark) \(cappedNote)".wrappedSentence(width: width)
    }
    lines.append("")
    return (lines + sentences.flatMap { $0.wrappedSentence(width: width) })
      .joined(separator: "\n")
  }

  /// What the mark at a loss says; nil where none is marked.
  var cappedNote: String? {
    let isAny = (grid + (answer.map { [$0] } ?? [])).contains { $0.capped > 0 }
    return isAny
      ? "with trainings that diverged or ended worse than they began: these count with the loss "
        + "before training; what was measured is in grid.csv" : nil
  }

  /// What the search says: the best rate, how the range test's ranks, and what both took.
  var sentences: [String] {
    var sentences: [String] = []
    if let best {
      sentences.append(
        "best on the grid: \(best.learningRate.brief(digits: 3)), loss \(best.loss.brief(digits: 4)) "
          + "(before training \((lossBefore ?? 0).brief(digits: 4)))")
      if isBestAtEnd { sentences.append("the best is at the end of the grid: widen it") }
    }
    return sentences + [answerSentence, costSentence]
  }

  private var answerSentence: String {
    guard let answer, let best, let ahead = ratesAheadOfAnswer else {
      return verdict.map { "range test: no rate to trust: \($0.code.rawValue): \($0.reason)" }
        ?? "range test: no rate to trust"
    }
    let difference = answer.loss - best.loss
    return
      "range test: \(answer.learningRate.brief(digits: 3)), loss \(answer.loss.brief(digits: 4)), "
      + "\(abs(difference).brief) \(difference > 0 ? "above" : "below") the best; regret "
      + "\(answer.regret.brief); \(ahead) of \(grid.count) rates of the grid are better"
  }

  private var costSentence: String {
    let test = rangeTestCost
    var sentence = "cost: range tests \(test.steps) steps, \(test.seconds.brief(digits: 3)) s"
    if let cost = gridCost, test.steps > 0 {
      sentence +=
        "; grid \(cost.steps) steps, \(cost.seconds.brief(digits: 3)) s: "
        + "\((Double(cost.steps) / Double(test.steps)).brief) times the steps"
    }
    return sentence
  }

  private func line(_ row: Row, _ note: String) -> String {
    let isLost = row.diverged == row.runs
    return line(
      row.learningRate.brief(digits: 3), isLost ? "-" : row.loss.brief(digits: 4),
      isLost ? "-" : row.deviation?.brief ?? "-", row.accuracy?.percent ?? "-",
      row.regret.brief, [note, row.divergence].filter { !$0.isEmpty }.joined(separator: ", "),
      mark: row.capMark)
  }

  private func line(
    _ rate: String, _ loss: String, _ deviation: String, _ accuracy: String, _ regret: String,
    _ note: String, mark: String = ""
  ) -> String {
    // The mark takes the first blank after the loss: the columns stay where they are.
    let widths = [10, 9 + mark.count, 9 - mark.count, 10, 9]
    let cells = zip([rate, loss + mark, deviation, accuracy, regret], widths).map {
      String(repeating: " ", count: max(1, $1 - $0.count)) + $0
    }
    return cells.joined() + (note.isEmpty ? "" : "  " + note)
  }
}

extension GridDocument.Row {
  /// How many trainings diverged, in words; empty where none did.
  var divergence: String { diverged == 0 ? "" : "\(diverged) of \(runs) diverged" }

  /// What stands after a loss that was not measured as it is.
  static let capMark = "*"

  /// The mark, or nothing where the loss is what was measured.
  var capMark: String { capped == 0 ? "" : Self.capMark }
}
