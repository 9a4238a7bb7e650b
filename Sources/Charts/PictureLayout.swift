internal import LearningRateFinder

/// Where everything in a picture goes, in pixels from its top left corner.
///
/// gnuplot is told every position: it would place a legend or labels without looking at what they
/// cover. The picture grows with the rows of labels, so that nothing is cut off or squeezed.
struct PictureLayout {
  /// A text at a place.
  struct Text: Hashable {
    var text: String
    var x: Double
    var y: Double
  }

  /// A label with its dot.
  struct Flag: Hashable {
    let lines: [Text]
    let anchor: Double
    let dotY: Double
    let isLeft: Bool
  }

  /// A series in the legend.
  struct Key: Hashable {
    let series: Series
    let swatch: Double
    let text: Text
  }

  static let textSize = 13.0
  static let smallSize = 12.0
  static let titleSize = 20.0
  private static let rowHeight = 19.0

  /// How wide the picture is.
  let width: Double
  private let size: PictureSize
  private(set) var title: [Text] = []
  private(set) var subtitle: [Text] = []
  /// The frame: left, right, top and bottom.
  let left: Double
  let right: Double
  private(set) var top = 0.0
  private(set) var bottom = 0.0
  /// The names of markers and spots above the frame, with the series that each belongs to.
  private(set) var flags: [(series: Series, flag: Flag)] = []
  /// The strip below the frame: its title, its entries, and where it ends.
  private(set) var stripTitle: Text?
  private(set) var stripFlags: [Flag] = []
  private(set) var stripBottom = 0.0
  private(set) var tickY = 0.0
  private(set) var axisLabelY = 0.0
  private(set) var legend: [Key] = []
  private(set) var height = 0.0

  /// About how wide a text is; wider than most fonts set it.
  static func width(_ text: String, size: Double, isBold: Bool = false) -> Double {
    Double(text.count) * size * (isBold ? 0.63 : 0.57)
  }

  /// Lays out a chart with these marks on its vertical axis.
  init(_ chart: Chart, yTicks: [Tick], size: PictureSize = .page) {
    self.size = size
    width = size.width
    let widest = yTicks.map { Self.width($0.label, size: Self.textSize) }.max() ?? 0
    left = size.margin + 26 + widest + 8
    right = width - size.margin - 12
    var y = size.margin
    title = lines(chart.title, size: Self.titleSize, isBold: true, limit: 2, at: &y)
    subtitle = lines(chart.subtitle, size: Self.textSize, isBold: false, limit: 3, at: &y)
    y += 12
    placeFlags(chart, at: &y)
    top = y
    bottom = top + size.plotHeight
    y = bottom
    placeStrip(chart, at: &y)
    tickY = y + 16
    axisLabelY = tickY + 26
    y = axisLabelY + 30
    placeLegend(chart, at: &y)
    height = (y + max(size.margin - 8, Self.rowHeight / 2 + 2)).rounded(.up)
  }

  /// Where the name of the vertical axis stands.
  var yLabelX: Double { size.margin + 2 }

  /// The horizontal place of a value.
  func x(_ value: Double, _ axis: Axis) -> Double { left + axis.position(value) * (right - left) }

  /// The vertical place of a value.
  func y(_ value: Double, _ axis: Axis) -> Double { bottom - axis.position(value) * (bottom - top) }

  private func lines(
    _ text: String, size: Double, isBold: Bool, limit: Int, at y: inout Double
  ) -> [Text] {
    let columns = Int((right - left) / Self.width("x", size: size, isBold: isBold))
    return text.wrapped(at: columns, limit: limit).map { line in
      y += size * 1.35
      return Text(text: line, x: left, y: y - size * 0.6)
    }
  }

  private mutating func placeFlags(_ chart: Chart, at y: inout Double) {
    let named = chart.series.compactMap { series -> (Series, Double)? in
      switch series.shape {
      case .marker(let x) where !series.label.isEmpty: (series, x)
      case .spot(let point) where !series.label.isEmpty: (series, point.x)
      default: nil
      }
    }.filter { (-0.001...1.001).contains(chart.x.position($0.1)) }
    let flags = place(
      named.map { series, value in
        (x(value, chart.x), flagLines(series.label), series.role == .suggestion)
      }, at: &y,
      growsUpward: true)
    self.flags = Array(zip(named.map(\.0), flags)).map { (series: $0.0, flag: $0.1) }
    if !flags.isEmpty { y += 4 }
  }

