import Testing

@testable import Charts
@testable import LearningRateFinder

@Suite struct GnuplotScriptTests {
  @Test(arguments: [
    ("plain", "'plain'"), ("it's", "'it''s'"), (#"a\nb"#, #"'a\nb'"#), ("a\nb\r\tc", "'a b  c'"),
    ("@m _x ^2 {b} `ls` \"q\"", "'@m _x ^2 {b} `ls` \"q\"'"), ("\u{1}\u{7f}", "'  '"),
    ("10⁻⁴ é 学", "'10⁻⁴ é 学'"),
  ])
  func textsAreQuoted(text: String, quoted: String) {
    #expect(text.gnuplotQuoted == quoted)
  }

  @Test func markupIsEscaped() {
    var chart = Chart.lossOverRate(curve: Curves.golden, answer: nil, title: "<a>'&'")
    chart.summary = "\u{1b}\"</desc>"
    let svg = chart.described("<svg><title>chart</title></svg>")
    #expect(
      svg.contains("<title>&lt;a&gt;&#39;&amp;&#39;</title>\n<desc> &quot;&lt;/desc&gt;</desc>"))
  }

  @Test func namesStayInsideTheirQuotes() {
    let hostile = "'; system('touch /tmp/x'); #\nset output 'y'"
    let chart = Chart.lossOverRate(
      curve: Curves.golden, answer: nil, title: hostile, subtitle: hostile)
    let script = GnuplotScript(chart, theme: .light).text([(.svg, "it's/chart.svg")])
    let commands = script.split(separator: "\n").filter { $0.hasPrefix("set output") }
    #expect(commands == ["set output 'it''s/chart.svg'"])
    #expect(script.contains("'''; system(''touch /tmp/x''); # set output ''y'''"))
  }

  @Test(arguments: [
    ("|touch x;#/a", "'./|touch x;#/a'"), ("~root/a", "'./~root/a'"), ("/x|y/a", "'/x|y/a'"),
  ])
  func aPathIsNoCommand(path: String, quoted: String) {
    let chart = Chart.lossOverRate(curve: Curves.golden, answer: nil)
    let script = GnuplotScript(chart, theme: .light).text([(.png, path)])
    #expect(script.contains("set output \(quoted)\n"))
  }

  @Test func theSVGTellsStepsAndTheOthersDoNot() {
    let chart = Chart.lossOverRate(curve: Curves.golden, answer: nil)
    let script = GnuplotScript(chart, theme: .dark).text([(.svg, "a"), (.png, "b"), (.pdf, "c")])
    #expect(script.components(separatedBy: "with labels hypertext point") == 2)
    #expect(script.contains(#""step 1\nrate 1e-7\nloss 2.3""#))
    for terminal in ["svg", "pngcairo", "pdfcairo"] {
      #expect(script.contains("set terminal \(terminal) noenhanced"))
    }
  }

  @Test func explodedLossesAreHeldNearTheFrame() throws {
    let chart = Chart.lossOverRate(curve: Curves.exploding, answer: nil)
    let script = GnuplotScript(chart, theme: .light).text([(.png, "a")])
    #expect(!script.contains("e+1"))
    let height = chart.y.range.upperBound - chart.y.range.lowerBound
    #expect(chart.y.clamped(1e300) == chart.y.range.upperBound + 10 * height)
  }

  @Test(arguments: [
    ("one two three", 7, 9, ["one two", "three"]), ("abcdefgh", 3, 9, ["abc", "def", "gh"]),
    ("one two three four", 5, 2, ["one", "two…"]), ("", 5, 2, []),
  ])
  func linesAreWrapped(text: String, columns: Int, limit: Int, lines: [String]) {
    #expect(text.wrapped(at: columns, limit: limit) == lines)
  }
}

extension String {
  fileprivate func components(separatedBy separator: String) -> Int {
    split(separator: separator, omittingEmptySubsequences: false).count
  }
}
