internal import Charts
internal import LearningRateFinder
internal import Markup
internal import RunFolders
internal import ScheduleCode

/// Range tests as a report tells of them: those of `find`, `analyze` and `drive`.
struct ReportedRangeTests: ReportedRun {
  var title: String
  let kind = "Learning-rate range test"
  private let result: ResultDocument

  /// Describes a result.
  ///
  /// - Parameters:
  ///   - result: The result.
  ///   - optimizer: The name of the optimizer that was tested, where it is one of several.
  init(_ result: ResultDocument, optimizer: String? = nil) {
    self.result = result
    let runs = result.curves.count
    title = result.settings.title ?? "Range test"
    if result.settings["files"] != nil, runs > 1 { title = "\(runs) runs" }
    if let optimizer, result.settings["optimizer_\(optimizer)"] != nil {
      title += ": \(optimizer)"
    }
  }

  var settings: Settings { result.settings }

  private var answer: Answer { result.answer }
  private var curves: [Curve] { result.curves }

  var opening: [ReportSection] {
    [
      ReportSection("The answer", id: "answer") {
        rates
        PageElements.verdict(result.verdict.code, result.verdict.reason)
      },
      ReportSection("How sure, and why", id: "certainty") { PageElements.list(certainty) },
    ]
  }

  var closing: [ReportSection] {
    var sections = result.verified.map { [$0.section] } ?? []
    sections += [
      ReportSection("What to do next", id: "next") {
        PageElements.list(advice)
        lines?.html
      },
      ReportSection("What other finders read off", id: "rules") { rules },
    ]
    if let timing = result.timing {
      sections.append(
        ReportSection("What it took", id: "cost") {
          PageElements.paragraph(
            "\(timing.steps) steps in \(timing.seconds.brief) s, "
              + "\(timing.millisecondsPerStep.brief) ms each; "
              + "\(timing.finderOverhead.percent) of the time was not training.")
        })
    }
    return sections
  }

  /// Lines with the verified rates, where there are some, and else with those of the curves.
  private var lines: RateLines? {
    result.verified?.rates.map {
      RateLines(rate: $0.constant.learningRate, peak: $0.peak, settings)
    } ?? RateLines(answer, settings)
  }

  private var rates: HTML { HTML([verifiedRates, rangeTestRates]) }

  private var verifiedRates: HTML {
    guard let rates = result.verified?.rates else { return .empty }
    return .element("dl", .class("rates")) {
      PageElements.rate(
        "Verified rate", rates.constant.learningRate, low: rates.constant.low,
        high: rates.constant.high, purpose: "for a constant rate: short trainings did best there",
        interval: "did about as well")
      PageElements.rate(
        "Verified peak", rates.peak, low: rates.peak, high: rates.peak,
        purpose: "for warm-up and decay, or one cycle")
    }
  }

  private var rangeTestRates: HTML {
    guard let suggestion = answer.suggestion else { return .empty }
    let isAlone = result.verified?.rates == nil
    return .element("dl", .class("rates")) {
      rate(
        isAlone ? "Learning rate" : "The range test's rate", suggestion, "for a constant rate")
      if let peak = answer.peak {
        rate(
          isAlone ? "Peak rate" : "The range test's peak", peak,
          "for warm-up and decay, or one cycle")
      }
      if let range = answer.range { cyclical(range) }
    }
  }

  private func rate(_ name: String, _ rate: Answer.Suggestion, _ purpose: String) -> HTML {
    PageElements.rate(name, rate.learningRate, low: rate.low, high: rate.high, purpose: purpose)
  }

  private func cyclical(_ range: Answer.CyclicalRange) -> HTML {
    PageElements.value(
      "Cyclical range", "\(range.low.brief) – \(range.high.brief)", isRange: true,
      "for triangular schedules")
  }

  // MARK: Words

