internal import Files

/// A log that could not be read or written.
public struct LogError: Error, Hashable, CustomStringConvertible {
  /// One sentence: which file, where in it, and what was expected.
  ///
  /// Control characters, which a terminal would obey, are blanks.
  public let description: String
  /// Whether the numbers are sound, but not in the order of one run.
  var isOfOrder = false

  /// Creates an error from its sentence.
  public init(_ description: String) { self.description = description.printable }

  /// Whether two errors say the same.
  public static func == (one: Self, other: Self) -> Bool { one.description == other.description }

  /// Hashes what the error says.
  public func hash(into hasher: inout Hasher) { hasher.combine(description) }
}
