internal import Charts
internal import Foundation
internal import LearningRateFinder
internal import Markup
internal import RunFolders
internal import ScheduleCode
internal import TrainingLogs

/// A grid search as a report tells of it.
struct ReportedGrid: ReportedRun {
  var title: String
  let kind = "Grid search of learning rates"
  private let result: GridDocument
  /// The held-out losses of the trainings at each rate, of those whose rows are kept.
  private let losses: [Double: [Double]]
  private let curves: [Curve]

  /// Describes a result.
  ///
  /// - Parameters:
  ///   - result: The result.
  ///   - folder: The run's folder, whose `grid.csv` and curves are shown as far as they are there.
  init(_ result: GridDocument, in folder: RunFolder) {
    self.result = result
    title = result.settings.title ?? "Grid"
    losses = Self.losses(in: folder.path("grid.csv"), before: result.lossBefore)
    let several = (1...).lazy.map { "curves/run-\($0).csv" }.prefix(while: folder.has)
    let paths = folder.has("curve.csv") ? ["curve.csv"] : Array(several)
    curves = paths.compactMap { try? Curve(recordedAt: folder.path($0)) }.filter { !$0.isEmpty }
  }

  var settings: Settings { result.settings }

  var opening: [ReportSection] {
    [
      ReportSection("The answer", id: "answer") {
        HTML.element("dl", .class("rates")) {
          result.best.map { best in
            rate("Best on the grid", best, "trained at every rate of the grid")
          }
          result.answer.map { answer in
            rate("The range test's rate", answer, rank(answer))
          }
        }
        result.verdict.map { PageElements.verdict($0.code, $0.reason) }
      },
      ReportSection("How sure, and why", id: "certainty") { PageElements.list(certainty) },
    ]
  }

  private func rate(_ name: String, _ row: GridDocument.Row, _ purpose: String) -> HTML {
    PageElements.value(name, row.learningRate.brief(digits: 3), purpose) {
      "held-out loss \(row.loss.brief(digits: 3))"
      row.deviation.map { " ± \($0.brief)" } ?? ""
      row.accuracy.map { ", accuracy \($0.percent)" } ?? ""
    }
  }

  private func rank(_ answer: GridDocument.Row) -> String {
    let ahead = result.ratesAheadOfAnswer ?? 0
    let rank =
      ahead == 0
      ? "no rate of the grid is better"
      : "\(ahead) of \(result.grid.count) rates of the grid are better"
    return "\(rank); regret \(answer.regret.brief)"
  }

  private var certainty: [String] {
    var sentences: [String] = []
    if let runs = result.best?.runs {
      sentences.append(
        runs == 1
          ? "One training was made at each rate: another seed may rank the rates otherwise"
          : "\(runs) trainings with different seeds were made at each rate; rates whose losses are "
            + "closer than their spread cannot be ranked")
    }
    if let answer = result.answer, let suggestion = result.suggestion {
      let isHeld = result.best.map {
        (suggestion.low...max(suggestion.low, suggestion.high)).contains($0.learningRate)
      }
      if let isHeld {
        sentences.append(
          "The range test's interval, \(suggestion.low.brief) to \(suggestion.high.brief), "
            + (isHeld ? "holds" : "does not hold") + " the best rate of the grid")
      }
      sentences.append(
        "Regret is the share of what could be learned that was not: 0 is as good as the best rate "
          + "of the grid, 1 has learned nothing; here it is \(answer.regret.brief)")
    }
    if let cost = result.gridCost, result.rangeTestCost.steps > 0 {
      let ratio = Double(cost.steps) / Double(result.rangeTestCost.steps)
      sentences.append(
        "The range tests took \(result.rangeTestCost.steps) steps, the grid \(cost.steps): "
          + "\(ratio.brief) times as many")
    }
    return sentences
  }

  var closing: [ReportSection] {
    let rate = result.best?.learningRate
    return [
      ReportSection("What to do next", id: "next") {
        PageElements.list(
          (result.isBestAtEnd ? ["The best rate is at the end of the grid: widen it"] : [])
            + (rate.map { ["Train at \($0.brief(digits: 3)), the best rate of the grid"] } ?? []))
        rate.map { RateLines(rate: $0, peak: $0, settings).html }
      },
      ReportSection("All rates", id: "rates") {
        PageElements.table(
          "Means over the seeds",
          ["rate", "loss", "deviation", "accuracy", "regret", "note"],
          result.grid.map { row($0, $0 == result.best ? "best" : "") }
            + (result.answer.map { [row($0, "range test")] } ?? []),
          marked: Set(result.grid.firstIndex { $0 == result.best }.map { [$0] } ?? []))
        result.cappedNote.map {
          PageElements.paragraph(PageElements.sentence("\(GridDocument.Row.capMark) \($0)"))
        }
      },
    ]
  }

  private func row(_ row: GridDocument.Row, _ note: String) -> [String] {
    [
      row.learningRate.brief(digits: 3), row.loss.brief(digits: 4) + row.capMark,
      row.deviation?.brief ?? "–",
      row.accuracy?.percent ?? "–", row.regret.brief,
      [note, row.divergence].filter { !$0.isEmpty }.joined(separator: ", "),
    ]
  }

  // MARK: Charts

  var figures: [Figure] {
    let main = Figure(
      "Held-out loss over learning rate",
      "What trainings at each rate came to, with how far the seeds spread, and what the range test "
        + "suggested before any of them.",
      file: "chart",
      .grid(
        result.grid.map(trained), answer: result.answer.map(trained),
        suggestion: result.suggestion, lossBefore: result.lossBefore,
        title: "Grid search: \(title)"))
    guard !curves.isEmpty else { return [main] }
    return [
      main,
      Figure(
        "The range test", "The loss over the learning rate in the range tests before the grid.",
        file: "charts/range-test",
        .lossOverRate(curves: curves, answer: rangeTestAnswer, title: "Range test: \(title)")),
    ]
  }

  private var rangeTestAnswer: Answer? {
    result.verdict.map { Answer(suggestion: result.suggestion, verdict: $0) }
  }

  private func trained(_ row: GridDocument.Row) -> Chart.TrainedRate {
    Chart.TrainedRate(
      learningRate: row.learningRate, mean: row.loss, losses: losses[row.learningRate] ?? [],
      diverged: row.diverged)
  }

  /// The held-out losses in the rows of a search, by rate.
  private static func losses(in path: String, before: Double?) -> [Double: [Double]] {
    guard let data = FileManager.default.contents(atPath: path) else { return [:] }
    let rows = String(decoding: data, as: UTF8.self).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    guard let header = rows.first, let rate = header.firstIndex(of: "learning_rate"),
      let loss = header.firstIndex(of: "loss"), let start = header.firstIndex(of: "loss_before")
    else { return [:] }
    var losses: [Double: [Double]] = [:]
    for row in rows.dropFirst() where row.count == header.count {
      guard let rate = Double(row[rate]), let before = Double(row[start]) ?? before else {
        continue
      }
      // Worse than before training counts as where it began, as in the means.
      let value = Double(row[loss]).map { $0.isFinite ? min($0, before) : before } ?? before
      losses[rate, default: []].append(value)
    }
    return losses
  }
}
