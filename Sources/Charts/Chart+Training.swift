internal import LearningRateFinder

extension Chart {
  /// The chart of a training: the losses of its mini-batches, smoothed, and those on held-out
  /// examples, over the steps.
  ///
  /// - Parameters:
  ///   - losses: The loss of each step; what is not finite is left out.
  ///   - heldOut: The held-out losses, each with the steps that were made before it.
  ///   - title: What the chart is about.
  ///   - subtitle: Where it comes from, in one line.
  /// - Returns: The chart; of no losses, an empty frame.
  public static func training(
    losses: [Double], heldOut: [(steps: Int, loss: Double)], title: String = "Loss of the training",
    subtitle: String = ""
  ) -> Chart {
    let width = max(1, losses.count / 1500)
    var points: [Series.Point] = []
    for start in stride(from: 0, to: losses.count, by: width) {
      let window = losses[start..<min(start + width, losses.count)].filter(\.isFinite)
      if window.isEmpty { continue }
      let mean = window.reduce(0, +) / Double(window.count)
      let steps = width == 1 ? "step \(start + 1)" : "steps from \(start + 1) on"
      points.append(
        Series.Point(
          x: Double(start + 1), y: mean, note: "\(steps)\nloss \(mean.brief(digits: 4))"))
    }
    // Centered: a line that lags would lie above the held-out losses, as if these were too good.
    let average = Smoothing.movingAverage(window: max(5, points.count / 15)).smoothed(
      Curve(learningRates: points.map(\.x), losses: points.map(\.y)))
    let smoothed = zip(points, average).map { Series.Point(x: $0.x, y: $1) }
    let held = heldOut.filter { $0.loss.isFinite }.map {
      Series.Point(
        x: Double($0.steps), y: $0.loss,
        note: "after \($0.steps) steps\nheld-out loss \($0.loss.brief(digits: 4))")
    }
    var series = [
      Series(
        .points(points), label: width == 1 ? "mini-batches" : "means of \(width) mini-batches",
        role: .measured),
      Series(.line(smoothed), label: "mini-batches, smoothed", role: .smoothed),
    ]
    if !held.isEmpty {
      series.append(Series(.line(held), label: "held-out examples", role: .heldOut))
      // One epoch is a line without length.
      if held.count < 60 { series.append(Series(.points(held), label: "", role: .heldOut)) }
    }
    var summary = "The loss of a training over \(losses.count) steps"
    if let first = smoothed.first, let last = smoothed.last {
      summary += ", smoothed from \(first.y.brief(digits: 3)) to \(last.y.brief(digits: 3))"
    }
    if let last = held.last {
      summary += "; on held-out examples \(last.y.brief(digits: 3)) at last"
    }
    return Chart(
      title: title, subtitle: subtitle, summary: summary + ".",
      x: Axis("Step", range: 1...Double(max(2, losses.count))),
      y: Axis("Loss", range: frame(points.map(\.y), smoothed.map(\.y) + held.map(\.y))),
      series: series)
  }

  /// Holds the lines, and most of the points; a loss that blows up leaves the frame.
  private static func frame(_ points: [Double], _ lines: [Double]) -> ClosedRange<Double> {
    guard let first = lines.first, let lowest = lines.min(), let highest = lines.max() else {
      return 0...1
    }
    let start = max(first, lines[min(lines.count - 1, 10)])
    let low = min(lowest, points.quantile(0.01) ?? lowest)
    let high = max(min(highest, start + (start - low)), points.quantile(0.5) ?? highest)
    let height = max(high - low, 1e-9)
    // A loss that is a distance from 0 is seen as one.
    let bottom = low >= 0 && low < 0.5 * height ? 0 : low - 0.05 * height
    return bottom...(high + 0.08 * height)
  }
}
