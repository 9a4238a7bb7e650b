import LearningRateFinder
import RunReports
import Training

/// The result of a grid search: `result.json`, what `--json` prints, and a table.
struct GridResult: Encodable {
  private struct Row: Encodable {
    let learning_rate: Double
    let loss: Double
    let loss_deviation: Double?
    let accuracy: Double?
    let regret: Double
    let runs: Int
    let diverged: Int

    init(_ row: GridSummary.Row) {
      learning_rate = row.learningRate
      loss = row.loss
      loss_deviation = row.deviation
      accuracy = row.accuracy
      regret = row.regret
      runs = row.runs
      diverged = row.diverged
    }
  }

  private struct Cost: Encodable {
    let steps: Int
    let seconds: Double
  }

  private struct VerdictWords: Encodable {
    let code: Verdict.Code
    let reason: String
  }

  private let grid: [Row]
  private let best: Row?
  /// The trainings at the range tests' rate; nil where none is to be trusted.
  private let answer: Row?
  private let rates_ahead_of_answer: Int?
  private let verdict: VerdictWords?
  private let loss_before: Double?
  private let grid_cost: Cost?
  private let range_test_cost: Cost
  private let is_best_at_end: Bool
  private let settings: Settings

  /// Sums a search up.
  init(_ search: GridSearch, settings: Settings) {
    let summary = GridSummary(
      search.trainings, rates: search.plan.rates, answerRate: search.answerRate)
    grid = summary?.rows.map(Row.init) ?? []
    best = summary.map { Row($0.best) }
    answer = summary?.answer.map(Row.init)
    rates_ahead_of_answer = summary?.ratesAheadOfAnswer
    verdict = search.answer.map {
      VerdictWords(code: $0.verdict.code, reason: $0.verdict.reason)
    }
    loss_before = summary?.lossBefore
    grid_cost = summary.map { Cost(steps: $0.cost.steps, seconds: $0.cost.seconds) }
    range_test_cost = Cost(
      steps: search.curves.map(\.count).reduce(0, +),
      seconds: search.rangeTestTime / .seconds(1))
    is_best_at_end = summary?.isBestAtEnd ?? false
    self.settings = settings
  }

  private enum Key: CodingKey {
    case grid, best, answer, rates_ahead_of_answer, verdict, loss_before, grid_cost
    case range_test_cost, is_best_at_end, settings
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(grid, forKey: .grid)
    try values.encode(best, forKey: .best)
    try values.encode(answer, forKey: .answer)
    try values.encode(rates_ahead_of_answer, forKey: .rates_ahead_of_answer)
    try values.encode(verdict, forKey: .verdict)
    try values.encode(loss_before, forKey: .loss_before)
    try values.encode(grid_cost, forKey: .grid_cost)
    try values.encode(range_test_cost, forKey: .range_test_cost)
    try values.encode(is_best_at_end, forKey: .is_best_at_end)
    try values.encode(settings, forKey: .settings)
  }
}

extension GridResult {
  /// A table with a line for each rate, and what it says.
  var text: String {
    var lines = [line("rate", "loss", "sd", "accuracy", "regret", "")]
    for row in grid {
      lines.append(line(row, row.learning_rate == best?.learning_rate ? "best" : ""))
    }
    if let answer { lines.append(line(answer, "range test")) }
    lines.append("")
    if let best {
      lines.append(
        "best on the grid: \(best.learning_rate.brief(digits: 3)), loss \(best.loss.brief(digits: 4)) "
          + "(before training \((loss_before ?? 0).brief(digits: 4)))")
      if is_best_at_end { lines.append("the best is at the end of the grid: widen it") }
    }
    lines.append(answerSentence)
    lines.append(costSentence)
    return lines.joined(separator: "\n")
  }

  private var answerSentence: String {
    guard let answer, let best, let ahead = rates_ahead_of_answer else {
      return verdict.map { "range test: no rate to trust: \($0.code.rawValue): \($0.reason)" }
        ?? "range test: no rate to trust"
    }
    let difference = answer.loss - best.loss
    return
      "range test: \(answer.learning_rate.brief(digits: 3)), loss \(answer.loss.brief(digits: 4)), "
      + "\(abs(difference).brief) \(difference > 0 ? "above" : "below") the best; regret "
      + "\(answer.regret.brief); \(ahead) of \(grid.count) rates of the grid are better"
  }

  private var costSentence: String {
    let test = range_test_cost
    var sentence = "cost: range tests \(test.steps) steps, \(test.seconds.brief(digits: 3)) s"
    if let cost = grid_cost, test.steps > 0 {
      sentence +=
        "; grid \(cost.steps) steps, \(cost.seconds.brief(digits: 3)) s: "
        + "\((Double(cost.steps) / Double(test.steps)).brief) times the steps"
    }
    return sentence
  }

  private func line(_ row: Row, _ note: String) -> String {
    let isLost = row.diverged == row.runs
    let diverged = row.diverged == 0 ? "" : "\(row.diverged) of \(row.runs) diverged"
    return line(
      row.learning_rate.brief(digits: 3), isLost ? "-" : row.loss.brief(digits: 4),
      isLost ? "-" : row.loss_deviation?.brief ?? "-", row.accuracy?.percent ?? "-",
      row.regret.brief, [note, diverged].filter { !$0.isEmpty }.joined(separator: ", "))
  }

  private func line(
    _ rate: String, _ loss: String, _ deviation: String, _ accuracy: String, _ regret: String,
    _ note: String
  ) -> String {
    let cells = zip([rate, loss, deviation, accuracy, regret], [10, 9, 9, 10, 9]).map {
      String(repeating: " ", count: max(1, $1 - $0.count)) + $0
    }
    return cells.joined() + (note.isEmpty ? "" : "  " + note)
  }
}
