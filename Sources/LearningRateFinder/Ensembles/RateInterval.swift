/// A range of learning rates, such as one that a finder suggests.
public struct RateInterval: Hashable, Sendable, Codable {
  /// The lower end, above zero.
  public let low: Double
  /// The upper end, at least `low`.
  public let high: Double

  /// Creates a range from its two ends.
  ///
  /// - Parameters:
  ///   - low: The lower end, above zero.
  ///   - high: The upper end, at least `low`.
  public init(low: Double, high: Double) {
    precondition(low > 0 && low <= high, "a range of rates lies above 0 and ends after its start")
    self.low = low
    self.high = high
  }

  /// Whether two ranges have a rate in common.
  public func overlaps(_ other: RateInterval) -> Bool { low <= other.high && other.low <= high }
}

extension RateInterval: CustomStringConvertible {
  /// The two ends as people write them: `0.001 – 0.02`.
  public var description: String { "\(low.brief) – \(high.brief)" }
}
