/// A log that could not be read or written.
public struct LogError: Error, Hashable, CustomStringConvertible {
  /// One sentence: which file, where in it, and what was expected.
  public let description: String

  /// Creates an error from its sentence.
  public init(_ description: String) { self.description = description }
}
