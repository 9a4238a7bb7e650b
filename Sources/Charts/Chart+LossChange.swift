public import LearningRateFinder

extension Chart {
  /// The chart of how fast the loss changes: its change from step to step and the moving average of
  /// that, over the learning rate.
  ///
  /// P. Surmenok, "Estimating an Optimal Learning Rate For a Deep Neural Network" (2017): the change
  /// is `l_i - l_{i-1}`, its average over `w` steps is `(l_i - l_{i-w}) / w`, and the rate where that
  /// is lowest is the one at which the loss falls fastest. The vertical axis is chosen for the
  /// descent; a loss that blows up leaves the frame.
  ///
  /// - Parameters:
  ///   - curves: What the runs recorded. Of several the median of the averages is shown.
  ///   - window: The steps `w` of the average, at least 1.
  ///   - title: What the chart is about.
  /// - Returns: The chart; of curves without two points, an empty frame.
  public static func lossChange(
    _ curves: [Curve], window: Int = MovingDerivativeRule().window,
    title: String = "Rate of change of the loss"
  ) -> Chart {
    precondition(window >= 1, "the window of a moving average is at least 1 step")
    let changing = curves.filter { $0.count > 1 }
    let averages = changing.map { $0.averageChange(over: min(window, $0.count - 1)) }
    let rates = changing.flatMap { [$0.learningRates.first, $0.learningRates.last] }
      .compactMap(\.self)
    let y = Axis("Change of the loss in a step", range: frame(of: changing, averages))
    let main = median(averages).endingAbove(y.range.upperBound)
    var series: [Series] = []
    if changing.count == 1 {
      let changes = (1..<changing[0].count).map { step in
        let change = changing[0].losses[step] - changing[0].losses[step - 1]
        return Series.Point(
          x: changing[0].learningRates[step], y: change,
          note: "step \(step + 1)\nrate \(changing[0].learningRates[step].brief(digits: 3))"
            + "\nchange \(change.brief(digits: 3))")
      }
      series.append(
        Series(.points(changes.thinned(to: 2000).kept), label: "change in a step", role: .measured))
    } else if changing.count <= 20 {
      series += averages.enumerated().map { index, average in
        Series(
          .line(average.points.endingAbove(y.range.upperBound)), label: index == 0 ? "one run" : "",
          role: .run)
      }
    }
    let name = "moving average over \(window) steps"
    series.append(
      Series(
        .line(main.thinned(to: 2000).kept),
        label: changing.count > 1 ? "median of the \(name)" : name, role: .smoothed))
    if let fastest = main.filter({ y.range.contains($0.y) }).min(by: { $0.y < $1.y }),
      fastest.y < 0
    {
      series.append(
        Series(.spot(fastest), label: "falls fastest at \(fastest.x.brief)", role: .minimum))
    }
    return Chart(
      title: title,
      summary: "How much the loss changes from one step to the next, over the learning rate"
        + (main.isEmpty ? "." : ", with its average over \(window) steps."),
      x: Axis(
        "Learning rate", scale: .logarithmic, range: (rates.min() ?? 1e-7)...(rates.max() ?? 10)),
      y: y, series: [zero(rates)] + series)
  }

  /// A line at no change, above which the loss rises.
  private static func zero(_ rates: [Double]) -> Series {
    let ends = [rates.min() ?? 1e-7, rates.max() ?? 10]
    return Series(.line(ends.map { Series.Point(x: $0, y: 0) }), label: "", role: .divergence)
  }

  private static func median(_ averages: [Curve]) -> [Series.Point] {
    if averages.count < 2 { return averages.first?.points ?? [] }
    var changes = LossQuantiles(grid: RateGrid(averages))
    for average in averages { changes.add(average, smoothedLosses: average.losses) }
    return changes.line(0.5).filter(\.loss.isFinite).map {
      Series.Point(x: $0.learningRate, y: $0.loss)
    }
  }

  /// The fastest fall of the averages, and as much above; what single steps differ by is shown as
  /// far as the averages can still be seen.
  private static func frame(of curves: [Curve], _ averages: [Curve]) -> ClosedRange<Double> {
    var depth = 0.0
    var noise = 0.0
    for (curve, average) in zip(curves, averages) {
      // What comes after the minimum may wobble while it explodes.
      let smoothed = Smoothing.exponential(0.9).smoothed(curve)
      let minimum = smoothed.indices.min { smoothed[$0] < smoothed[$1] } ?? 0
      let before = average.losses.prefix(max(0, minimum - (curve.count - average.count) + 1))
      depth = max(depth, -(before.min() ?? 0))
      let changes = (1..<max(2, minimum + 1)).map { abs(curve.losses[$0] - curve.losses[$0 - 1]) }
      noise = max(noise, changes.quantile(0.8) ?? 0)
    }
    if depth == 0 { depth = averages.flatMap(\.losses).map(abs).quantile(0.5) ?? 0 }
    let height = max(min(noise, 4 * depth), 1.5 * depth, 1e-9)
    return (-1.2 * height)...(1.1 * height)
  }
}

extension [Series.Point] {
  /// The points up to where they leave through the top for good: an explosion that wobbles says
  /// nothing.
  fileprivate func endingAbove(_ top: Double) -> [Series.Point] {
    let lowest = indices.min { self[$0].y < self[$1].y } ?? 0
    guard let end = self[lowest...].firstIndex(where: { $0.y > top }) else { return self }
    return Array(self[...end])
  }
}

extension Curve {
  /// The mean change of the loss over the last steps, at the rates from the first of them on.
  fileprivate func averageChange(over window: Int) -> Curve {
    let steps = window..<count
    return Curve(
      learningRates: steps.map { learningRates[$0] },
      losses: steps.map { (losses[$0] - losses[$0 - window]) / Double(window) })
  }

  fileprivate var points: [Series.Point] {
    zip(learningRates, losses).map { Series.Point(x: $0, y: $1) }
  }
}
