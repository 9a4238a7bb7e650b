extension String {
  /// The sentence in lines of at most so many columns, the later ones indented like the first.
  ///
  /// - Parameter width: The columns; a word that is wider has a line of its own.
  /// - Returns: At least one line.
  func wrappedSentence(width: Int) -> [String] {
    let indent = String(prefix { $0 == " " })
    var lines: [String] = []
    var line = ""
    for word in split(separator: " ").map(String.init) {
      let joined = line.isEmpty ? indent + word : line + " " + word
      if joined.count > width, !line.isEmpty {
        lines.append(line)
        line = indent + word
      } else {
        line = joined
      }
    }
    return lines + [line]
  }
}
