/// A chart on its way to a terminal.
struct TerminalPicture {
  typealias Piece = TerminalStyle.Piece

  private let chart: Chart
  private let style: TerminalStyle
  private let yTicks: [Tick]
  /// The columns before the frame.
  private let gutter: Int
  private let columns: Int
  private let flags: [[Piece]]
  private let stripRow: [Piece]?
  private let legend: TerminalLegend
  private let rows: Int
  private var canvas: BrailleCanvas

  /// What the row of the strip's places is called, in the gutter.
  private static let stripName = "rules"

  init(_ chart: Chart, width: Int, height: Int, style: TerminalStyle) {
    self.chart = chart
    self.style = style
    let ticks = chart.y.ticks(about: max(3, height / 3))
    yTicks = ticks.filter { !$0.label.isEmpty }
    let widest = yTicks.map(\.label.count).max() ?? 0
    gutter = min(max(widest + 2, chart.strip == nil ? 0 : Self.stripName.count + 1), width / 3)
    columns = width - gutter - 2
    flags = Self.flags(chart, gutter: gutter, columns: columns, style: style)
    stripRow = Self.strip(chart, gutter: gutter, columns: columns, style: style)
    legend = TerminalLegend(chart, columns: columns, style: style)
    // Besides the frame: title, flags, axis, its labels, the strip and the legend.
    let rest = 1 + flags.count + 2 + (stripRow == nil ? 0 : 1) + legend.lines.count
    rows = max(8, height - rest)
    canvas = BrailleCanvas(columns: columns, rows: rows, isUnicode: style.isUnicode)
  }

  mutating func lines() -> [[Piece]] {
    draw()
    let below = legend.pieces(
      indent: gutter + 1, columns: columns, axisLabel: chart.x.label.printable)
    return title() + flags + frame() + [axis(), axisLabels()] + (stripRow.map { [$0] } ?? [])
      + below
  }

  // MARK: Inside the frame

  private mutating func draw() {
    for series in chart.series {
      let layer: BrailleCanvas.Layer =
        switch series.role {
        case .measured: .points
        case .run, .spread: .runs
        default: .line
        }
      if chart.isHiddenOnTerminals(series) { continue }
      let color = series.terminalColor
      switch series.shape {
      case .points(let points):
        for point in points { canvas.dot(Int(x(point.x).rounded()), y(point.y), layer, color) }
      case .line(let points):
        for (a, b) in zip(points, points.dropFirst()) {
          canvas.line(from: place(a.x, a.y), to: place(b.x, b.y), layer, color)
        }
      case .band(let spreads):
        for (a, b) in zip(spreads, spreads.dropFirst()) {
          canvas.line(from: place(a.x, a.low), to: place(b.x, b.low), layer, color)
          canvas.line(from: place(a.x, a.high), to: place(b.x, b.high), layer, color)
        }
      case .marker, .spot, .interval: break
      }
    }
    drawLetters()
    for series in chart.series {
      switch series.shape {
      case .marker(let value):
        guard let column = Self.column(value, chart.x, columns) else { continue }
        let isMain = series.role == .suggestion
        for row in 0..<rows where isMain || row.isMultiple(of: 2) {
          canvas.put(
            style.isUnicode ? (isMain ? "┃" : "╎") : (isMain ? "|" : ":"), column: column,
            row: row, series.terminalColor)
        }
      case .interval(let range):
        for value in [range.lowerBound, range.upperBound] {
          guard let column = Self.column(value, chart.x, columns) else { continue }
          for row in 0..<rows {
            canvas.put(style.isUnicode ? "┊" : ".", column: column, row: row, series.terminalColor)
          }
        }
      case .spot(let point):
        guard let column = Self.column(point.x, chart.x, columns) else { continue }
        canvas.put(
          style.isUnicode ? "◉" : "o", column: column, row: row(point.y), series.terminalColor,
          overDots: true)
      default: break
      }
    }
  }

