/// The landmarks of a curve: where the loss starts, falls, is lowest and rises again.
///
/// All of them are read off the losses smoothed by a kernel that does not lag, so that a landmark
/// is where it seems to be. Losses far above where the loss began count as just above it: how
/// high an explosion goes says nothing, and must not pull the fit down beside it.
struct CurveShape {
  /// The natural logarithms of the rates.
  let logRates: [Double]
  /// The smoothed losses.
  let smoothed: [Double]
  /// The standard deviation of the mini-batches' noise.
  let noise: Double
  /// The loss where the rates are still too small to matter.
  let start: Double
  /// The index of the lowest smoothed loss.
  let minimum: Int
  /// The index from which on half of the gain is given back; nil where it is not.
  let rise: Int?

  /// How far the loss falls.
  var gain: Double { start - smoothed[minimum] }

  /// Reads the landmarks of a curve of at least 3 points.
  init(_ curve: Curve, smoothing: Smoothing = .standard) {
    logRates = curve.learningRates.map(logarithm)
    let losses = curve.losses
    noise = losses.noiseDeviation
    // A tenth of the points is where nothing has happened yet, in any sensible range.
    let head = losses.prefix(max(3, losses.count / 10))
    let start = head.median ?? losses[0]
    let lowest = losses.min() ?? start
    let ceiling = start + max(start - lowest, 6 * noise)
    let smoothed = smoothing.smoothed(losses.map { min($0, ceiling) }, at: curve.learningRates)
    self.start = start
    self.smoothed = smoothed
    let minimum = smoothed.firstIndexOfMinimum ?? 0
    self.minimum = minimum
    let halfway = smoothed[minimum] + (start - smoothed[minimum]) / 2
    rise = smoothed.indices[minimum...].first { smoothed[$0] > halfway }
  }
}

extension [Double] {
  /// The standard deviation of white noise on a smooth curve, from the median of its absolute
  /// second differences, whose variance is six times that of the noise. Half of the values may be
  /// anything.
  var noiseDeviation: Double {
    guard count >= 3 else { return 0 }
    let differences = (1..<(count - 1)).map { i -> Double in
      let neighbors = self[i - 1] + self[i + 1]
      return abs(neighbors - 2 * self[i])
    }
    // 1.4826 times the median of absolute normal values is their standard deviation.
    return 1.4826 * (differences.median ?? 0) / 6.0.squareRoot()
  }
}
