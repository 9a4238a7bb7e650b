internal import Files

/// A text from a file, in quotes, as a message holds it: short, and without control characters.
///
/// - Parameter text: What was read.
/// - Returns: At most 60 characters between quotes.
func quoted(_ text: some StringProtocol) -> String { "'\(clipped(text, to: 60))'" }

/// Names from a file, one after another, as a message holds them.
///
/// - Parameters:
///   - names: What was read.
///   - inQuotes: Whether each name is quoted.
/// - Returns: As many as fit into about 120 characters, and how many more there are.
func listed(_ names: some Collection<String>, inQuotes: Bool = false) -> String {
  var text = ""
  for (index, name) in names.enumerated() {
    let word = inQuotes ? quoted(name) : clipped(name, to: 60)
    if index > 0, text.count + word.count > 120 {
      return "\(text) and \(names.count - index) more"
    }
    text += (index == 0 ? "" : ", ") + word
  }
  return text
}

private func clipped(_ text: some StringProtocol, to length: Int) -> String {
  // A character may be any number of scalars.
  let start = String(String.UnicodeScalarView(text.unicodeScalars.prefix(length + 1)))
  let isWhole = start.unicodeScalars.count <= length
  return (isWhole ? start : "\(start.dropLast())…").printable
}
