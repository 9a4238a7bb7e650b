/// How a learning rate grows with the batch size: `rate = constant × size ^ exponent`.
///
/// The least-squares line through the logarithms. For `n` points with `x = ln size`,
/// `y = ln rate`, `S = Σ (x - x̄)²`:
///
/// ```
/// exponent = Σ (x - x̄)(y - ȳ) / S        constant = exp(ȳ - exponent × x̄)
/// s² = Σ (y - ȳ - exponent × (x - x̄))² / (n - 2)
/// interval = exponent ± t(n - 2) × √(s² / S)
/// ```
///
/// with `t` the quantile of Student's distribution for the confidence asked for. The interval holds
/// where the points scatter about the line independently and alike.
///
/// An exponent of 1 is the linear scaling of Goyal et al. 2017, one of 1/2 the square-root scaling
/// of Krizhevsky 2014.
public struct PowerLawFit: Hashable, Sendable, Codable {
  /// The power of the size that the rate grows with.
  public let exponent: Double
  /// The rate at a size of 1.
  public let constant: Double
  /// The lower end of the exponent's interval; nil of two points, which leave no scatter.
  public let low: Double?
  /// The upper end of the exponent's interval; nil of two points.
  public let high: Double?
  /// The chance with which such an interval holds the exponent.
  public let confidence: Double
  /// The number of points.
  public let count: Int

  /// Fits a power law to points.
  ///
  /// - Parameters:
  ///   - points: Sizes and rates, above zero; several rates may belong to one size.
  ///   - confidence: The chance with which the interval is to hold the exponent, above 0 and
  ///     below 1.
  /// - Throws: `InvalidPowerLaw`, which says what was expected.
  public init(
    _ points: [(size: Double, rate: Double)], confidence: Double = 0.95
  ) throws(InvalidPowerLaw) {
    guard confidence > 0, confidence < 1 else { throw .confidence(confidence) }
    for (size, rate) in points {
      guard size > 0, rate > 0, size.isFinite, rate.isFinite else { throw .point(size, rate) }
    }
    guard Set(points.map(\.size)).count >= 2 else { throw .oneSize }
    let x = points.map { logarithm($0.size) }
    let y = points.map { logarithm($0.rate) }
    let n = Double(points.count)
    let (xMean, yMean) = (x.reduce(0, +) / n, y.reduce(0, +) / n)
    let spread = x.reduce(0) { $0 + ($1 - xMean) * ($1 - xMean) }
    let slope = zip(x, y).reduce(0) { $0 + ($1.0 - xMean) * ($1.1 - yMean) } / spread
    exponent = slope
    constant = exponential(yMean - slope * xMean)
    self.confidence = confidence
    count = points.count
    guard points.count > 2 else {
      low = nil
      high = nil
      return
    }
    let squares = zip(x, y).reduce(0.0) { sum, point in
      let residual = point.1 - yMean - slope * (point.0 - xMean)
      return sum + residual * residual
    }
    let t = StudentDistribution.quantile((1 + confidence) / 2, degrees: points.count - 2)
    let reach = t * (squares / (n - 2) / spread).squareRoot()
    low = slope - reach
    high = slope + reach
  }

  /// The rate that the law has for a size.
  ///
  /// - Parameter size: A size above zero.
  /// - Returns: The rate.
  public func rate(at size: Double) -> Double { constant * power(size, exponent) }

  /// The law in one sentence.
  public var sentence: String {
    let interval =
      if let low, let high {
        " (\(low.brief) to \(high.brief) with \((100 * confidence).brief(digits: 3)) % confidence)"
      } else {
        " (two points leave no interval)"
      }
    return "the rate grows with the batch size to the power of \(exponent.brief)\(interval)"
  }
}

/// Points that no power law can be fitted to.
public struct InvalidPowerLaw: Error, Hashable, CustomStringConvertible {
  /// One sentence: what was expected and what was given.
  public let description: String

  static let oneSize = Self(description: "a power law needs points at two sizes at least")

  static func point(_ size: Double, _ rate: Double) -> Self {
    Self(description: "sizes and rates of a power law must be above 0, not \(size) and \(rate)")
  }

  static func confidence(_ confidence: Double) -> Self {
    Self(description: "a confidence lies between 0 and 1, not at \(confidence)")
  }
}
