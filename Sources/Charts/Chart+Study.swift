internal import LearningRateFinder

extension Chart {
  /// The chart of a study's runs with the same settings: their median loss, the band that holds the
  /// middle 80 % of them, and what they suggest.
  ///
  /// - Parameters:
  ///   - curves: The runs.
  ///   - title: What the chart is about.
  /// - Returns: The chart; of no runs, an empty frame.
  public static func study(_ curves: StudyCurves, title: String) -> Chart {
    var chart = frame([curves], title: title)
    chart.series = landmarks(curves)
    if curves.runs > 1 {
      let band = curves.band.map {
        Series.Spread(x: $0.x, low: chart.y.clamped($0.low), high: chart.y.clamped($0.high))
      }
      chart.series.append(Series(.band(band), label: "80 % of the runs", role: .spread))
    }
    chart.series.append(
      Series(
        .line(chart.median(curves)),
        label: curves.runs > 1 ? "median of \(curves.runs) runs" : "smoothed", role: .smoothed))
    if !curves.validation.isEmpty {
      chart.series.append(
        Series(
          .line(curves.validation), label: "median validation loss", role: .heldOut))
    }
    chart.summary =
      "The median loss of \(curves.runs) range tests over the learning rate, smoothed, with its "
      + "80 % band."
    if let rates = curves.suggestions {
      chart.summary +=
        " The suggested rate is \(rates.median.brief) in the median, and 80 % of the runs suggest "
        + "\(rates.low.brief) to \(rates.high.brief)."
    }
    return chart
  }

  /// The chart that compares a study's settings, such as batch sizes: the median loss of each.
  ///
  /// - Parameters:
  ///   - groups: The runs with each settings, and what these are called.
  ///   - title: What the chart is about.
  /// - Returns: The chart; the legend tells the median suggested rates.
  public static func study(_ groups: [(label: String, curves: StudyCurves)], title: String) -> Chart
  {
    var chart = frame(groups.map(\.curves), title: title)
    chart.series = groups.enumerated().map { index, group in
      let rate = group.curves.suggestions.map { " → \($0.median.brief)" } ?? ""
      return Series(
        .line(chart.median(group.curves)), label: group.label + rate, role: .category(index))
    }
    chart.subtitle = "median losses; in the legend the median suggested rates"
    chart.summary =
      "The median losses of \(groups.count) settings over the learning rate: "
      + groups.map { group in
        group.label
          + (group.curves.suggestions.map { ", which suggests \($0.median.brief)" } ?? "")
      }.joined(separator: "; ") + "."
    return chart
  }

  /// An empty chart whose axes fit some runs.
  private static func frame(_ groups: [StudyCurves], title: String) -> Chart {
    let lines = groups.flatMap { group -> [[Series.Point]] in
      [
        group.median, group.band.map { Series.Point(x: $0.x, y: $0.low) },
        group.band.map { Series.Point(x: $0.x, y: $0.high) }, group.validation,
      ]
    }.map { line in
      let finite = line.filter(\.y.isFinite)
      return Curve(learningRates: finite.map(\.x), losses: finite.map(\.y))
    }
    let rates = groups.flatMap(\.median).map(\.x)
    return Chart(
      title: title,
      x: Axis(
        "Learning rate", scale: .logarithmic, range: (rates.min() ?? 1e-7)...(rates.max() ?? 10)),
      y: Axis("Loss", range: LossFrame.range(of: lines.filter { !$0.isEmpty })), series: [])
  }

  private func median(_ curves: StudyCurves) -> [Series.Point] {
    curves.median.map { point in
      Series.Point(
        x: point.x, y: y.clamped(point.y),
        note: "rate \(point.x.brief(digits: 3))\nmedian loss \(Self.loss(point.y))")
    }
  }

  /// What the runs suggest, in the mean, and where they diverge.
  private static func landmarks(_ curves: StudyCurves) -> [Series] {
    var series: [Series] = []
    if let rates = curves.suggestions {
      if rates.low < rates.high {
        series.append(
          Series(
            .interval(rates.low...rates.high), label: "80 % of the runs' rates", role: .suggestion))
      }
      series.append(
        Series(
          .marker(rates.median), label: "suggested \(rates.median.brief)", role: .suggestion))
    }
    if let range = curves.reliability {
      series.append(
        Series(
          .marker(range.low.median), label: "reliability low \(range.low.median.brief)",
          role: .minimum))
      series.append(
        Series(
          .marker(range.high.median), label: "reliability high \(range.high.median.brief)",
          role: .peak))
    }
    if let end = RateSpread(curves.divergences) {
      let diverged = "\(curves.divergences.count) of \(curves.runs) diverged"
      series.append(
        Series(
          .marker(end.median), label: "\(diverged), around \(end.median.brief)", role: .divergence))
    }
    return series
  }
}