  /// A name above the frame, in more than one line only where it has to be; what is in brackets
  /// then has a line of its own.
  private func flagLines(_ label: String) -> [String] {
    guard label.count > size.flagColumns, let bracket = label.firstRange(of: " (") else {
      return label.wrapped(at: size.flagColumns, limit: 3)
    }
    return [label[..<bracket.lowerBound], label[bracket.lowerBound...]].flatMap {
      String($0).wrapped(at: size.flagColumns, limit: 2)
    }
  }

  private mutating func placeStrip(_ chart: Chart, at y: inout Double) {
    stripBottom = y
    guard let strip = chart.strip else { return }
    let entries = strip.entries.filter { (-0.001...1.001).contains(chart.x.position($0.x)) }
    guard !entries.isEmpty else { return }
    y += 16
    stripTitle = Text(text: strip.title, x: left, y: y + 8)
    y += 24
    stripFlags = place(
      entries.map { entry in
        let names = entry.names.joined(separator: ", ") + "  \(entry.x.brief)"
        return (x(entry.x, chart.x), names.wrapped(at: size.stripColumns, limit: 8), false)
      }, at: &y, growsUpward: false, obstacle: suggestion(chart))
    y += 8
    stripBottom = y
  }

  /// Where the line of the suggestion crosses the strip.
  private func suggestion(_ chart: Chart) -> Double? {
    for series in chart.series where series.role == .suggestion {
      if case .marker(let value) = series.shape { return x(value, chart.x) }
    }
    return nil
  }

  /// Places labels in rows from `y` on and moves `y` below them.
  private func place(
    _ labels: [(anchor: Double, lines: [String], isBold: Bool)], at y: inout Double,
    growsUpward: Bool, obstacle: Double? = nil
  ) -> [Flag] {
    let layout = LabelLayout(bounds: left...right, offset: 10, gap: 14, obstacle: obstacle)
    let widths = labels.map { label in
      label.lines.map { Self.width($0, size: Self.smallSize, isBold: label.isBold) }.max() ?? 0
    }
    let boxes = zip(labels, widths).map {
      LabelLayout.Label(anchor: $0.anchor, width: $1, rows: $0.lines.count)
    }
    let placements = growsUpward ? layout.placed(boxes) : layout.fannedOut(boxes)
    let rows = zip(labels, placements).map { $1.row + $0.lines.count }.max() ?? 0
    let start = y
    y += Double(rows) * Self.rowHeight
    return zip(zip(labels, widths), placements).map { label, placement in
      let lines = label.0.lines.enumerated().map { index, line in
        let row = placement.row + (growsUpward ? label.0.lines.count - 1 - index : index)
        let place = growsUpward ? rows - 1 - row : row
        return Text(
          text: line, x: placement.isLeft ? placement.textStart + label.1 : placement.textStart,
          y: start + (Double(place) + 0.5) * Self.rowHeight)
      }
      return Flag(
        lines: lines, anchor: label.0.anchor,
        dotY: (growsUpward ? lines.last : lines.first)?.y ?? start,
        isLeft: placement.isLeft)
    }
  }

  private mutating func placeLegend(_ chart: Chart, at y: inout Double) {
    let swatch = 26.0
    var x = left
    for series in chart.series where !series.label.isEmpty {
      switch series.shape {
      case .marker, .spot: continue
      case .points, .line, .band, .interval: break
      }
      let width = swatch + 8 + Self.width(series.label, size: Self.smallSize)
      if x > left, x + width > right {
        x = left
        y += Self.rowHeight
      }
      legend.append(
        Key(series: series, swatch: x, text: Text(text: series.label, x: x + swatch + 8, y: y)))
      x += width + 24
    }
    if legend.isEmpty { y -= 24 }
  }
}

extension String {
  /// The text in lines of at most `columns` characters, broken between words where it can be.
  ///
  /// - Parameters:
  ///   - columns: The most characters in a line, at least 2.
  ///   - limit: The most lines; what does not fit in them ends in an ellipsis.
  /// - Returns: The lines, none of them empty.
  func wrapped(at columns: Int, limit: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var words = split(whereSeparator: \.isWhitespace).map(String.init)[...]
    while let word = words.popFirst() {
      let joined = line.isEmpty ? word : line + " " + word
      if joined.count <= columns {
        line = joined
      } else if line.isEmpty {
        line = String(word.prefix(columns))
        words = [String(word.dropFirst(columns))] + words
      } else {
        lines.append(line)
        line = ""
        words = [word] + words
      }
    }
    if !line.isEmpty { lines.append(line) }
    guard lines.count > limit else { return lines }
    return lines[..<(limit - 1)] + [String(lines[limit - 1].prefix(columns - 1)) + "…"]
  }
}