  /// Puts the letters of the legend on their lines, each at columns of its own: where lines lie on
  /// each other, their letters take turns.
  private mutating func drawLetters() {
    let lettered = legend.lettered
    let period = max(12, 2 * lettered.count)
    for (index, (series, letter)) in lettered.enumerated() {
      let lines: [[Series.Point]] =
        switch series.shape {
        case .line(let points): [points]
        case .band(let spreads):
          [
            spreads.map { Series.Point(x: $0.x, y: $0.low) },
            spreads.map { Series.Point(x: $0.x, y: $0.high) },
          ]
        default: []
        }
      let first = 2 + index * period / lettered.count
      for line in lines {
        for column in stride(from: first, to: columns, by: period) {
          guard let row = row(of: line, at: column) else { continue }
          canvas.put(letter, column: column, row: row, series.terminalColor, overDots: true)
        }
      }
    }
  }

  /// The row of a line in a column; nil where it does not come by.
  private func row(of line: [Series.Point], at column: Int) -> Int? {
    let scale = Double(canvas.width) / Double(columns)
    let place = (Double(column) + 0.5) * scale - 0.5
    for (a, b) in zip(line, line.dropFirst()) {
      let (left, right) = (x(a.x), x(b.x))
      guard left <= place, place <= right, left < right else { continue }
      let value = a.y + (b.y - a.y) * (place - left) / (right - left)
      return chart.y.range.contains(value) ? row(value) : nil
    }
    return nil
  }

  private func x(_ value: Double) -> Double { chart.x.position(value) * Double(canvas.width - 1) }

  private func place(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    (self.x(x), (1 - chart.y.position(chart.y.clamped(y))) * Double(canvas.height - 1))
  }

  private func y(_ value: Double) -> Int {
    Int((1 - chart.y.position(chart.y.clamped(value))) * Double(canvas.height - 1) + 0.5)
  }

  /// The row of a value, counted from the top.
  private func row(_ value: Double) -> Int { y(value) * rows / canvas.height }

  /// The column of a value, or nil where it is outside of the frame.
  private static func column(_ value: Double, _ axis: Axis, _ columns: Int) -> Int? {
    let position = axis.position(value)
    guard (-0.001...1.001).contains(position) else { return nil }
    return Int((min(max(position, 0), 1) * Double(columns - 1)).rounded())
  }

  // MARK: Around the frame

  /// The title with the subtitle beside it, or below it where that has no room.
  private func title() -> [[Piece]] {
    let room = gutter + columns
    func cut(_ text: String) -> String {
      text.count <= room ? text : text.prefix(room - 1) + (style.isUnicode ? "…" : "~")
    }
    let (title, subtitle) = (cut(chart.title.printable), chart.subtitle.printable)
    let main = Piece(text: "  " + title, color: .strong)
    if subtitle.isEmpty { return [[main]] }
    let dot = style.isUnicode ? " · " : " - "
    return title.count + dot.count + subtitle.count <= room
      ? [[main, Piece(text: dot + subtitle, color: .quiet)]]
      : [[main], [Piece(text: "  " + cut(subtitle), color: .quiet)]]
  }

  private static func flags(
    _ chart: Chart, gutter: Int, columns: Int, style: TerminalStyle
  ) -> [[Piece]] {
    let named = chart.series.compactMap { series -> (Series, Int)? in
      let value: Double
      switch series.shape {
      case .marker(let x): value = x
      case .spot(let point): value = point.x
      default: return nil
      }
      return series.label.isEmpty ? nil : column(value, chart.x, columns).map { (series, $0) }
    }
    let layout = LabelLayout(bounds: -Double(gutter)...Double(columns + 1), offset: 2, gap: 1)
    let texts = named.map { style.isUnicode ? $0.0.label.printable : $0.0.label.printable.ascii }
    let placements = layout.placed(
      zip(named, texts).map { .init(anchor: Double($0.1), width: Double($1.count)) })
    let rows = (placements.map(\.row).max() ?? -1) + 1
    return (0..<rows).reversed().map { row in
      var line = TerminalLine()
      for ((entry, text), placement) in zip(zip(named, texts), placements)
      where placement.row == row {
        let color = entry.0.terminalColor
        line.put(String(entry.0.terminalSign(style)), at: gutter + 1 + entry.1, color)
        line.put(
          text, at: gutter + 1 + Int(placement.textStart.rounded()),
          entry.0.role == .suggestion ? .suggestion : color)
      }
      return line.pieces
    }
  }

