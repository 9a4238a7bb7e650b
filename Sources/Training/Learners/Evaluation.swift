/// How well a model does on examples, measured without training on them.
public struct Evaluation: Hashable, Codable, Sendable {
  /// The mean loss over all examples.
  public let loss: Double
  /// The share of right answers, from 0 to 1 (of characters for text); nil where answers are
  /// numbers.
  public let accuracy: Double?
  /// The number of examples.
  public let count: Int
}
