/// A curve as other mini-batches might have made it: its own, with the signs of its residuals at
/// random (Wu 1986, "Jackknife, bootstrap and other resampling methods in regression analysis").
///
/// A residual keeps its size, so that a part of the curve that is noisier than the rest stays so.
struct WildBootstrap {
  /// A curve that was drawn again.
  struct Draw {
    /// The fitted losses at the curve's rates.
    let smoothed: [Double]
    /// The loss where the rates are too small to matter.
    let start: Double
  }

  private let curve: SmoothedCurve
  private let residuals: [Double]
  private var generator = SeededGenerator(seed: 0x5EED)

  /// Prepares to draw a curve again; equal curves make equal draws.
  init(_ curve: SmoothedCurve) {
    self.curve = curve
    residuals = curve.smoothed.indices.map { i in
      (curve.losses[i] - curve.smoothed[i]) * curve.fit.residualScales[i]
    }
  }

  /// The next draw.
  ///
  /// - Complexity: O(*n* *k*) for *n* points with *k* others in reach of the fit.
  mutating func next() -> Draw {
    var losses = curve.smoothed
    for (i, residual) in residuals.enumerated() {
      losses[i] += generator.next() >> 63 == 1 ? residual : -residual
    }
    return Draw(
      smoothed: curve.fit(losses),
      start: losses.prefix(curve.level.headCount).median ?? curve.level.start)
  }
}
