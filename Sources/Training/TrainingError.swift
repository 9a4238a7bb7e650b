/// A training that cannot be set up as asked.
public struct TrainingError: Error, Hashable, CustomStringConvertible {
  /// One sentence: what was expected and what was given.
  public let description: String

  /// Creates an error from its sentence.
  public init(_ description: String) { self.description = description }
}
