public import LearningRateFinder

extension Chart {
  /// The chart of a range test: the loss over the learning rate, with what was read off it.
  ///
  /// The vertical axis is chosen for the descent; a loss that blows up leaves the frame. Of more
  /// than 2000 steps every second, third, … is drawn as a point, and the legend says so.
  ///
  /// - Parameters:
  ///   - curve: What the test recorded.
  ///   - answer: What was read off it; nil to show the curve alone.
  ///   - title: What the chart is about.
  ///   - subtitle: Where it comes from, in one line.
  /// - Returns: The chart; of a curve without points, an empty frame.
  public static func lossOverRate(
    curve: Curve, answer: Answer?,
    title: String = "Loss over learning rate", subtitle: String = ""
  ) -> Chart {
    lossOverRate(
      curves: [curve], answer: answer, title: title, subtitle: subtitle)
  }

  /// The chart of several runs of a range test: each run's smoothed loss, their median, and the
  /// band that holds the middle 80 % of them.
  ///
  /// A run that diverged counts, at the rates it did not reach, as above all others. One run is
  /// drawn with its points instead.
  ///
  /// - Parameters:
  ///   - curves: What the runs recorded.
  ///   - answer: What was read off them together; nil to show the curves alone.
  ///   - verified: What short trainings found best, and the peak that belongs to it; it then stands
  ///     out in place of the answer, which is called that of the curve alone.
  ///   - stepsPerPoint: How many steps were averaged to a point of the curves, about.
  ///   - title: What the chart is about.
  ///   - subtitle: Where it comes from, in one line.
  /// - Returns: The chart; of a curve without points, an empty frame.
  public static func lossOverRate(
    curves: [Curve], answer: Answer?,
    verified: (constant: Answer.Suggestion, peak: Double)? = nil, stepsPerPoint: Int = 1,
    title: String = "Loss over learning rate", subtitle: String = ""
  ) -> Chart {
    let y = Axis("Loss", range: LossFrame.range(of: curves + curves.map(\.validationCurve)))
    let rates = curves.flatMap { [$0.learningRates.first, $0.learningRates.last] }
      .compactMap(\.self).filter { $0 > 0 && $0.isFinite }
    let x = Axis(
      "Learning rate", scale: .logarithmic, range: (rates.min() ?? 1e-7)...(rates.max() ?? 10))
    let filled = curves.filter { !$0.isEmpty }
    // The lines are what the answer was read from.
    let lines = filled.map { CurveReading($0).smoothedCurve }
    let readings: [Series]
    let main: [Series.Point]
    if filled.count == 1 {
      main = lines[0].line
      readings = [
        filled[0].points(of: stepsPerPoint),
        Series(
          .line(main.thinned(to: 2000).kept), label: main.count > 1 ? "smoothed" : "",
          role: .smoothed),
      ]
    } else {
      var losses = LossQuantiles(grid: RateGrid(filled))
      for line in lines { losses.add(line, smoothedLosses: line.losses) }
      main = losses.line(0.5).map { point in
        Series.Point(
          x: point.learningRate, y: y.clamped(point.loss),
          note: "rate \(point.learningRate.brief(digits: 3))\n"
            + "median loss \(Self.loss(point.loss))")
      }
      readings =
        filled.isEmpty
        ? []
        : runs(lines, losses, y) + [
          Series(.line(main), label: "median of \(filled.count) runs", role: .smoothed)
        ]
    }
    let marks =
      verified.map { rates in verifiedRates(rates.constant, rates.peak, answer) }
      ?? suggestedRates(answer)
    var chart = Chart(
      title: title, subtitle: subtitle, x: x, y: y,
      series: marks + ends(of: filled) + readings,
      strip: answer.flatMap(strip))
    chart.series += validation(filled)
    if let lowest = chart.lowest(of: main) { chart.series.append(lowest) }
    chart.summary = summary(answer, verified: verified?.constant, curves: filled, x: x)
    return chart
  }

  /// Each run as a thin line, as long as they can be told apart, behind the band over them.
  private static func runs(
    _ lines: [Curve], _ losses: LossQuantiles, _ y: Axis
  ) -> [Series] {
    let band = zip(losses.line(0.1), losses.line(0.9)).map { low, high in
      Series.Spread(x: low.learningRate, low: y.clamped(low.loss), high: y.clamped(high.loss))
    }
    let single =
      lines.count > 20
      ? []
      : lines.enumerated().map { index, run in
        Series(
          .line(run.line.thinned(to: 1000).kept), label: index == 0 ? "one run" : "",
          role: .run)
      }
    return [Series(.band(band), label: "80 % of the runs", role: .spread)] + single
  }

  /// The rates that were read off the curves.
  private static func suggestedRates(_ answer: Answer?) -> [Series] {
    guard let suggestion = answer?.suggestion else { return [] }
    let peak = answer?.peak?.learningRate
    return main(suggestion, "suggested", interval: "80 % interval")
      + (peak.map { [Series(.marker($0), label: "peak \($0.brief)", role: .peak)] } ?? [])
  }

