/// Learning rates equally far apart in logarithm, at which curves of different ramps are compared.
public struct RateGrid: Hashable, Sendable {
  /// The rates, increasing; none where no curve has a point.
  public let rates: [Double]
  private let logRates: [Double]

  /// How many rates a grid has where nothing else is said: enough for a smooth line across a page.
  public static let standardCount = 240

  /// Creates a grid between two rates.
  ///
  /// - Parameters:
  ///   - low: The first rate, above zero.
  ///   - high: The last rate, at least `low`; a grid of one rate where it equals `low`.
  ///   - count: How many rates the grid has, at least 2.
  public init(from low: Double, to high: Double, count: Int = standardCount) {
    precondition(low > 0 && high >= low && count >= 2, "a grid lies between two rates above 0")
    let first = logarithm(low)
    let step = (logarithm(high) - first) / Double(count - 1)
    logRates = step > 0 ? (0..<count).map { first + Double($0) * step } : [first]
    // The two ends without a rounding error.
    rates = step > 0 ? [low] + logRates.dropFirst().dropLast().map(exponential) + [high] : [low]
  }

  /// Creates a grid over all rates of some curves.
  ///
  /// - Parameters:
  ///   - curves: The curves, the rates of each increasing.
  ///   - count: How many rates the grid has, at least 2.
  public init(_ curves: [Curve], count: Int = standardCount) {
    let low = curves.compactMap(\.learningRates.first).min()
    let high = curves.compactMap(\.learningRates.last).max()
    if let low, let high, low > 0, high >= low {
      self.init(from: low, to: high, count: count)
    } else {
      self.init()
    }
  }

  private init() {
    rates = []
    logRates = []
  }

  /// The losses of a curve at the grid's rates, linear in the logarithm of the rate.
  ///
  /// A curve that diverged counts, at the rates that it did not reach, as above all others: if it
  /// were left out, a median would fall where the runs that could not stand the rate are gone. A
  /// curve that was stopped says nothing about them.
  ///
  /// - Parameters:
  ///   - curve: The curve, its rates increasing.
  ///   - smoothedLosses: A loss for each of its points.
  /// - Returns: For each rate a loss, infinity past a divergence, or nil.
  /// - Complexity: O(*n* + *m*) for *n* points and *m* rates.
  public func losses(of curve: Curve, smoothedLosses: [Double]) -> [Double?] {
    precondition(smoothedLosses.count == curve.count, "a curve has one loss for each point")
    let x = curve.learningRates.map(logarithm)
    guard let first = x.first, let last = x.last else { return rates.map { _ in nil } }
    let beyond: Double? = curve.hasBlownUp ? .infinity : nil
    var segment = 0
    return logRates.map { place in
      // The ends of the grid are computed otherwise than the ends of a ramp.
      if place < first - 1e-9 { return nil }
      if place > last + 1e-9 { return beyond }
      while segment + 2 < x.count, x[segment + 1] < place { segment += 1 }
      guard segment + 1 < x.count, x[segment + 1] > x[segment] else {
        return smoothedLosses[segment]
      }
      let share = min(max((place - x[segment]) / (x[segment + 1] - x[segment]), 0), 1)
      let (loss, next) = (smoothedLosses[segment], smoothedLosses[segment + 1])
      return loss + share * (next - loss)
    }
  }
}
