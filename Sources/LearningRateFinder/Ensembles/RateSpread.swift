/// How far a learning rate spreads over several runs.
public struct RateSpread: Hashable, Sendable, Codable {
  /// How many runs have such a rate.
  public let count: Int
  /// The lower quantile, 10 % where nothing else was said.
  public let low: Double
  /// The median in logarithm.
  public let median: Double
  /// The upper quantile, 90 % where nothing else was said.
  public let high: Double

  /// The quantiles of some rates, interpolated in logarithm; nil of no rates.
  ///
  /// - Parameters:
  ///   - rates: The runs' rates, above zero.
  ///   - tail: The share of the runs below the lower and above the upper quantile, from 0 to 0.5.
  public init?(_ rates: [Double], tail: Double = 0.1) {
    precondition((0...0.5).contains(tail), "a tail is a share between 0 and 0.5, not \(tail)")
    let logRates = rates.map(logarithm)
    guard let low = logRates.quantile(tail), let median = logRates.median,
      let high = logRates.quantile(1 - tail)
    else { return nil }
    count = rates.count
    self.low = exponential(low)
    self.median = exponential(median)
    self.high = exponential(high)
  }
}
