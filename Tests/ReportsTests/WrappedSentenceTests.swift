import Testing

@testable import Reports

@Suite struct WrappedSentenceTests {
  @Test(arguments: [
    ("", 10, [""]),
    ("try: more steps", 15, ["try: more steps"]),
    ("try: more steps", 14, ["try: more", "steps"]),
    ("  by our answer: it", 12, ["  by our", "  answer: it"]),
    ("an incomprehensible word", 5, ["an", "incomprehensible", "word"]),
    ("no end", .max, ["no end"]),
  ])
  func linesEndBetweenWords(sentence: String, width: Int, lines: [String]) {
    #expect(sentence.wrappedSentence(width: width) == lines)
  }

  /// Sentences are wrapped, and tables are left as they are.
  @Test func aGridHasLinesOfTheTerminal() {
    let grid = Runs.grid()
    let (whole, narrow) = (grid.text(), grid.text(width: 50))
    let lines = { (text: String) in text.split(whereSeparator: \.isNewline).map(String.init) }
    #expect(lines(whole).prefix(5) == lines(narrow).prefix(5))
    #expect(lines(narrow).dropFirst(5).allSatisfy { $0.count <= 50 })
    let words = { (text: String) in text.split(whereSeparator: \.isWhitespace) }
    #expect(words(narrow) == words(whole))
  }
}
