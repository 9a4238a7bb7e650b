/// The words by which tables say that there is no value.
enum MissingText {
  /// Words that mean it in every column: what pandas and R write and read, in lower case.
  private static let always: Set<String> = [
    "", "na", "n/a", "#n/a", "nan", "-nan", "null", "?", "\\n", "<na>", "nil", "nat",
  ]
  /// Words that mean it among numbers and dates; among texts they may be a value like others.
  private static let amongNumbers: Set<String> = [
    "-", "--", "---", ".", "..", "none", "n.a.", "n.a", "unknown", "missing", "blank",
    "(blank)", "undefined", "not available", "#div/0!", "#value!", "#ref!", "inf", "-inf", "+inf",
    "infinity", "-infinity", "∞", "-∞", "–", "—", "tbd", "empty",
  ]
  /// The longest of the words, in bytes.
  private static let longest = 13

  /// Whether a text says that there is no value, whatever its column holds.
  static func isMissing(_ text: String) -> Bool {
    text.utf8.count <= longest && always.contains(text.lowercased())
  }

  /// Whether a text says so in a column of numbers or dates.
  static func isMissingAmongNumbers(_ text: String) -> Bool {
    text.utf8.count <= longest && amongNumbers.contains(text.lowercased())
  }
}
