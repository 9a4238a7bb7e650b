import LearningRateFinder

/// The pictures of how a curve is read, up to its edges.
struct ReadingPictures {
  let recorded: Curve
  let steps: CurveReading

  private var start: Double { steps.start ?? 0 }

  private var rates: [Double] { steps.curve.learningRates }

  func curve() -> Plot {
    var plot = Plot(
      "The curve: one loss for each learning rate",
      summary: "The loss stays level at small rates, falls from a rate of about 0.001 on, and "
        + "blows up at about 1.")
    plot.points(recorded.learningRates, recorded.losses)
    plot.label("the rate is too small:\nnothing happens", 3e-6, 3.2, .middle)
    plot.label("the model learns", 1.5e-2, 1.1, .end)
    plot.label("the rate is too large:\nthe loss blows up", 0.3, 4.3, .end)
    return plot
  }

  func clip() -> Plot {
    let ceiling = steps.losses.max() ?? start
    let end = rates[rates.count - 1]
    var plot = Plot(
      "Cut and clip: how high an explosion goes says nothing",
      summary: "The test ends at a rate of \(end.brief). Losses above \(ceiling.brief) are lowered "
        + "to it.")
    plot.upright(end, .quiet, dash: "5 4")
    plot.label("the test ends", end, 3.4, .end, dx: -7)
    plot.level(ceiling)
    plot.label("ceiling \(ceiling.brief(digits: 3))", 1.5e-7, ceiling, dy: -7)
    plot.level(start)
    plot.label("start \(start.brief(digits: 3))", 1.5e-7, start, dy: -12)
    plot.points(recorded.learningRates, recorded.losses)
    plot.points(rates, steps.losses, .blue)
    for (rate, losses) in zip(rates, zip(steps.curve.losses, steps.losses))
    where losses.0 > losses.1 {
      plot.spot(rate, losses.1, .blue, isHollow: true)
    }
    plot.label("lowered to the ceiling", 0.62, ceiling, .end, dy: 20)
    return plot
  }

  func noise() -> Plot {
    let shown = rates.indices.prefix { rates[$0] <= 1.001e-4 }
    let losses = steps.losses[shown]
    var plot = Plot(
      "Noise: how much neighbors differ",
      summary: "The level part of the curve, enlarged. Neighboring losses differ by about "
        + "\((steps.noise * 1.5).brief(digits: 1)); the standard deviation of the noise is "
        + "\(steps.noise.brief).",
      rates: 1e-7...1e-4, losses: 2.2...2.6, lossStep: 0.1,
      note: "The level part of the same curve, enlarged.")
    let (low, high) = (start - steps.noise, start + steps.noise)
    plot.drawing.rectangle(
      from: plot.place(1e-7, low), to: plot.place(1e-4, high), .orange, opacity: 0.2)
    // A step up or down from one rate to the next.
    for i in shown.dropFirst() {
      plot.curve([rates[i], rates[i]], [losses[i - 1], losses[i]], .vermilion, width: 1.6)
      plot.curve([rates[i - 1], rates[i]], [losses[i - 1], losses[i - 1]], .quiet, width: 0.7)
    }
    plot.points(rates, steps.losses)
    plot.label("a jump from one step to the next", 1.3e-7, 2.46)
    plot.label("start ± σ, with σ = \(steps.noise.brief)", 9e-5, low, .end, dy: 18)
    return plot
  }

  func smooth() -> Plot {
    let lagging = Smoothing.exponential(0.9).smoothed(
      Curve(learningRates: rates, losses: steps.losses))
    let middle = rates.indices.min { abs(rates[$0] / 0.03 - 1) < abs(rates[$1] / 0.03 - 1) } ?? 0
    let weights = steps.weights(at: middle)
    let highest = weights.max() ?? 1
    var plot = Plot(
      "Smooth without delay: a line fitted around each point",
      summary: "The fitted curve goes through the middle of the points. A running average is "
        + "late: it falls after the points have fallen.")
    for (rate, weight) in zip(rates, weights) where weight > 0.002 {
      plot.upright(rate, .orange, to: 0.9 * weight / highest, width: 4)
    }
    plot.label("the weight of each point\nfor the value at the ring", 6.5e-3, 0.6, .end)
    plot.points(rates, steps.losses)
    plot.curve(rates, lagging, .purple, width: 2, dash: "7 4")
    plot.curve(rates, steps.smoothedLosses)
    plot.spot(rates[middle], steps.smoothedLosses[middle], .blue, isHollow: true)
    plot.label("running average: late", 0.16, 2.6, .end)
    plot.label("fitted: on time", 1.4e-2, 1.45, .end)
    return plot
  }

  func edges() -> Plot? {
    guard let trough = steps.trough, let right = trough.right else { return nil }
    let bottom = start - trough.gain
    let (nine, half) = (start - 0.9 * trough.gain, start - 0.5 * trough.gain)
    var plot = Plot(
      "The edges of the trough",
      summary: "The left edge, at \(trough.left.brief), is where nine tenths of the fall are made; "
        + "the right edge, at \(right.brief), where half of it is given back.")
    plot.points(rates, steps.losses)
    plot.curve(rates, steps.smoothedLosses)
    plot.level(start)
    plot.level(bottom)
    plot.level(nine, from: 3e-5, to: trough.left, .green)
    plot.level(half, from: 3e-5, to: right, .green)
    plot.arrow(from: (1e-6, start), to: (1e-6, bottom), .quiet, isDouble: true)
    plot.label("the gain", 1e-6, (start + bottom) / 2, .start, dx: 8, dy: 4)
    plot.label("half of it given back", 3e-5, half, .start, dy: -6)
    plot.label("nine tenths of it made", 3e-5, nine, .start, dy: -6)
    plot.upright(trough.left, .green, to: nine)
    plot.upright(right, .green, to: half)
    plot.spot(trough.left, nine, .green)
    plot.spot(right, half, .green)
    plot.label("left edge\n\(trough.left.brief)", trough.left, 0.36, .end, isBold: true, dx: -8)
    plot.label("right edge\n\(right.brief)", right, 0.36, isBold: true, dx: 8)
    return plot
  }
}
