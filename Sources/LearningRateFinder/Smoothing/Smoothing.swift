/// How the noise of mini-batches is taken out of a curve's losses.
///
/// Every smoothing keeps the number of losses and is the identity on a constant.
public enum Smoothing: Hashable, Sendable, Codable {
  /// The losses as they are.
  case none
  /// An exponential moving average whose start is corrected for its bias towards zero:
  /// `m_i = β m_{i-1} + (1 - β) l_i`, `s_i = m_i / (1 - β^{i+1})`, with `m_{-1} = 0` and
  /// 0 ≤ β < 1 (Kingma and Ba 2014, section 3). It lags about `β / (1 - β)` steps behind.
  case exponential(Double)
  /// An exponential moving average that starts at the first loss:
  /// `s_0 = l_0`, `s_i = w l_i + (1 - w) s_{i-1}`, with 0 < w ≤ 1.
  case seededExponential(weight: Double)
  /// The mean of a loss and its neighbors, `window` losses in all (odd; an even window is
  /// widened by one), fewer near the ends so that it stays centered.
  case movingAverage(window: Int)
  /// A straight line fitted around each loss with Gaussian weights in the logarithm of the rate,
  /// with this standard deviation in decades (Cleveland and Devlin 1988). It does not lag.
  case kernel(decades: Double)

  /// What charts show and answers are read from: a kernel that does not lag, wide enough for the
  /// noise of mini-batches and narrow enough to keep a descent of half a decade.
  public static let standard = Smoothing.kernel(decades: standardDecades)
  static let standardDecades = 0.25

  /// The smoothed losses of a curve.
  ///
  /// - Complexity: O(*n*); for a kernel O(*n* *k*) with *k* the points within three deviations.
  public func smoothed(_ curve: Curve) -> [Double] {
    smoothed(curve.losses, at: curve.learningRates)
  }

  /// The smoothed values of losses at increasing learning rates; finite where the losses are.
  func smoothed(_ losses: [Double], at learningRates: [Double]) -> [Double] {
    let largest = losses.reduce(0) { max($0, abs($1)) }
    guard largest > 0x1p900, largest.isFinite else { return averaged(losses, at: learningRates) }
    // Sums of such losses overflow. Every smoothing is linear, and a power of two scales exactly.
    let most = Double.greatestFiniteMagnitude
    return averaged(losses.map { $0 * 0x1p-200 }, at: learningRates)
      .map { min(most, max(-most, $0 * 0x1p200)) }
  }

  private func averaged(_ losses: [Double], at learningRates: [Double]) -> [Double] {
    switch self {
    case .none: return losses
    case .exponential(let beta):
      var average = ExponentialAverage(beta: beta)
      return losses.map { average.adding($0) }
    case .seededExponential(let weight):
      guard var value = losses.first else { return [] }
      return losses.map { loss in
        value = weight * loss + (1 - weight) * value
        return value
      }
    case .movingAverage(let window):
      return losses.centeredAverages(halfWindow: window / 2)
    case .kernel(let decades):
      return LocalFit(at: learningRates.map(logarithm), deviation: decades * .decade)(losses)
    }
  }
}

/// A bias-corrected exponential moving average that is fed one loss at a time.
public struct ExponentialAverage: Hashable, Sendable {
  /// The share of the past that a new loss keeps, 0 ≤ β < 1.
  public let beta: Double
  private var sum = 0.0
  private var weight = 0.0

  /// Creates an average of nothing yet.
  ///
  /// - Parameter beta: The share of the past that a new loss keeps, 0 ≤ β < 1.
  public init(beta: Double) {
    precondition((0..<1).contains(beta), "β of an exponential average lies in 0 ..< 1")
    self.beta = beta
  }

  /// The average so far; nil of nothing.
  public var value: Double? { weight > 0 ? sum / weight : nil }

  /// Adds a loss and returns the average with it.
  public mutating func adding(_ loss: Double) -> Double {
    // The weights are summed in the same way as the losses: 1 - β^n without a power, and
    // exactly 1 for β = 0.
    sum = beta * sum + (1 - beta) * loss
    weight = beta * weight + (1 - beta)
    return sum / weight
  }
}

extension [Double] {
  /// Means over windows that shrink near the ends, so that they stay centered.
  fileprivate func centeredAverages(halfWindow: Int) -> [Double] {
    var sums = [0.0]
    for value in self { sums.append(sums[sums.count - 1] + value) }
    return indices.map { i in
      let half = Swift.min(halfWindow, i, count - 1 - i)
      return half == 0 ? self[i] : (sums[i + half + 1] - sums[i - half]) / Double(2 * half + 1)
    }
  }
}
