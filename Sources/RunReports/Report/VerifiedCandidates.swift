internal import LearningRateFinder
internal import Markup

/// The rates that short trainings were made at to verify the answer, where a result has them.
struct VerifiedCandidates: Decodable {
  /// A rate with what training at it came to.
  struct Candidate: Decodable {
    let learning_rate: Double
    let steps: Int?
    let loss: Double?
  }

  let learning_rate: Double?
  let candidates: [Candidate]

  /// What the key `verified` of a result holds.
  struct Holder: Decodable { let verified: VerifiedCandidates? }

  /// The candidates as a table, the best one marked.
  var section: ReportSection {
    let rows = candidates.sorted { $0.learning_rate < $1.learning_rate }
    let best = rows.firstIndex { $0.learning_rate == learning_rate }
    return ReportSection("Verified by training", id: "verified") {
      PageElements.table(
        "Short trainings from the same initial weights", ["rate", "steps", "held-out loss"],
        rows.map { row in
          [
            row.learning_rate.brief, row.steps.map { "\($0)" } ?? "–",
            row.loss?.brief(digits: 4) ?? "diverged",
          ]
        }, marked: Set(best.map { [$0] } ?? []))
    }
  }
}
