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
      guard let low = descent.min(), let high = descent.max() else { return (best...lost, top) }
      return (low...high, top)
    }
    // A running median forgets a spike of one or two steps, which an average would spread.
    let steady = descent.indices.compactMap { i in
      descent[max(0, i - 2)...min(descent.count - 1, i + 2)].quantile(0.5)
    }
    guard let low = descent.quantile(0.01), let high = descent.quantile(0.95),
      let steadyLow = steady.min(), let steadyHigh = steady.max()
    else { return nil }
    return (min(low, steadyLow)...max(high, steadyHigh), top)
  }
}
