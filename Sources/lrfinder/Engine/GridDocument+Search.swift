import LearningRateFinder
import RunReports
import Training

extension GridDocument {
  /// Sums a search up.
  init(_ search: GridSearch, settings: Settings) {
    self.init(
      settings: settings,
      rangeTestCost: Cost(
        steps: search.curves.map(\.count).reduce(0, +),
        seconds: search.rangeTestTime / .seconds(1)))
    verdict = search.answer?.verdict
    // The answer names a rate for a constant rate and one for schedules: which was trained with?
    suggestion = [search.answer?.suggestion, search.answer?.peak].compactMap(\.self).first {
      $0.learningRate == search.answerRate
    }
    guard
      let summary = GridSummary(
        search.trainings, rates: search.plan.rates, answerRate: search.answerRate)
    else { return }
    grid = summary.rows.map(Row.init)
    best = Row(summary.best)
    answer = summary.answer.map(Row.init)
    ratesAheadOfAnswer = summary.ratesAheadOfAnswer
    lossBefore = summary.lossBefore
    gridCost = Cost(steps: summary.cost.steps, seconds: summary.cost.seconds)
    isBestAtEnd = summary.isBestAtEnd
  }
}

extension GridDocument.Row {
  init(_ row: GridSummary.Row) {
    self.init(
      learningRate: row.learningRate, loss: row.loss, deviation: row.deviation,
      accuracy: row.accuracy, regret: row.regret, runs: row.runs, diverged: row.diverged)
  }
}
