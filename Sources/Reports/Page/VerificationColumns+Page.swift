internal import LearningRateFinder
internal import Markup
internal import RunFolders

extension VerificationColumns {
  /// The verified rates as an answer gives its own; nil where none came out best.
  var rates: (constant: Answer.Suggestion, peak: Double)? {
    guard let rate, let low, let high, let peak else { return nil }
    return (Answer.Suggestion(learningRate: rate, low: low, high: high), peak)
  }

  /// What the short trainings say, and each of them in a table.
  var section: ReportSection {
    ReportSection("Verified by training", id: "verified") {
      PageElements.list([
        reason.map { "No rate was verified: \($0)" }
          ?? "The verified rate did best in \(trials.count) short trainings of \(steps) steps in "
          + "all, from the same initial weights"
      ])
      if !trials.isEmpty { table }
    }
  }

  private var table: HTML {
    let rows = trials.sorted { ($0.rate, $0.steps, $0.seed) < ($1.rate, $1.steps, $1.seed) }
    let lowest = Dictionary(grouping: rows, by: \.steps).mapValues { $0.compactMap(\.loss).min() }
    let best = rows.indices.filter { index in
      rows[index].loss != nil && lowest[rows[index].steps] == rows[index].loss
    }
    return PageElements.table(
      "The short trainings; of each length the lowest loss stands out",
      ["rate", "steps", "seed", "held-out loss"],
      rows.map { row in
        [
          row.rate.brief, "\(row.steps)", "\(row.seed)",
          row.loss?.brief(digits: 4) ?? "diverged",
        ]
      }, marked: Set(best))
  }
}