  private var certainty: [String] {
    var sentences: [String] = []
    if let suggestion = answer.suggestion, suggestion.low > 0 {
      let width = RateWords.decades(suggestion.low, suggestion.high)
      sentences.append(
        "The interval of the range test is \(width) wide. It is meant to hold the best rate of a grid search four "
          + "times out of five")
      sentences.append(
        curves.count == 1
          ? "One run was made: the interval is as wide as the noise of its curve and the method's "
            + "own error make it. Several runs (--runs 5) show how far seeds really spread"
          : "\(curves.count) runs with different seeds were made: the rate is their median, and "
            + "the interval includes how far they spread")
      if answer.verdict.code == .neverDiverged {
        sentences.append(
          "The loss did not rise again: the rate is a lower bound, and a higher one may be better")
      }
      if answer.range != nil {
        sentences.append(
          "A schedule that warms up and decays bears a higher rate than a constant one, which is "
            + "why there are two")
      }
    } else {
      sentences.append(
        result.verified?.rates == nil
          ? "No rate is given, because one would be made up"
          : "The curve gives no rate; short trainings found the verified one")
    }
    if let disagreement = answer.disagreement {
      sentences.append(
        "Other finders read different rates off the same curve: the middle half of their answers "
          + "is \(RateWords.decades(disagreement)) wide")
    }
    sentences.append(
      "A test this short sees a training this short: not over-fitting, and not a model that begins "
        + "to learn after thousands of steps")
    return sentences
  }

  private var advice: [String] {
    if let verified = result.verified?.rates {
      return [
        "Train at \(verified.constant.learningRate.brief), or with a schedule that rises to "
          + "\(verified.peak.brief): the lines below do that",
        "Find the rate again when the batch size, the optimizer or the model changes",
      ]
    }
    var sentences = answer.verdict.remedy.map { ["Try \($0)"] } ?? []
    guard let suggestion = answer.suggestion else { return sentences }
    sentences.append(
      "Train at \(suggestion.learningRate.brief), or with a schedule that rises to "
        + "\((answer.peak ?? suggestion).learningRate.brief): the lines below do that")
    if suggestion.low < suggestion.high {
      sentences.append(
        "Where the choice matters, train briefly at a few rates from \(suggestion.low.brief) to "
          + "\(suggestion.high.brief)")
    }
    sentences.append(
      "Find the rate again when the batch size, the optimizer or the model changes")
    return sentences
  }

  private var rules: HTML {
    let known = Dictionary(
      SuggestionRules.all.map { ($0.name, $0.summary) }, uniquingKeysWith: { first, _ in first })
    return PageElements.table(
      "The rules of other finders, each on the same curve"
        + (curves.count > 1 ? "s; medians over the runs" : ""),
      ["rule", "rate", "what it reads"],
      answer.rules.map { rule in
        [
          rule.name, rule.learningRate?.brief ?? "none",
          known[rule.name].map(PageElements.sentence) ?? "",
        ]
      })
  }

  // MARK: Charts

  var figures: [Figure] {
    let several = curves.count > 1
    var figures = [
      Figure(
        "Loss over learning rate",
        several
          ? "The median of \(curves.count) runs, and the band that holds 80 % of them. A good rate "
            + "lies on the way down, before the loss is lowest."
          : "The loss of each step, and the line that takes the noise out. A good rate lies on the "
            + "way down, before the loss is lowest.",
        file: "chart",
        .lossOverRate(
          curves: curves, answer: answer, verified: result.verified?.rates,
          stepsPerPoint: result.settings.stepsPerPoint, title: title)),
      Figure(
        "Rate of change of the loss",
        "How much the loss changes in a step. It falls fastest where the moving average is lowest.",
        file: "charts/loss-change",
        .lossChange(curves, title: "Rate of change of the loss: \(title)")),
    ]
    guard let longest = curves.max(by: { $0.count < $1.count }), !longest.isEmpty else {
      return figures
    }
    let rates = longest.learningRates
    for scale in [Axis.Scale.linear, .logarithmic] {
      let name = scale == .linear ? "linear" : "logarithmic"
      figures.append(
        Figure(
          "Learning rate over step, \(name)",
          scale == .linear
            ? "What the test tried at each step: most steps go to the small rates."
            : "The same on a logarithmic axis, where an exponential ramp is a straight line.",
          file: "charts/rate-\(name)", isSmall: true,
          .rateOverStep(
            rates, scale: scale, suggestion: answer.suggestion?.learningRate,
            title: "Learning rate over step: \(title)")))
    }
    return figures
  }
}