  /// The rates that trainings found, and beside them what the curves alone say.
  private static func verifiedRates(
    _ rate: Answer.Suggestion, _ peak: Double, _ answer: Answer?
  ) -> [Series] {
    let alone = answer?.suggestion.map { suggestion in
      Series(
        .marker(suggestion.learningRate),
        label: "curve alone \(suggestion.learningRate.brief)\(interval(suggestion))",
        role: .smoothed)
    }
    return main(rate, "verified", interval: "did about as well")
      + [Series(.marker(peak), label: "peak \(peak.brief)", role: .peak)]
      + (alone.map { [$0] } ?? [])
  }

  /// The rate that stands out, with its interval.
  private static func main(
    _ rate: Answer.Suggestion, _ name: String, interval label: String
  ) -> [Series] {
    let mark = Series(
      .marker(rate.learningRate), label: "\(name) \(rate.learningRate.brief)\(interval(rate))",
      role: .suggestion)
    guard rate.low < rate.high else { return [mark] }
    return [Series(.interval(rate.low...rate.high), label: label, role: .suggestion), mark]
  }

  private static func interval(_ rate: Answer.Suggestion) -> String {
    rate.low < rate.high ? " (\(rate.low.brief) – \(rate.high.brief))" : ""
  }

  /// Where the runs diverged.
  private static func ends(of curves: [Curve]) -> [Series] {
    let ends = curves.compactMap { curve in
      curve.outcome == .diverged || curve.outcome == .notFinite
        ? curve.learningRates.last.map { (rate: $0, isFinite: curve.outcome == .diverged) } : nil
    }
    guard let end = ends.map(\.rate).quantile(0.5) else { return [] }
    let what =
      if curves.count > 1 {
        "\(ends.count) of \(curves.count) diverged, around"
      } else if ends[0].isFinite { "diverged at" } else { "not a finite loss after" }
    return [Series(.marker(end), label: "\(what) \(end.brief)", role: .divergence)]
  }

  /// The lowest place of the line, as a ringed spot; nil where the line is flat.
  private func lowest(of main: [Series.Point]) -> Series? {
    guard let point = main.min(by: { $0.y < $1.y }), let highest = main.map(\.y).max(),
      highest - point.y > 0.02 * (y.range.upperBound - y.range.lowerBound)
    else { return nil }
    return Series(.spot(point), label: "lowest at \(point.x.brief)", role: .minimum)
  }

  /// What other finders answer.
  private static func strip(_ answer: Answer) -> Strip? {
    let places = answer.rules.compactMap { rule in
      rule.learningRate.map { (name: rule.name, x: $0) }
    }
    return places.isEmpty ? nil : Strip(title: "What other finders read off", places: places)
  }

  /// The chart in words.
  private static func summary(
    _ answer: Answer?, verified: Answer.Suggestion?, curves: [Curve], x: Axis
  ) -> String {
    var text = "The loss of \(curves.count < 2 ? "a range test" : "\(curves.count) range tests")"
    text += " at learning rates from \(x.range.lowerBound.brief)"
    text += " to \(x.range.upperBound.brief)."
    if let verified {
      text += " Short trainings did best at \(verified.learningRate.brief),"
      text += " and about as well between \(verified.low.brief) and \(verified.high.brief)."
    }
    if let suggestion = answer?.suggestion {
      let name = verified == nil ? "suggested rate" : "rate of the curve alone"
      text += " The \(name) is \(suggestion.learningRate.brief),"
      text += " between \(suggestion.low.brief) and \(suggestion.high.brief)."
    }
    if let reason = answer?.verdict.reason { text += " \(reason)" }
    return text
  }

  /// A loss for people to read.
  static func loss(_ loss: Double) -> String {
    loss.isFinite ? loss.brief(digits: 4) : "diverged"
  }
}

extension Curve {
  /// The steps, or means of several, as faint points.
  fileprivate func points(of steps: Int) -> Series {
    let name = steps > 1 ? "point" : "step"
    let points = indices.map { step in
      Series.Point(
        x: learningRates[step], y: losses[step],
        note: "\(name) \(step + 1)\nrate \(learningRates[step].brief(digits: 3))"
          + "\nloss \(Chart.loss(losses[step]))")
    }
    let (kept, every) = points.thinned(to: 2000)
    let label =
      if steps > 1 {
        "means of about \(steps) steps"
      } else { every == 1 ? "loss of a step" : "loss of every \(ordinal(every)) step" }
    return Series(.points(kept), label: label, role: .measured)
  }

  /// The losses over their rates.
  fileprivate var line: [Series.Point] {
    zip(learningRates, losses).map { Series.Point(x: $0, y: $1) }
  }

  private func ordinal(_ number: Int) -> String {
    let suffix =
      switch (number % 10, number % 100) {
      case (1, let two) where two != 11: "st"
      case (2, let two) where two != 12: "nd"
      case (3, let two) where two != 13: "rd"
      default: "th"
      }
    return "\(number)\(suffix)"
  }
}
