// The steps of a reading, for those who show the method. Rates are as they are, not logarithms.
extension CurveReading {
  /// The losses that are read: those far above the start lowered.
  package var losses: [Double] { smoothed?.losses ?? points.losses }

  /// The standard deviation of one mini-batch's loss; 0 of fewer than two points.
  package var noise: Double { smoothed?.level.noise ?? 0 }

  /// How much each loss weighs in the smoothed loss at one point; the weights add up to 1.
  package func weights(at index: Int) -> [Double] {
    points.indices.map { other in
      var one = [Double](repeating: 0, count: points.count)
      one[other] = 1
      return smoothed?.fit(one)[index] ?? one[index]
    }
  }

  /// What is seen where the loss falls.
  package struct Trough {
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
    /// The curve drawn again as other mini-batches might have made it, with the peak rate of each.
    package let redraws: [(smoothed: [Double], peak: Double)]
    /// The standard deviation of the redraws' peak rates, in decades.
    package let deviation: Double
  }

  /// What is seen where the loss falls; nil where it does not.
  package var trough: Trough? {
    guard let valley, let estimate else { return nil }
    return Trough(
      gain: valley.gain, left: exponential(valley.left), right: valley.right.map(exponential),
      movedLeft: exponential(estimate.left), movedRight: exponential(estimate.right),
      redraws: estimate.redraws.map { ($0.smoothed, exponential($0.peak)) },
      deviation: estimate.deviation)
  }
}
