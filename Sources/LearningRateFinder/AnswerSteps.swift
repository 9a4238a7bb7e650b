/// What the method computes on the way from one curve to its answer, for those who show the method.
///
/// Rates are as they are, not logarithms. Nothing here decides anything: the answer is ``Answer``'s.
package struct AnswerSteps {
  /// What is seen where the loss falls.
  package struct Trough {
    /// The index of the lowest smoothed loss.
    package let lowest: Int
    /// How far the smoothed loss falls from the start.
    package let gain: Double
    /// Where the curve shows nine tenths of the gain made.
    package let left: Double
    /// Where the curve shows half of the gain given back; nil where it ends before.
    package let right: Double?
    /// The left edge, moved back by the age of the gradients.
    package let movedLeft: Double
    /// The right edge, moved back by the age of the gradients.
    package let movedRight: Double
    /// The curve drawn again as other mini-batches might have made it, in those draws that fall.
    package let redraws: [Redraw]
    /// The standard deviation of the redraws' peak rates, in decades.
    package let deviation: Double
  }

  /// A curve that was drawn again, and what it suggests.
  package struct Redraw {
    /// The smoothed losses at the curve's rates.
    package let smoothed: [Double]
    /// The peak rate.
    package let peak: Double
  }

  /// The curve as it is read: what lies beyond its divergence is cut off.
  package let curve: Curve
  /// The losses of the curve, those far above the start lowered.
  package let losses: [Double]
  /// The loss where the rates are still too small to matter.
  package let start: Double
  /// The standard deviation of one mini-batch's loss.
  package let noise: Double
  /// The smoothed losses.
  package let smoothed: [Double]
  /// What is seen where the loss falls; nil where it does not.
  package let trough: Trough?
  private let fit: LocalFit

  /// Takes the steps for one curve.
  ///
  /// - Parameters:
  ///   - curve: A curve of at least 2 points before its divergence, its rates increasing.
  ///   - gradientAge: How old the gradients in an update are; nil where the optimizer is not known.
  package init(_ curve: Curve, gradientAge: GradientAge?) {
    let curve = curve.cut(at: Divergence())
    let shape = CurveShape(curve)
    self.curve = curve
    losses = shape.losses
    start = shape.start
    noise = shape.noise
    smoothed = shape.smoothed
    fit = shape.fit
    trough = Trough(shape, gradientAge)
  }

  /// How much each loss weighs in the smoothed loss at one step; the weights add up to 1.
  package func weights(at step: Int) -> [Double] {
    losses.indices.map { other in
      var one = [Double](repeating: 0, count: losses.count)
      one[other] = 1
      return fit(one)[step]
    }
  }
}

extension AnswerSteps.Trough {
  fileprivate init?(_ shape: CurveShape, _ age: GradientAge?) {
    guard let valley = shape.valley(of: shape.smoothed, from: shape.start),
      let estimate = RateEstimate(shape, gradientAge: age)
    else { return nil }
    lowest = valley.minimum
    gain = valley.gain
    left = exponential(valley.left)
    right = valley.right.map(exponential)
    movedLeft = exponential(estimate.left)
    movedRight = exponential(estimate.right)
    deviation = estimate.deviation
    var bootstrap = WildBootstrap(shape)
    redraws = (0..<RateEstimate.draws).compactMap { _ in
      let draw = bootstrap.next()
      return RateEstimate.peak(of: draw, in: shape, age).map { peak in
        AnswerSteps.Redraw(smoothed: draw.smoothed, peak: exponential(peak))
      }
    }
  }
}
