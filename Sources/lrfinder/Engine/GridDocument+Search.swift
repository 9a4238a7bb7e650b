import LearningRateFinder
import Reports
import RunFolders
import Training

extension GridDocument {
  /// Sums a search up.
  init(_ search: GridSearch, settings: Settings) {
    self.init(
      settings: settings,
      rangeTestCost: Cost(
        steps: search.findings?.steps ?? 0,
        seconds: search.rangeTestTime / .seconds(1)))
    verdict = search.findings?.verdict
    // The answer names a rate for a constant rate and one for schedules: which was trained with?
    suggestion = [search.findings?.answer.suggestion, search.findings?.answer.peak].compactMap(
      \.self
    ).first {
      $0.learningRate == search.answerRate
    }
    guard
      let summary = GridSummary(
        search.trainings, rates: search.plan.rates, answerRate: search.answerRate)
    else { return }
    let trainings = Dictionary(grouping: search.trainings, by: \.learningRate)
    func row(_ row: GridSummary.Row) -> Row { Row(row, trainings[row.learningRate] ?? []) }
    grid = summary.rows.map(row)
    best = row(summary.best)
    answer = summary.answer.map(row)
    ratesAheadOfAnswer = summary.ratesAheadOfAnswer
    lossBefore = summary.lossBefore
    gridCost = Cost(steps: summary.cost.steps, seconds: summary.cost.seconds)
    isBestAtEnd = summary.isBestAtEnd
  }
}

extension GridDocument.Row {
  fileprivate init(_ row: GridSummary.Row, _ trainings: [GridTraining]) {
    self.init(
      learningRate: row.learningRate, loss: row.loss, deviation: row.deviation,
      accuracy: row.accuracy, regret: row.regret, runs: row.runs, diverged: row.diverged,
      capped: trainings.count { $0.cappedLoss != $0.loss })
  }
}
