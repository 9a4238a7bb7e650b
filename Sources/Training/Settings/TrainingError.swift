/// A training that cannot be set up as asked.
public struct TrainingError: Error, Hashable, CustomStringConvertible {
  /// One sentence: what was expected and what was given.
  public let description: String
  /// Whether what was asked for is at fault, and not a file or the machine.
  public let isUsage: Bool

  /// Creates an error from its sentence.
  public init(_ description: String, isUsage: Bool = true) {
    self.description = description
    self.isUsage = isUsage
  }
}
