internal import LearningRateFinder
public import Schedules

extension Chart {
  /// The chart of a record's learning rates over its steps.
  ///
  /// - Parameters:
  ///   - rates: The rate of each step.
  ///   - scale: How the rates are spread along their axis.
  ///   - suggestion: A rate to mark on the line, where a range test came by it; nil for none.
  ///   - title: What the chart is about.
  /// - Returns: The chart; of no rates, an empty frame.
  public static func rateOverStep(
    _ rates: [Double], scale: Axis.Scale, suggestion: Double? = nil,
    title: String = "Learning rate over step"
  ) -> Chart {
    let points = rates.enumerated().map { step, rate in
      Series.Point(
        x: Double(step + 1), y: rate, note: "step \(step + 1)\nrate \(rate.brief(digits: 3))")
    }
    var chart = overSteps(
      rates.count, "Learning rate", scale: scale, lines: [("", points)], title: title)
    if let suggestion, let step = rates.firstIndex(where: { $0 >= suggestion }) {
      chart.series.append(
        Series(
          .spot(points[step]), label: "suggested \(suggestion.brief) is passed at step \(step + 1)",
          role: .suggestion))
    }
    chart.summary = "The learning rate of \(rates.count) steps"
    if let first = rates.first, let last = rates.last, let highest = rates.max() {
      chart.summary += ", from \(first.brief) to \(last.brief)"
      if highest > max(first, last) { chart.summary += ", highest at \(highest.brief)" }
    }
    chart.summary += scale == .logarithmic ? ", on a logarithmic axis." : "."
    return chart
  }

  /// The chart of a schedule: its learning rate over the steps of a training.
  ///
  /// - Parameters:
  ///   - schedule: The schedule.
  ///   - steps: The steps of the training, at least 1.
  ///   - scale: How the rates are spread along their axis.
  ///   - title: What the chart is about.
  /// - Returns: The chart.
  public static func schedule(
    _ schedule: LearningRateSchedule, steps: Int, scale: Axis.Scale = .linear,
    title: String = "Schedule"
  ) -> Chart {
    let points = sampled(steps) { schedule.learningRate(at: $0) }
    var chart = overSteps(
      steps, "Learning rate", scale: scale, lines: [(schedule.name, points)], title: title)
    chart.summary =
      "The learning rate of the schedule \(schedule.name) over \(steps) steps, highest at "
      + "\(schedule.peak.brief)."
    return chart
  }

  /// The chart of a schedule's momentum; nil where the schedule leaves momentum alone.
  ///
  /// - Parameters:
  ///   - schedule: The schedule.
  ///   - steps: The steps of the training, at least 1.
  ///   - title: What the chart is about.
  /// - Returns: The chart, or nil.
  public static func momentum(
    of schedule: LearningRateSchedule, steps: Int, title: String = "Momentum over step"
  ) -> Chart? {
    guard schedule.momentum(at: 0) != nil else { return nil }
    let points = sampled(steps) { schedule.momentum(at: $0) ?? 0 }
    var chart = overSteps(
      steps, "Momentum", scale: .linear, lines: [("", points)], title: title)
    let values = points.map(\.y)
    if let low = values.min(), let high = values.max() {
      // From 0 on, the way from 0.95 down to 0.85 would be flat.
      let margin = max(0.1 * (high - low), 0.005)
      chart.y = Axis("Momentum", range: (low - margin)...(high + margin))
      chart.summary =
        "The momentum of the schedule \(schedule.name) over \(steps) steps, between "
        + "\(low.brief(digits: 3)) and \(high.brief(digits: 3))."
    }
    return chart
  }

  /// A value at every step, or at enough of them for a line across a page.
  private static func sampled(_ steps: Int, _ value: (Int) -> Double) -> [Series.Point] {
    precondition(steps >= 1, "a training has at least one step")
    let every = max(1, steps / 2000)
    var taken = stride(from: 0, to: steps, by: every).map(\.self)
    if taken.last != steps - 1 { taken.append(steps - 1) }
    return taken.map { Series.Point(x: Double($0 + 1), y: value($0)) }
  }

  /// Lines over steps, from 1 on; an axis of rates that is not logarithmic begins at 0.
  private static func overSteps(
    _ steps: Int, _ label: String, scale: Axis.Scale,
    lines: [(label: String, points: [Series.Point])], title: String
  ) -> Chart {
    let values = lines.flatMap(\.points).map(\.y).filter(\.isFinite)
    let shown = scale == .logarithmic ? values.filter { $0 > 0 } : values
    let high = shown.max() ?? 1
    let low = scale == .logarithmic ? shown.min() ?? high / 10 : 0
    let top = scale == .logarithmic ? high * 1.3 : high * 1.08
    return Chart(
      title: title, x: Axis("Step", range: 1...Double(max(steps, 2))),
      y: Axis(label, scale: scale, range: (scale == .logarithmic ? low / 1.3 : 0)...max(top, low)),
      series: lines.map {
        Series(.line($0.points.thinned(to: 2000).kept), label: $0.label, role: .smoothed)
      })
  }
}