  private static func strip(
    _ chart: Chart, gutter: Int, columns: Int, style: TerminalStyle
  ) -> [Piece]? {
    guard let strip = chart.strip, !strip.entries.isEmpty else { return nil }
    var line = TerminalLine()
    line.put(stripName, at: max(0, gutter - 1 - stripName.count), .quiet)
    for entry in strip.entries {
      guard let column = column(entry.x, chart.x, columns) else { continue }
      let isMany = entry.names.count > 1
      let sign = style.isUnicode ? (isMany ? "▲" : "▵") : (isMany ? "A" : "^")
      line.put(sign, at: gutter + 1 + column, .quiet)
    }
    return line.pieces
  }

  private func frame() -> [[Piece]] {
    var labels: [Int: String] = [:]
    for tick in yTicks {
      if (0..<rows).contains(row(tick.value)) { labels[row(tick.value)] = tick.label }
    }
    return canvas.lines().enumerated().map { row, pieces in
      let label = String((labels[row] ?? "").prefix(gutter - 1))
      let padding = String(repeating: " ", count: gutter - 1 - label.count)
      let edge = style.isUnicode ? (label.isEmpty ? "│" : "┤") : (label.isEmpty ? "|" : "+")
      return [
        Piece(text: padding + label + " ", color: nil), Piece(text: edge, color: .quiet),
      ] + pieces
    }
  }

  /// The axis, on which the interval is drawn bold.
  private func axis() -> [Piece] {
    var line = TerminalLine()
    let isUnicode = style.isUnicode
    line.put(isUnicode ? "└" : "+", at: gutter, .quiet)
    for column in 0..<columns {
      line.put(isUnicode ? "─" : "-", at: gutter + 1 + column, .quiet)
    }
    for tick in chart.x.ticks(about: columns / 8) where !tick.label.isEmpty {
      guard let column = Self.column(tick.value, chart.x, columns) else { continue }
      line.put(isUnicode ? "┬" : "+", at: gutter + 1 + column, .quiet)
    }
    for series in chart.series {
      guard case .interval(let range) = series.shape else { continue }
      let ends = [range.lowerBound, range.upperBound].map { value in
        let inside = min(max(value, chart.x.range.lowerBound), chart.x.range.upperBound)
        return Self.column(inside, chart.x, columns) ?? 0
      }
      for column in ends[0]...max(ends[0], ends[1]) {
        line.put(isUnicode ? "━" : "=", at: gutter + 1 + column, series.terminalColor)
      }
    }
    for series in chart.series {
      guard case .marker(let value) = series.shape, series.role == .suggestion,
        let column = Self.column(value, chart.x, columns)
      else { continue }
      line.put(isUnicode ? "┻" : "|", at: gutter + 1 + column, series.terminalColor)
    }
    return line.pieces
  }

  private func axisLabels() -> [Piece] {
    var line = TerminalLine()
    var free = 0
    for tick in chart.x.ticks(about: columns / 8, isUnicode: style.isUnicode) {
      guard !tick.label.isEmpty, let column = Self.column(tick.value, chart.x, columns) else {
        continue
      }
      // Under its tick the first digit of a power stands, the exponent to the right of it.
      let start = min(
        gutter + 1 + column - tick.label.count / 2, gutter + columns + 2 - tick.label.count)
      if start < free { continue }
      line.put(tick.label, at: start, nil)
      free = start + tick.label.count + 1
    }
    return line.pieces
  }
}
