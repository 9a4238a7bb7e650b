internal import Charts
internal import Foundation
internal import LearningRateFinder
internal import Markup
internal import RunFolders
internal import ScheduleCode
internal import Schedules
internal import TrainingLogs

/// A training as a report tells of it.
struct ReportedTraining: ReportedRun {
  var title: String
  let kind = "Training"
  private let result: TrainingDocument
  private let history: (rates: [Double], losses: [Double])
  private let curve: Curve?

  /// Describes a result.
  ///
  /// - Parameters:
  ///   - result: The result.
  ///   - folder: The run's folder, whose `history.csv` and `curve.csv` are shown as far as they are
  ///     there.
  init(_ result: TrainingDocument, in folder: RunFolder) {
    self.result = result
    title = result.settings.title ?? "Training"
    history = Self.history(in: folder.path("history.csv"))
    curve = (try? Curve(recordedAt: folder.path("curve.csv"))).flatMap { $0.isEmpty ? nil : $0 }
  }

  var settings: Settings { result.settings }

  // MARK: Words

  var opening: [ReportSection] {
    [
      ReportSection("The result", id: "answer") {
        HTML.element("dl", .class("rates")) {
          result.test?.loss.map { PageElements.value("Test loss", $0.brief(digits: 4), last) }
          result.test?.accuracy.map { PageElements.value("Test accuracy", $0.percent, last) }
          result.learningRate.map {
            PageElements.value("Learning rate", $0.brief, "the highest of the schedule \(schedule)")
          }
        }
        PageElements.paragraph(PageElements.sentence(result.text))
        result.warning.map { PageElements.paragraph(PageElements.sentence($0)) }
      },
      ReportSection("Where the rate is from", id: "certainty") {
        PageElements.list(origin)
      },
    ]
  }

  private var last: String { "after \(result.steps) steps" }

  private var schedule: String { result.schedule?.name ?? "" }

  private var origin: [String] {
    if result.findings.isEmpty { return ["It was given by hand"] }
    return result.findings.map { finding in
      let when =
        finding.epoch == 0 ? "before the training" : "after \(finding.epoch) epochs"
      let rate =
        finding.rates == nil
        ? "found no rate to trust"
        : "found \(finding.learningRate?.brief ?? finding.rates?.constant.brief ?? "a rate")"
      return "A range test of \(finding.steps) steps \(when) \(rate): "
        + "\(finding.verdict.rawValue.replacing("-", with: " ")): \(finding.reason)"
    }
  }

  private var advice: [String] {
    switch result.outcome {
    case .notTrained:
      ["Run lrfinder find on the same data and model: it says what would help, and tries that"]
    case .completed where result.endedWorse, .notFinite:
      [
        "Train at a lower rate, a third of this one, or with a warm-up",
        "Find the rate again: --learning-rate auto does that from the same initial weights",
      ]
    case .stopped: ["Go on with --resume and this folder"]
    case .completed: overfitting
    }
  }

  /// What the held-out losses say about the training's length.
  private var overfitting: [String] {
    let losses = result.epochs.compactMap { epoch in epoch.testLoss.map { (epoch.number, $0) } }
    guard let best = losses.min(by: { $0.1 < $1.1 }), let last = losses.last, losses.count > 1
    else { return [] }
    return best.0 == last.0
      ? ["The test loss was lowest at the end: a longer training may still improve it"]
      : [
        "The test loss was lowest after epoch \(best.0), \(best.1.brief(digits: 4)), and "
          + "\(last.1.brief(digits: 4)) at the end: stop there, or regularize"
      ]
  }

  var closing: [ReportSection] {
    let code = result.schedule.map { schedule in
      HTML(
        ScheduleFramework.allCases.map { framework in
          HTML([
            .element("h3") { "The schedule in \(framework.title)" },
            PageElements.code(schedule.code(for: framework)),
          ])
        })
    }
    return [
      ReportSection("What to do next", id: "next") {
        PageElements.list(advice)
        code
      },
      ReportSection("Epochs", id: "epochs") {
        PageElements.table(
          "What was measured at the end of each epoch",
          ["epoch", "steps", "learning rate", "training loss", "test loss", "test accuracy"],
          result.epochs.map { epoch in
            [
              "\(epoch.number)", "\(epoch.steps)", epoch.learningRate.brief,
              epoch.trainingLoss?.brief(digits: 4) ?? "–", epoch.testLoss?.brief(digits: 4) ?? "–",
              epoch.testAccuracy?.percent ?? "–",
            ]
          })
      },
    ]
  }

  // MARK: Charts

  var figures: [Figure] {
    let held = result.epochs.compactMap { epoch in
      epoch.testLoss.map { (steps: epoch.steps, loss: $0) }
    }
    var figures: [Figure] = []
    if !history.losses.isEmpty {
      figures = [
        Figure(
          "Loss of training and of held-out examples",
          "The losses of mini-batches, and those of the test part after each epoch. Where the "
            + "second rises while the first falls, the model learns by heart.",
          file: "loss",
          .training(losses: history.losses, heldOut: held, title: "Training: \(title)")),
        rates(.linear, "rate"), rates(.logarithmic, "charts/rate-logarithmic"),
      ]
    }
    if let schedule = result.schedule, !history.losses.isEmpty {
      if let chart = Chart.momentum(
        of: schedule, steps: history.losses.count, title: "Momentum of the training: \(title)")
      {
        figures.append(
          Figure(
            "Momentum over step", "The schedule moves the momentum against the rate.",
            file: "charts/momentum", isSmall: true, chart))
      }
    }
    if let curve {
      figures.append(
        Figure(
          "The range test", "The loss over the learning rate in the test before the training.",
          file: "charts/range-test",
          .lossOverRate(
            curves: [curve], answer: rangeTestAnswer, title: "Range test: \(title)")))
    }
    return figures
  }

  /// What the test before the training found: rates, of which no interval is kept.
  private var rangeTestAnswer: Answer? {
    guard let finding = result.findings.first, finding.epoch == 0, let rates = finding.rates else {
      return nil
    }
    func suggestion(_ rate: Double) -> Answer.Suggestion {
      Answer.Suggestion(learningRate: rate, low: rate, high: rate)
    }
    return Answer(
      suggestion: suggestion(rates.constant), peak: suggestion(rates.peak),
      verdict: Verdict(code: finding.verdict))
  }

  private func rates(_ scale: Axis.Scale, _ file: String) -> Figure {
    let isLinear = scale == .linear
    return Figure(
      "Learning rate over step, \(isLinear ? "linear" : "logarithmic")",
      isLinear
        ? "The rate of every step, as the schedule \(schedule) has it."
        : "The same on a logarithmic axis.", file: file, isSmall: true,
      .rateOverStep(history.rates, scale: scale, title: "Learning rate of the training: \(title)"))
  }

  /// The rates and losses of all steps.
  private static func history(in path: String) -> (rates: [Double], losses: [Double]) {
    guard let data = FileManager.default.contents(atPath: path) else { return ([], []) }
    var (rates, losses): ([Double], [Double]) = ([], [])
    for row in String(decoding: data, as: UTF8.self).split(separator: "\n").dropFirst() {
      let cells = row.split(separator: ",")
      guard cells.count == 3, let rate = Double(cells[1]), let loss = Double(cells[2]) else {
        continue
      }
      rates.append(rate)
      losses.append(loss)
    }
    return (rates, losses)
  }
}
