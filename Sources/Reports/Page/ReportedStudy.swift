internal import Charts
internal import LearningRateFinder
internal import Markup
internal import RunFolders
internal import ScheduleCode

/// A study as a report tells of it.
struct ReportedStudy: ReportedRun {
  var title: String
  let kind = "Study of learning-rate range tests"
  private let result: StudyDocument
  private let labels: [String]

  init(_ result: StudyDocument) {
    self.result = result
    title = result.settings.title ?? "Study"
    let words = result.cells.map {
      StudyCell.parts(
        optimizer: $0.optimizer, batchSize: $0.batch_size, weightDecay: $0.weight_decay)
    }
    labels = words.map { StudyCell.label(of: $0, among: words) }
  }

  var settings: Settings { result.settings }

  private typealias Part = StudyDocument.Part
  private var parts: [Part] { result.cells }
  private var labeled: [(label: String, part: Part)] {
    zip(labels, parts).map { (label: $0, part: $1) }
  }

  var opening: [ReportSection] {
    [
      ReportSection("The answer", id: "answer") {
        if parts.count == 1 { rates(parts[0]) } else { comparison }
        PageElements.list(
          result.scaling.map(ScalingWords.init).map { "With \($0.settings), \($0.sentence)" })
      },
      ReportSection("How sure, and why", id: "certainty") {
        labeled.map { label, part in
          HTML([
            parts.count == 1 ? .empty : .element("h3") { label },
            PageElements.list(certainty(part)),
          ])
        }
      },
    ]
  }

  var closing: [ReportSection] {
    var sections = [ReportSection("What to do next", id: "next") { next }]
    let count = parts.map(\.runs.count).reduce(0, +)
    sections.append(
      ReportSection("All runs", id: "runs") {
        if count <= Self.mostRuns {
          runs
        } else {
          PageElements.paragraph("There are \(count) runs: summary.csv has a line for each.")
        }
      })
    return sections
  }

  /// A table longer than this is read by programs.
  private static let mostRuns = 200

  // MARK: The answer

  private func rates(_ part: Part) -> HTML? {
    guard let suggestion = part.suggestion else {
      return PageElements.paragraph("No run suggests a rate: \(verdicts(part)).")
    }
    let rate = suggestion.learning_rate
    let scale = ReadingParameters.standard.peakOverConstant
    return .element("dl", .class("rates")) {
      PageElements.rate(
        "Learning rate", rate.median, low: rate.low, high: rate.high,
        purpose: "for a constant rate: the median of \(rate.count) runs",
        interval: "in 80 % of the runs")
      PageElements.rate(
        "Peak rate", scale * rate.median, low: scale * rate.low, high: scale * rate.high,
        purpose: "for warm-up and decay, or one cycle", interval: "in 80 % of the runs")
    }
  }

  private var comparison: HTML {
    PageElements.table(
      "Medians over the runs; in brackets, 80 % of the runs",
      [
        "settings", "suggested rate", "its low", "its high", "reliability low", "reliability high",
        "runs",
      ],
      labeled.map { label, part in
        [
          label, RateWords.spread(part.suggestion?.learning_rate),
          RateWords.spread(part.suggestion?.low), RateWords.spread(part.suggestion?.high),
          RateWords.spread(part.reliability?.low), RateWords.spread(part.reliability?.high),
          "\(part.runs.count)",
        ]
      })
  }

  // MARK: Words

  private func verdicts(_ part: Part) -> String {
    part.verdicts.sorted { ($0.value, $1.key) > ($1.value, $0.key) }
      .map { "\($0.value) \($0.key.replacing("-", with: " "))" }.joined(separator: ", ")
  }

