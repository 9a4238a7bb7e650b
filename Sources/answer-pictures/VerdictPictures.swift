import LearningRateFinder

/// The pictures of curves that give no answer, or half of one, and of what verification adds.
enum VerdictPictures {
  /// A small picture of a curve with its verdict.
  static func verdict(_ curve: Curve, _ answer: Answer, age: GradientAge) -> Plot {
    let steps = CurveReading(curve, gradientAge: age)
    let code = answer.verdict.code.rawValue.replacing("-", with: " ")
    let reason = answer.verdict.reason
    var plot = Plot("Verdict: \(code)", summary: reason, height: 264, note: reason)
    plot.points(steps.curve.learningRates, steps.curve.losses)
    plot.curve(steps.curve.learningRates, steps.smoothedLosses)
    return plot
  }

  /// The race of a few rates around the answer.
  static func race(_ race: RateRace, _ answer: Answer) -> Plot? {
    guard let verified = race.verifiedRate, let suggestion = answer.suggestion else { return nil }
    var plot = Plot(
      "Verification: a few short trainings from the same start",
      summary: "The losses of \(race.results.count) short trainings. The best rate is "
        + "\(verified.learningRate.brief).",
      rates: 1e-3...1, losses: 0...0.8, lossStep: 0.2)
    let rounds = Set(race.results.map(\.trial.steps)).sorted()
    for (index, steps) in rounds.enumerated() {
      let results = race.results.filter { $0.trial.steps == steps && $0.loss.isFinite }
        .sorted { $0.trial.learningRate < $1.trial.learningRate }
      let isLast = index == rounds.count - 1
      plot.curve(
        results.map(\.trial.learningRate), results.map(\.loss), isLast ? .blue : .skyBlue,
        width: 1.4)
      for result in results {
        plot.spot(
          result.trial.learningRate, result.loss, isLast ? .blue : .skyBlue, isHollow: !isLast)
      }
      if let first = results.first {
        plot.label(
          "after \(steps) steps", first.trial.learningRate, first.loss, isLast ? .end : .start,
          dx: isLast ? -11 : 11, dy: 4)
      }
    }
    plot.upright(suggestion.learningRate, .vermilion, to: 0.55, dash: "5 4")
    plot.upright(verified.learningRate, .vermilion, to: 0.42, width: 2.6)
    plot.label(
      "the curve’s answer \(suggestion.learningRate.brief)", suggestion.learningRate, 0.55, dx: 8,
      dy: 4)
    plot.label(
      "verified \(verified.learningRate.brief)", verified.learningRate, 0.42, isBold: true, dx: 8,
      dy: 4)
    return plot
  }
}
