public import LearningRateFinder

extension Chart {
  /// The trainings of a grid search at one rate.
  public struct TrainedRate: Hashable, Sendable {
    /// The rate.
    public let learningRate: Double
    /// Their mean held-out loss.
    public let mean: Double
    /// The held-out loss of each, which of one that diverged is the loss before training.
    public let losses: [Double]
    /// How many of them diverged.
    public let diverged: Int

    /// Describes the trainings at one rate.
    ///
    /// - Parameters:
    ///   - learningRate: The rate, above zero.
    ///   - mean: Their mean held-out loss, finite.
    ///   - losses: The held-out loss of each; may be empty.
    ///   - diverged: How many of them diverged.
    public init(learningRate: Double, mean: Double, losses: [Double] = [], diverged: Int = 0) {
      self.learningRate = learningRate
      self.mean = mean
      self.losses = losses
      self.diverged = diverged
    }
  }

  /// The chart of a grid search: the held-out loss over the learning rate, with how far the seeds
  /// spread, and what the range test suggested.
  ///
  /// - Parameters:
  ///   - rates: The trainings on the grid, by increasing rate.
  ///   - answer: The trainings at the range test's rate; nil where there were none.
  ///   - suggestion: What the range test suggested, with its interval; nil where it did not.
  ///   - lossBefore: The held-out loss before training; nil where it is not known.
  ///   - title: What the chart is about.
  /// - Returns: The chart; of no trainings, an empty frame.
  public static func grid(
    _ rates: [TrainedRate], answer: TrainedRate? = nil, suggestion: Answer.Suggestion? = nil,
    lossBefore: Double? = nil, title: String = "Held-out loss of a grid search"
  ) -> Chart {
    let ends = (rates.map(\.learningRate) + (answer.map { [$0.learningRate] } ?? []))
      .filter { $0 > 0 && $0.isFinite }
    let x = Axis(
      "Learning rate", scale: .logarithmic,
      range: (ends.min().map { $0 / 1.15 } ?? 1e-4)...(ends.max().map { $0 * 1.15 } ?? 10))
    let all = rates.flatMap { $0.losses + [$0.mean] } + (lossBefore.map { [$0] } ?? [])
    var series: [Series] = []
    if let suggestion {
      if suggestion.low < suggestion.high {
        series.append(
          Series(
            .interval(suggestion.low...suggestion.high), label: "its 80 % interval",
            role: .suggestion))
      }
      series.append(
        Series(
          .marker(suggestion.learningRate),
          label: "range test \(suggestion.learningRate.brief)"
            + " (\(suggestion.low.brief) – \(suggestion.high.brief))",
          role: .suggestion))
    }
    if let lossBefore {
      let line = [x.range.lowerBound, x.range.upperBound].map {
        Series.Point(x: $0, y: lossBefore)
      }
      series.append(Series(.line(line), label: "before training", role: .divergence))
    }
    series += spread(rates)
    series.append(
      Series(
        .line(rates.map { Series.Point(x: $0.learningRate, y: $0.mean) }),
        label: rates.contains { $0.losses.count > 1 } ? "mean of the seeds" : "held-out loss",
        role: .smoothed))
    if let best = rates.min(by: { $0.mean < $1.mean }) {
      series.append(
        Series(
          .spot(Series.Point(x: best.learningRate, y: best.mean)),
          label: "best on the grid \(best.learningRate.brief(digits: 3))", role: .minimum))
    }
    return Chart(
      title: title, summary: summary(rates, answer: answer), x: x, y: lossAxis(all),
      series: series)
  }

  private static func spread(_ rates: [TrainedRate]) -> [Series] {
    let several = rates.filter { $0.losses.count > 1 }
    let points = rates.flatMap { rate in
      rate.losses.enumerated().map { seed, loss in
        Series.Point(
          x: rate.learningRate, y: loss,
          note: "rate \(rate.learningRate.brief(digits: 3))\nseed \(seed + 1)"
            + "\nheld-out loss \(loss.brief(digits: 4))"
            + (rate.diverged == 0 ? "" : "\n\(rate.diverged) of \(rate.losses.count) diverged"))
      }
    }
    let band = several.compactMap { rate in
      rate.losses.min().flatMap { low in
        rate.losses.max().map { Series.Spread(x: rate.learningRate, low: low, high: $0) }
      }
    }
    return (band.isEmpty ? [] : [Series(.band(band), label: "all seeds", role: .spread)])
      + (points.isEmpty
        ? [] : [Series(.points(points), label: "one training", role: .measured)])
  }

  /// The best rates are what matters: where the losses differ by much, their ratios are shown.
  private static func lossAxis(_ losses: [Double]) -> Axis {
    guard let low = losses.min(), let high = losses.max() else {
      return Axis("Held-out loss", range: 0...1)
    }
    if low > 0, high / low > 8 {
      return Axis("Held-out loss", scale: .logarithmic, range: (low / 1.2)...(high * 1.2))
    }
    let margin = 0.06 * max(high - low, 1e-9)
    return Axis("Held-out loss", range: (low - margin)...(high + margin))
  }

  private static func summary(_ rates: [TrainedRate], answer: TrainedRate?) -> String {
    var text = "The held-out loss of trainings at \(rates.count) learning rates."
    if let best = rates.min(by: { $0.mean < $1.mean }) {
      text += " It is lowest at a rate of \(best.learningRate.brief(digits: 3)),"
      text += " with \(best.mean.brief(digits: 3))."
    }
    if let answer {
      text += " At the range test's rate of \(answer.learningRate.brief(digits: 3))"
      text += " it is \(answer.mean.brief(digits: 3))."
    }
    return text
  }
}
