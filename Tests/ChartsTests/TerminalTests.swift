import Testing

@testable import Charts
@testable import LearningRateFinder

@Suite struct TerminalTests {
  private static let golden = Chart.lossOverRate(
    curve: Curves.golden,
    answer: Curves.answer(0.0012, 4e-4, 4e-3, peak: 0.011, rulesOn: Curves.golden),
    subtitle: "digits · mlp")

  @Test func theGoldenCurveLooksAsItDid() {
    #expect(
      Self.golden.terminal(width: 72, height: 18) == """
          Loss over learning rate · digits · mlp
                                                            ◉ lowest at 0.048
                                                       ▽ peak 0.011
                                               ▼ suggested 0.0012 (4e-4 – 0.004)
              │                             ┊  ┃    ┊  ╎              ⡇
          2.5 ┤                             ┊  ┃    ┊                ⢸
              │⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⣀⣀⡀   ┊  ┃    ┊  ╎             ⡎
          2.0 ┤                         ⠉⠑⠢⡀⡀  ┃    ┊               ⢠⠃
              │                            ⠈⠓⢄⡀┃    ┊  ╎            ⡜⡀
          1.5 ┤                             ┊ ⠓⣄    ┊              ⢠⠃
          1.0 ┤                             ┊  ⠈⠢⡀  ┊  ╎           ⡜⠂
              │                             ┊  ┃ ⠈⠢⡀┊             ⡼⡐
          0.5 ┤                             ┊  ┃   ⠈⠓⠦⢄⣀        ⣠⠜⠐
              │                             ┊  ┃    ┊  ⠈⠉⠉⠉⠙◉⠒⠋⠉⠈
              └┬───────┬───────┬───────┬────━━━┻━━━━━──┬───────┬───────┬───────
             10⁻⁷    10⁻⁶    10⁻⁵    10⁻⁴    10⁻³    10⁻²    10⁻¹      1
        rules                               ▲  ▵  ▵▵▲▵ ▵   ▵
               ━━━ 80 % interval   ⠐⠄⠂ loss of a step   ⠤⠤⠤ smoothed

        """)
  }

  /// Where the legend has no room for all, it is the interval that goes, which has a flag.
  @Test(arguments: [(80, false), (133, true)])
  func theLegendTellsTheLines(width: Int, isIntervalTold: Bool) throws {
    let points = Curves.golden.enumerated().map { step, point in
      Curve.Point(
        learningRate: point.learningRate, loss: point.loss,
        validationLoss: step.isMultiple(of: 5) ? point.loss + 0.1 : nil)
    }
    let chart = Chart.lossOverRate(
      curve: Curve(points), answer: Curves.answer(0.0012, 4e-4, 4e-3, rulesOn: Curves.golden))
    let legend = try #require(
      chart.terminal(width: width, height: 20).split(separator: "\n").last)
    for label in ["⠐⠄⠂ loss of a step", "⠤A⠤ smoothed", "⠤B⠤ validation loss"] {
      #expect(legend.contains(label))
    }
    #expect(legend.contains("80 % interval") == isIntervalTold)
  }

  /// So many settings beside each other, each with a line that is lower than the one before.
  private static func study(_ count: Int) -> Chart {
    let groups = (0..<count).map { group in
      let line = Curves.golden.map {
        Series.Point(x: $0.learningRate, y: $0.loss - 0.1 * Double(group))
      }
      return (
        label: "sgd, batch \(16 + group)", curves: StudyCurves(runs: 3, median: line, band: [])
      )
    }
    return .study(groups, title: "mlp on digits")
  }

  @Test func manyLinesHaveSeveralLinesOfLegend() throws {
    for (count, told, more) in [(4, 4, nil), (18, 18, nil), (40, 18, "+ 22 more")] {
      let text = Self.study(count).terminal()
      let lines = text.split(separator: "\n").map(String.init)
      #expect(lines[0].contains("mlp on digits · median losses; in the legend the median sugg"))
      #expect(lines[0].hasSuffix("rates") && lines.allSatisfy { $0.count <= 80 })
      #expect(text.matches(of: /sgd, batch \d+/).count == told, "\(text)")
      #expect(more.map { text.contains($0) } ?? !text.contains(" more"))
    }
  }

  /// Where there is no room beside the title, the subtitle has a line of its own.
  @Test func aLongTitleLeavesTheSubtitleWhole() {
    var chart = Self.study(2)
    chart.title = "a model with a name on data with another name"
    let lines = chart.terminal().split(separator: "\n")
    #expect(lines[0] == "  a model with a name on data with another name")
    #expect(lines[1] == "  median losses; in the legend the median suggested rates")
  }

  /// A letter for each line, on it and in the legend, where its color does not tell it.
  @Test(arguments: [
    (TerminalStyle.plain, 2, true), (.ascii, 2, true), (.plain, 1, false),
    (TerminalStyle(palette: .full, isUnicode: true), 5, false),
    (TerminalStyle(palette: .full, isUnicode: true), 6, true),
  ])
  func linesWithoutColorsHaveLetters(style: TerminalStyle, count: Int, hasLetters: Bool) {
    let text = Self.study(count).terminal(style: style).replacing(
      /\u{1b}\[[0-9;]*m/, with: "")
    for letter in "ABCDEF".prefix(count) {
      let marks = text.split(separator: "\n").dropFirst().map { $0.count { $0 == letter } }
      #expect((marks.reduce(0, +) >= 4) == hasLetters, "\(letter) in\n\(text)")
      let sign = style.isUnicode ? "⠤\(letter)⠤ sgd" : "*\(letter)* sgd"
      #expect(text.contains(sign) == hasLetters)
    }
  }

  @Test(arguments: Curves.all.map(\.name), [40, 80, 133])
  func linesKeepToTheWidth(name: String, width: Int) throws {
    let curve = try #require(Curves.all.first { $0.name == name }).curve
    let answer = Curves.answer(1e-3, 3e-4, 3e-3, peak: 0.02, rulesOn: Curves.golden)
    let chart = Chart.lossOverRate(
      curve: curve, answer: answer, title: "A very long title",
      subtitle: "and\nmore of it than fits")
    for style in [TerminalStyle.plain, .ascii] {
      let text = chart.terminal(width: width, height: 20, style: style)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      #expect((18...24).contains(lines.count))
      #expect(lines.allSatisfy { $0.count <= width && !$0.hasSuffix(" ") })
      #expect(style.isUnicode || text.unicodeScalars.allSatisfy(\.isASCII))
      #expect(!text.contains("\u{1b}"))
    }
  }

  @Test(arguments: [TerminalStyle.Palette.basic, .indexed, .full])
  func colorsAddNothingButEscapeSequences(palette: TerminalStyle.Palette) {
    let colored = Self.golden.terminal(style: TerminalStyle(palette: palette, isUnicode: true))
    #expect(colored.contains("\u{1b}["))
    #expect(colored.replacing(/\u{1b}\[[0-9;]*m/, with: "") == Self.golden.terminal())
  }

  @Test(arguments: [
    (["TERM": "xterm-256color", "LANG": "en_US.UTF-8"], true, TerminalStyle.Palette.indexed, true),
    (["TERM": "xterm", "LC_ALL": "C", "LANG": "en_US.UTF-8"], true, .basic, false),
    (["TERM": "xterm", "COLORTERM": "truecolor", "LC_CTYPE": "C.utf8"], true, .full, true),
    (["TERM": "xterm", "NO_COLOR": "1", "LANG": "C.UTF-8"], true, .none, true),
    (["TERM": "xterm", "NO_COLOR": "", "LANG": "C.UTF-8"], true, .basic, true),
    (["TERM": "dumb"], true, .none, false), ([:], true, .none, false),
    (["TERM": "xterm-256color", "LANG": "C.UTF-8"], false, .none, true),
  ])
  func theEnvironmentDecides(
    environment: [String: String], isTerminal: Bool, palette: TerminalStyle.Palette, isUnicode: Bool
  ) {
    let style = TerminalStyle(environment: environment, isTerminal: isTerminal)
    #expect(style == TerminalStyle(palette: palette, isUnicode: isUnicode))
  }

  @Test(arguments: [
    Curve(
      learningRates: [.leastNonzeroMagnitude, .leastNormalMagnitude, 1e-3, 1e-2],
      losses: [1, 2, 3, 1]),
    Curve(learningRates: [1e-3, 1e-2, 1e-1], losses: [1e308, -1e308, 1e308]),
    Curve(learningRates: [1e-300, 1e-2, 1e300], losses: [0, 1e-300, 0]),
    Curve(learningRates: [0.1, 0.1, 0.1, 0.1], losses: [1, 2, 3, 4]),
  ])
  func numbersAtTheEndsAreDrawn(curve: Curve) {
    for curves in [[curve], [curve, curve, Curves.golden]] {
      let chart = Chart.lossOverRate(curves: curves, answer: nil)
      #expect(chart.terminal().split(separator: "\n").count > 12)
      #expect(GnuplotScript(chart, theme: .light).text([(.svg, "a")]).contains("plot "))
    }
  }

  @Test func dotsFillACharacterInBraillesOrder() {
    var canvas = BrailleCanvas(columns: 1, rows: 1, isUnicode: true)
    #expect(canvas.lines() == [[.init(text: " ", color: nil)]])
    for (dot, character) in zip(
      [(0, 0), (1, 0), (0, 1), (1, 1), (0, 2), (1, 2), (0, 3), (1, 3)], "⠁⠉⠋⠛⠟⠿⡿⣿")
    {
      canvas.dot(dot.0, dot.1, .line, .line)
      #expect(canvas.lines() == [[.init(text: String(character), color: .line)]])
    }
  }

  @Test func aLineHidesThePointsBehindIt() {
    var canvas = BrailleCanvas(columns: 1, rows: 1, isUnicode: true)
    canvas.dot(0, 0, .points, .measured)
    canvas.dot(1, 3, .line, .line)
    canvas.dot(1, 0, .points, .measured)
    #expect(canvas.lines() == [[.init(text: "⢀", color: .line)]])
  }

  @Test func aLineToTheSkyEndsAtTheTop() {
    var canvas = BrailleCanvas(columns: 2, rows: 2, isUnicode: true)
    canvas.line(from: (0, 7), to: (1, -1e12), .line, .line)
    #expect(canvas.lines().map { $0.map(\.text).joined() } == ["⡇ ", "⡇ "])
  }
}