  private func certainty(_ part: Part) -> [String] {
    let diverged = part.runs.count { $0.divergence != nil }
    var sentences = [
      "verdicts: \(verdicts(part)); \(diverged) of \(part.runs.count) runs diverged"
    ]
    if let rate = part.suggestion?.learning_rate, rate.low > 0 {
      sentences.append(
        "80 % of the runs suggest rates within \(RateWords.decades(rate.low, rate.high))")
    }
    for (range, name) in [("suggestion", "our answer"), ("reliability", "the reliability rule")] {
      if let effect = part.effect[range] { sentences.append("by \(name), \(effect.reason)") }
      if let overlap = part.overlap[range], overlap.disjoint_pairs > 0 {
        sentences.append(
          "by \(name), \(overlap.disjoint_pairs) of \(overlap.pairs) pairs of runs have no rate "
            + "in common")
      }
    }
    return sentences
  }

  private var next: HTML {
    let remedies = labeled.flatMap { label, part in
      Set(part.effect.values.compactMap(\.remedy)).sorted().map {
        "\(parts.count == 1 ? "Try" : "For \(label), try") to \($0)"
      }
    }
    let first = labeled.first { $0.part.suggestion != nil }
    return HTML([
      PageElements.list(
        remedies + [
          parts.count == 1
            ? "Train at the median rate; the lines below do that"
            : "Take the rate that belongs to the settings that you train with: batch sizes in "
              + "between have rates in between"
        ]),
      first.flatMap { label, part in
        part.suggestion.map { suggestion in
          let rate = suggestion.learning_rate.median
          var settings = settings
          settings["optimizer"] = .text(part.optimizer)
          settings["weight_decay"] = SettingValue(part.weight_decay)
          return HTML([
            parts.count == 1
              ? .empty : PageElements.paragraph("The lines below have the rates for \(label)."),
            RateLines(
              rate: rate, peak: ReadingParameters.standard.peakOverConstant * rate, settings
            ).html,
          ])
        }
      } ?? .empty,
    ])
  }

  private var runs: HTML {
    func text(_ rate: Double?) -> String { rate?.brief ?? "none" }
    return PageElements.table(
      "What every run says",
      ["run", "verdict", "rate", "low", "high", "reliability", "diverged at", "steps"],
      labeled.flatMap { label, part in
        part.runs.map { run in
          [
            parts.count == 1 ? run.name : "\(label), \(run.name)",
            run.verdict.rawValue.replacing("-", with: " "), text(run.suggestion?.learningRate),
            text(run.suggestion?.low), text(run.suggestion?.high),
            run.reliability.map { "\($0)" } ?? "none", run.divergence?.brief ?? "it did not",
            "\(run.steps)",
          ]
        }
      })
  }

  // MARK: Charts

  /// The chart that says most: of the only settings, or the one that compares several.
  var mainChart: Chart {
    parts.count == 1
      ? .study(parts[0].curves, title: "\(title), \(labels[0])")
      : .study(labeled.map { ($0.label, $0.part.curves) }, title: title)
  }

  var figures: [Figure] {
    let single = labeled.map { label, part in
      Figure(
        "Loss over learning rate" + (parts.count == 1 ? "" : ": \(label)"),
        "The median of \(part.runs.count) runs and the band that holds 80 % of them.",
        file: parts.count == 1 ? "chart" : "charts/\(part.name)",
        .study(part.curves, title: "\(title), \(label)"))
    }
    guard parts.count > 1 else { return single }
    let all = Figure(
      "All settings in one chart",
      "The median loss of each; the legend has the median suggested rates.", file: "chart",
      mainChart)
    return [all] + single
  }
}

extension StudyDocument.Part {
  /// The runs as a chart shows them.
  fileprivate var curves: StudyCurves {
    func points(_ losses: [Double?]) -> [Series.Point] {
      zip(median_curve.learning_rate, losses).map { Series.Point(x: $0, y: $1 ?? .infinity) }
    }
    return StudyCurves(
      runs: runs.count, median: points(median_curve.median),
      band: zip(points(median_curve.low), points(median_curve.high)).map {
        Series.Spread(x: $0.x, low: $0.y, high: $1.y)
      },
      suggestions: suggestion?.learning_rate, reliability: reliability,
      divergences: runs.compactMap(\.divergence),
      validation: validation_curve.map { line in
        zip(line.learning_rate, line.median).map { Series.Point(x: $0, y: $1) }
      } ?? [])
  }
}
