/// The lines below a chart on a terminal that say what its series are.
///
/// Where colors cannot tell lines apart, because there are none or more lines than colors, each line
/// has a letter, which stands on it here and there.
struct TerminalLegend {
  typealias Piece = TerminalStyle.Piece

  /// A series that is told.
  struct Entry: Hashable {
    let series: Series
    /// What stands for it.
    let sign: String
    /// What marks its line; nil where its color does.
    let letter: Character?
    let text: String

    fileprivate var width: Int { sign.count + 1 + text.count }
  }

  /// The entries of each line, at least one line.
  let lines: [[Entry]]
  /// How many entries there was no room for.
  let rest: Int

  /// More lines than these take the room of the chart itself.
  private static let mostLines = 6
  private static let separator = "   "

  /// Chooses what is told in lines of so many columns.
  init(_ chart: Chart, columns: Int, style: TerminalStyle) {
    let told = chart.series.filter { !$0.label.isEmpty && !chart.isHiddenOnTerminals($0) }
    let lineCount = told.count { $0.isLine }
    let colorCount = style.palette == .none ? 1 : TerminalStyle.categoryCount
    var letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[...]
    var entries = told.compactMap { series -> Entry? in
      guard let sign = series.terminalLegendSign(style) else { return nil }
      let letter = series.isLine && lineCount > colorCount ? letters.popFirst() : nil
      let label = series.label.printable
      return Entry(
        series: series, sign: letter.map { "\(sign.prefix(1))\($0)\(sign.prefix(1))" } ?? sign,
        letter: letter, text: style.isUnicode ? label : label.ascii)
    }
    // An interval is told by its flag, too: it makes room for the lines.
    if Self.width(entries) > columns {
      entries.removeAll { if case .interval = $0.series.shape { true } else { false } }
    }
    var lines = Self.lines(of: entries.filter { $0.width <= columns }, columns: columns)
    if lines.count > Self.mostLines {
      lines = Array(lines.prefix(Self.mostLines))
      let more = Self.separator.count + Self.more(entries.count).count
      while let last = lines.last, last.count > 1, Self.width(last) + more > columns {
        lines[lines.count - 1].removeLast()
      }
    }
    self.lines = lines
    rest = entries.count - lines.reduce(0) { $0 + $1.count }
  }

  /// The series that have letters.
  var lettered: [(series: Series, letter: Character)] {
    lines.joined().compactMap { entry in entry.letter.map { (entry.series, $0) } }
  }

  /// The lines, indented; what the axis measures closes the last one where there is room.
  func pieces(indent: Int, columns: Int, axisLabel: String) -> [[Piece]] {
    lines.enumerated().map { index, entries in
      var pieces = [Piece(text: String(repeating: " ", count: indent), color: nil)]
      for entry in entries {
        pieces.append(Piece(text: entry.sign, color: entry.series.terminalColor))
        pieces.append(Piece(text: " \(entry.text)\(Self.separator)", color: .quiet))
      }
      guard index == lines.count - 1 else { return pieces }
      var room = columns - entries.reduce(0) { $0 + $1.width + Self.separator.count }
      if rest > 0, Self.more(rest).count <= room {
        pieces.append(Piece(text: Self.more(rest), color: .quiet))
        room -= Self.more(rest).count
      }
      if axisLabel.count <= room {
        let padding = String(repeating: " ", count: room - axisLabel.count)
        pieces.append(Piece(text: padding + axisLabel, color: .quiet))
      }
      return pieces
    }
  }

  private static func more(_ count: Int) -> String { "+ \(count) more" }

  private static func width(_ entries: [Entry]) -> Int {
    entries.reduce(-separator.count) { $0 + $1.width + separator.count }
  }

  private static func lines(of entries: [Entry], columns: Int) -> [[Entry]] {
    var lines: [[Entry]] = [[]]
    for entry in entries {
      if width(lines[lines.count - 1] + [entry]) > columns { lines.append([]) }
      lines[lines.count - 1].append(entry)
    }
    return lines
  }
}

extension Series {
  /// Whether this is drawn as a line, or as the two edges of a band.
  fileprivate var isLine: Bool {
    switch shape {
    case .line, .band: true
    default: false
    }
  }

  /// What stands for the series in the legend; nil for what is told by a flag.
  fileprivate func terminalLegendSign(_ style: TerminalStyle) -> String? {
    switch shape {
    case .points: style.isUnicode ? "⠐⠄⠂" : "..."
    case .line: style.isUnicode ? "⠤⠤⠤" : role == .run ? ":::" : "***"
    case .interval: style.isUnicode ? "━━━" : "==="
    case .band: style.isUnicode ? "⠤⠤⠤" : ":::"
    case .marker, .spot: nil
    }
  }
}

extension Chart {
  /// Single runs between the edges of a band are more than so few dots can tell apart.
  func isHiddenOnTerminals(_ series: Series) -> Bool {
    series.role == .run && self.series.contains { $0.role == .spread }
  }
}
