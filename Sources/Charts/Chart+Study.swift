public import LearningRateFinder

extension Chart {
  /// The chart of a study's runs with the same settings: their median loss, the band that holds the
  /// middle 80 % of them, and what they suggest.
  ///
  /// - Parameters:
  ///   - ensemble: The runs.
  ///   - validation: The runs' losses on held-out examples; nil where they were not measured.
  ///   - title: What the chart is about.
  /// - Returns: The chart; of an ensemble without runs, an empty frame.
  public static func study(
    _ ensemble: CurveEnsemble, validation: LossQuantiles? = nil, title: String
  ) -> Chart {
    var chart = frame([ensemble], title: title)
    let runs = ensemble.runs.count
    chart.series = chart.landmarks(ensemble)
    if runs > 1 {
      let band = zip(ensemble.losses.line(0.1), ensemble.losses.line(0.9)).map { low, high in
        Series.Spread(
          x: low.learningRate, low: chart.y.clamped(low.loss), high: chart.y.clamped(high.loss))
      }
      chart.series.append(Series(.band(band), label: "80 % of the runs", role: .spread))
    }
    chart.series.append(
      Series(
        .line(chart.median(ensemble)), label: runs > 1 ? "median of \(runs) runs" : "smoothed",
        role: .smoothed))
    if let validation { chart.series += self.validation(validation) }
    chart.summary = "The median loss of \(runs) range tests, smoothed, with its 80 % band."
    return chart
  }

  /// The chart that compares a study's settings, such as batch sizes: the median loss of each.
  ///
  /// - Parameters:
  ///   - groups: The runs with each settings, and what these are called.
  ///   - title: What the chart is about.
  /// - Returns: The chart; the legend tells the median suggested rates.
  public static func study(
    _ groups: [(label: String, ensemble: CurveEnsemble)], title: String
  ) -> Chart {
    var chart = frame(groups.map(\.ensemble), title: title)
    chart.series = groups.enumerated().map { index, group in
      let rate = group.ensemble.spreadOfSuggestions().map { " → \($0.median.brief)" } ?? ""
      return Series(
        .line(chart.median(group.ensemble)), label: group.label + rate, role: .category(index))
    }
    chart.subtitle = "median smoothed loss of each; in the legend the median suggested rate"
    chart.summary =
      "The median losses of \(groups.count) settings over the learning rate: "
      + groups.map(\.label).joined(separator: "; ") + "."
    return chart
  }

  /// An empty chart whose axes fit some ensembles.
  private static func frame(_ ensembles: [CurveEnsemble], title: String) -> Chart {
    let lines = ensembles.flatMap { ensemble in
      [0.1, 0.5, 0.9].map { p in
        let points = ensemble.losses.line(p).filter(\.loss.isFinite)
        return Curve(learningRates: points.map(\.learningRate), losses: points.map(\.loss))
      }
    }
    let rates = ensembles.flatMap(\.losses.grid.rates)
    return Chart(
      title: title,
      x: Axis(
        "Learning rate", scale: .logarithmic, range: (rates.min() ?? 1e-7)...(rates.max() ?? 10)),
      y: Axis("Loss", range: LossFrame.range(of: lines.filter { !$0.isEmpty })), series: [])
  }

  private func median(_ ensemble: CurveEnsemble) -> [Series.Point] {
    ensemble.losses.line(0.5).map { point in
      Series.Point(
        x: point.learningRate, y: y.clamped(point.loss),
        note: "rate \(point.learningRate.brief(digits: 3))\nmedian loss \(Self.loss(point.loss))")
    }
  }

  /// What the runs suggest, in the mean, and where they diverge.
  private func landmarks(_ ensemble: CurveEnsemble) -> [Series] {
    var series: [Series] = []
    if let rates = ensemble.spreadOfSuggestions() {
      if rates.low < rates.high {
        series.append(
          Series(
            .interval(rates.low...rates.high), label: "80 % of the runs' rates", role: .suggestion))
      }
      series.append(
        Series(
          .marker(rates.median), label: "suggested \(rates.median.brief)", role: .suggestion))
    }
    if let range = ensemble.spread(of: .reliability) {
      series.append(
        Series(
          .marker(range.low.median), label: "reliability low \(range.low.median.brief)",
          role: .minimum))
      series.append(
        Series(
          .marker(range.high.median), label: "reliability high \(range.high.median.brief)",
          role: .peak))
    }
    let ends = ensemble.runs.compactMap(\.divergence)
    if let end = RateSpread(ends) {
      series.append(
        Series(
          .marker(end.median),
          label: "\(ends.count) of \(ensemble.runs.count) diverged, around \(end.median.brief)",
          role: .divergence))
    }
    return series
  }
}
