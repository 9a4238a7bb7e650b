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
    // Besides the frame: title, flags, axis, its labels, the strip and the legend.
    let rest = 1 + flags.count + 2 + (stripRow == nil ? 0 : 1) + 1
    rows = max(8, height - rest)
    canvas = BrailleCanvas(columns: columns, rows: rows, isUnicode: style.isUnicode)
  }

  mutating func lines() -> [[Piece]] {
    draw()
    return [title()] + flags + frame() + [axis(), axisLabels()] + (stripRow.map { [$0] } ?? [])
      + [legend()]
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
      if isHiddenOnTerminals(series) { continue }
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

  /// Single runs between the edges of a band are more than so few dots can tell apart.
  private func isHiddenOnTerminals(_ series: Series) -> Bool {
    series.role == .run && chart.series.contains { $0.role == .spread }
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

  private func title() -> [Piece] {
    let room = gutter + columns + 2
    let title = String(chart.title.printable.prefix(room - 2))
    let rest = room - 2 - title.count - 3
    let subtitle = chart.subtitle.printable
    let dot = style.isUnicode ? " · " : " - "
    return [Piece(text: "  " + title, color: .strong)]
      + (subtitle.isEmpty || rest < 12
        ? []
        : [
          Piece(
            text: dot
              + (subtitle.count <= rest
                ? subtitle : subtitle.prefix(rest - 1) + (style.isUnicode ? "…" : "~")),
            color: .quiet)
        ])
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

  /// What stands for a series in the legend; nil for what is told by a flag.
  private func sign(of series: Series) -> String? {
    switch series.shape {
    case .points: style.isUnicode ? "⠐⠄⠂" : "..."
    case .line: style.isUnicode ? "⠤⠤⠤" : series.role == .run ? ":::" : "***"
    case .interval: style.isUnicode ? "━━━" : "==="
    case .band: style.isUnicode ? "⠤⠤⠤" : ":::"
    case .marker, .spot: nil
    }
  }

  private func legend() -> [Piece] {
    let separator = "   "
    var pieces = [Piece(text: String(repeating: " ", count: gutter + 1), color: nil)]
    var room = columns
    typealias Entry = (series: Series, sign: String, text: String)
    var entries = chart.series.compactMap { series -> Entry? in
      guard !series.label.isEmpty, !isHiddenOnTerminals(series), let sign = sign(of: series) else {
        return nil
      }
      let label = series.label.printable
      return (series, sign, " " + (style.isUnicode ? label : label.ascii) + separator)
    }
    // An interval is told by its flag, too: it makes room for the lines.
    let length = entries.reduce(0) { $0 + $1.sign.count + $1.text.count }
    if length > room + separator.count {
      entries.removeAll { if case .interval = $0.series.shape { true } else { false } }
    }
    for (series, sign, text) in entries {
      guard sign.count + text.count <= room + separator.count else { continue }
      room -= sign.count + text.count
      pieces.append(Piece(text: sign, color: series.terminalColor))
      pieces.append(Piece(text: text, color: .quiet))
    }
    // What the axis measures closes the line.
    let label = chart.x.label.printable
    if label.count <= room {
      pieces.append(
        Piece(text: String(repeating: " ", count: room - label.count) + label, color: .quiet))
    }
    return pieces
  }
}
