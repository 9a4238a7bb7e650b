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

extension String {
  /// The text with a blank for each character that a terminal would act on: controls, line ends,
  /// and marks that turn the direction of the text.
  var printable: String {
    func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
      switch scalar.value {
      case 0..<0x20, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: false
      default: true
      }
    }
    if unicodeScalars.allSatisfy(isHarmless) { return self }
    return String(
      String.UnicodeScalarView(unicodeScalars.map { isHarmless($0) ? $0 : " " }))
  }
}
