internal import LearningRateFinder

/// The range of losses that a chart shows: the descent, and the start of the way up.
///
/// A loss that blows up to 1e12 on one linear axis makes a flat line of everything before it. The
/// frame holds the losses up to the minimum of the smoothed curve, spikes left out, and of the
/// way up as much again as there is room for; the rest leaves through the top.
enum LossFrame {
  /// The range for the losses of some curves; 0…1 where there are none.
  static func range(of curves: [Curve]) -> ClosedRange<Double> {
    let frames = curves.compactMap(frame)
    guard let first = frames.first else { return 0...1 }
    let low = frames.map(\.descent.lowerBound).min() ?? first.descent.lowerBound
    let high = frames.map(\.descent.upperBound).max() ?? first.descent.upperBound
    let top = frames.map(\.top).max() ?? first.top
    // Losses that are all but equal still get a frame in which they are a flat line.
    let height = max(high - low, 0.02 * max(abs(low), abs(high)), 1e-9)
    // A little of a way up fits in; what is much higher leaves the frame.
    let reach = high + 0.35 * height
    return (low - 0.08 * height)...(top <= reach ? max(top, high) + 0.08 * height : reach)
  }

  /// The losses down to the minimum, and the highest loss of all.
  private static func frame(of curve: Curve) -> (descent: ClosedRange<Double>, top: Double)? {
    // A causal average: what comes after the minimum has no part in where the minimum is.
    let smoothed = Smoothing.exponential(0.9).smoothed(curve)
    guard let top = curve.losses.max(), let best = smoothed.min(),
      let minimum = smoothed.firstIndex(of: best)
    else { return nil }
    var descent = Array(curve.losses[...minimum])
    if minimum < curve.count / 20 + 3 {
      // The loss only rises: the frame reaches to where every finder would call it diverged.
      let lost = max(best + 3 * abs(best), smoothed[0])
      descent = curve.losses.filter { $0 <= lost }
      if descent.isEmpty { descent = [curve.losses[0]] }
    }
    guard let low = descent.quantile(0.01), let high = descent.quantile(0.99),
      let lowerQuartile = descent.quantile(0.25), let upperQuartile = descent.quantile(0.75)
    else { return nil }
    // Tukey's far fences: three interquartile ranges beyond a quartile is a spike. The level
    // that the curve starts from is none, however short it was.
    let reach = 3 * (upperQuartile - lowerQuartile)
    let start = descent.prefix(max(3, descent.count / 10)).quantile(0.5) ?? high
    let upper = max(min(high, upperQuartile + reach), start)
    let lower = min(max(low, lowerQuartile - reach), start, smoothed.prefix(minimum + 1).min() ?? low)
    return (lower...max(lower, upper), top)
  }
}
