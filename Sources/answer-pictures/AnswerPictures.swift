import LearningRateFinder

/// The pictures of how the edges become rates with an interval.
struct AnswerPictures {
  let steps: CurveReading
  let trough: CurveReading.Trough
  let right: Double
  let constant: Answer.Suggestion
  let peak: Answer.Suggestion
  let age: GradientAge

  /// Nil where the curve gives no answer.
  init?(_ steps: CurveReading, _ answer: Answer, age: GradientAge) {
    guard let trough = steps.trough, let right = trough.right, let constant = answer.suggestion,
      let peak = answer.peak
    else { return nil }
    self.steps = steps
    self.trough = trough
    self.right = right
    self.constant = constant
    self.peak = peak
    self.age = age
  }

  private var start: Double { steps.start ?? 0 }

  private var rates: [Double] { steps.curve.learningRates }

  private func background(_ plot: inout Plot) {
    plot.points(rates, steps.losses)
    plot.curve(rates, steps.smoothedLosses)
  }

  func lag() -> Plot {
    let (nine, half) = (start - 0.9 * trough.gain, start - 0.5 * trough.gain)
    var plot = Plot(
      "Momentum acts late: both edges move back",
      summary: "Both edges move \(age.steps.brief) steps to smaller rates: to "
        + "\(trough.movedLeft.brief) and \(trough.movedRight.brief).")
    background(&plot)
    for (seen, moved, loss) in [
      (trough.left, trough.movedLeft, nine), (right, trough.movedRight, half),
    ] {
      plot.upright(seen, .green, to: loss, width: 1.4, dash: "4 4")
      plot.upright(moved, .green, to: 3.1)
      plot.arrow(from: (seen, loss), to: (moved, loss), .green)
      plot.spot(seen, loss, .green, isHollow: true)
    }
    plot.label("\(age.steps.brief) steps", trough.movedLeft, nine, .end, dx: -8, dy: 4)
    plot.label("\(trough.movedLeft.brief)", trough.movedLeft, 3.1, .middle, dy: -7)
    plot.label("\(trough.movedRight.brief)", trough.movedRight, 3.1, .middle, dy: -7)
    plot.label("the edges, moved back", trough.movedLeft, 3.7, .end, dx: 40)
    return plot
  }

  func rate() -> Plot {
    var plot = Plot(
      "The middle is the peak rate, half of it the constant rate",
      summary: "The peak rate \(peak.learningRate.brief) is halfway between the edges on the "
        + "logarithmic axis; the constant rate \(constant.learningRate.brief) is half of it.")
    background(&plot)
    plot.upright(trough.movedLeft, .green, to: 3.4)
    plot.upright(trough.movedRight, .green, to: 3.4)
    plot.upright(peak.learningRate, .purple, to: 3.95, width: 2.6)
    plot.upright(constant.learningRate, .vermilion, to: 4.5, width: 2.6)
    plot.arrow(
      from: (trough.movedLeft, 3.2), to: (peak.learningRate, 3.2), .green, isDouble: true)
    plot.arrow(
      from: (peak.learningRate, 3.2), to: (trough.movedRight, 3.2), .green, isDouble: true)
    plot.arrow(
      from: (peak.learningRate, 3.75), to: (constant.learningRate, 3.75), .vermilion)
    plot.label("the edges", trough.movedLeft, 3.2, .end, dx: -8, dy: 4)
    plot.label("half of it", constant.learningRate, 3.75, .end, dx: -8, dy: 4)
    plot.label("peak rate \(peak.learningRate.brief)", peak.learningRate, 3.95, dx: 8, dy: 7)
    plot.label(
      "constant rate \(constant.learningRate.brief)", constant.learningRate, 4.5, .end,
      isBold: true, dx: -8, dy: 4)
    return plot
  }

  func redraws() -> Plot {
    var plot = Plot(
      "What if other mini-batches had come?",
      summary: "Twelve curves that were drawn again, and the peak rates of "
        + "\(trough.redraws.count) such curves, which spread by \(trough.deviation.brief) decades.",
      rates: 1e-3...10, note: "The trough of the same curve, enlarged.")
    for redraw in trough.redraws.prefix(12) {
      plot.curve(rates, redraw.smoothed, .blue, width: 1, opacity: 0.45)
    }
    for redraw in trough.redraws { plot.upright(redraw.peak, .purple, to: 0.35, width: 0.8) }
    let left = trough.redraws.map(\.peak).min() ?? peak.learningRate
    plot.label("12 curves drawn again", 4e-3, 2.75, .middle)
    plot.label(
      "the peak rates of \(trough.redraws.count)\nsuch curves: standard\ndeviation "
        + "\(trough.deviation.brief) decades", left, 0.72, .end, dx: -8)
    return plot
  }

  func interval() -> Plot {
    var plot = Plot(
      "The interval: the trough and a margin",
      summary: "The interval of the constant rate goes from \(constant.low.brief) to "
        + "\(constant.high.brief).")
    plot.drawing.rectangle(
      from: plot.place(constant.low, 0), to: plot.place(constant.high, 5), .vermilion,
      opacity: 0.13)
    background(&plot)
    plot.upright(constant.learningRate, .vermilion, width: 2.6)
    plot.upright(trough.movedLeft, .green, to: 3.1)
    plot.upright(trough.movedRight, .green, to: 3.1)
    plot.arrow(from: (trough.movedLeft, 3.1), to: (constant.low, 3.1), .vermilion)
    plot.arrow(from: (trough.movedRight, 3.1), to: (constant.high, 3.1), .vermilion)
    plot.label("margin", trough.movedLeft, 3.1, .end, dy: -8)
    plot.label("margin", trough.movedRight, 3.1, dy: -8)
    plot.label(
      "\(constant.learningRate.brief), from \(constant.low.brief) to \(constant.high.brief)",
      constant.low, 4.6, .end, isBold: true, dx: -8)
    return plot
  }
}
