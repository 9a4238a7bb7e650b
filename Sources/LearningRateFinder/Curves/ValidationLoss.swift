/// A loss on held-out examples, measured in the course of a range test.
public struct ValidationLoss: Hashable, Sendable, Codable {
  /// The step before whose update it was measured, from 0.
  public let step: Int
  /// The mean loss over the held-out examples, finite.
  public let loss: Double
}
