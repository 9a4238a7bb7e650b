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
    precondition(Self.isValid(low, high), Self.sentence)
    self.low = low
    self.high = high
  }

  /// Decodes a range.
  ///
  /// - Throws: `DecodingError`, also for ends that no range has.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    low = try values.decode(Double.self, forKey: .low)
    high = try values.decode(Double.self, forKey: .high)
    guard Self.isValid(low, high) else {
      throw DecodingError.dataCorruptedError(
        forKey: .low, in: values, debugDescription: Self.sentence)
    }
  }

  private enum CodingKeys: String, CodingKey { case low, high }

  private static let sentence = "a range of rates lies above 0 and ends after its start"

  private static func isValid(_ low: Double, _ high: Double) -> Bool { low > 0 && low <= high }

  /// Whether two ranges have a rate in common.
  public func overlaps(_ other: RateInterval) -> Bool { low <= other.high && other.low <= high }
}

extension RateInterval: CustomStringConvertible {
  /// The two ends as people write them: `0.001 – 0.02`.
  public var description: String { "\(low.brief) – \(high.brief)" }
}
