internal import Markup

/// A chart as an SVG element of a page.
struct PagePicture {
  let chart: Chart
  let size: PictureSize
  let layout: PictureLayout
  private let xTicks: [Tick]
  private let yTicks: [Tick]

  init(_ chart: Chart, _ size: PictureSize) {
    var chart = chart
    let name = [chart.title, chart.summary].filter { !$0.isEmpty }.joined(separator: ". ")
    chart.summary = name
    // The page has them as text.
    chart.title = ""
    chart.subtitle = ""
    self.chart = chart
    self.size = size
    xTicks = chart.x.ticks(about: size.ticks.x)
    yTicks = chart.y.ticks(about: size.ticks.y)
    layout = PictureLayout(chart, yTicks: yTicks, size: size)
  }

  func svg() -> HTML {
    .element(
      "svg", .class(size == .page ? "chart for-page" : "chart for-phone"),
      .init("viewBox", "0 0 \(layout.width.hundredths) \(layout.height.hundredths)"),
      .init("role", "img"), .init("aria-label", chart.summary),
      .init("font-size", PictureLayout.smallSize)
    ) {
      ticks() + landmarks()
      HTML.element(
        "svg", .init("x", layout.left), .init("y", layout.top),
        .init("width", layout.right - layout.left), .init("height", layout.bottom - layout.top)
      ) { chart.series.flatMap(data) }
      line(layout.left, layout.bottom, layout.right, layout.bottom, .frame)
      line(layout.left, layout.top, layout.left, layout.bottom, .frame)
      flags() + strip() + legend()
      text(
        chart.x.label, (layout.left + layout.right) / 2, layout.axisLabelY, .quiet,
        anchor: "middle")
      verticalLabel()
    }
  }

  // MARK: Pieces

  /// A color that is not of a series.
  private enum Ink: String { case ink, quiet, grid, frame, background }

  private func text(
    _ text: String, _ x: Double, _ y: Double, _ ink: Ink = .ink, anchor: String = "start",
    isBold: Bool = false, hasHalo: Bool = false
  ) -> HTML {
    .element(
      "text",
      [
        .init("x", x), .init("y", y), .init("dy", ".35em"), .init("text-anchor", anchor),
        .init("fill", "var(--chart-\(ink.rawValue))"),
      ] + (isBold ? [.init("font-weight", "bold")] : []) + (hasHalo ? Self.halo : []), HTML(text))
  }

  /// Keeps a line that crosses a text away from its letters.
  private static let halo: [HTMLAttribute] = [
    .init("paint-order", "stroke"), .init("stroke", "var(--chart-background)"),
    .init("stroke-width", 3.0), .init("stroke-linejoin", "round"),
  ]

  private func verticalLabel() -> HTML {
    let (x, y) = (layout.yLabelX, (layout.top + layout.bottom) / 2)
    return .element(
      "g", .init("transform", "translate(\(x.hundredths) \(y.hundredths)) rotate(-90)")
    ) { text(chart.y.label, 0, 0, .quiet, anchor: "middle") }
  }

  private func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, color: String, width: Double = 1,
    dashes: [Int] = []
  ) -> HTML {
    .element(
      "path",
      [
        .init("d", "M\(x1.hundredths) \(y1.hundredths)L\(x2.hundredths) \(y2.hundredths)"),
        .init("stroke", color), .init("stroke-width", width), .init("fill", "none"),
      ] + dash(dashes, width))
  }

  private func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ ink: Ink) -> HTML {
    line(x1, y1, x2, y2, color: "var(--chart-\(ink.rawValue))")
  }

  func dash(_ lengths: [Int], _ width: Double) -> [HTMLAttribute] {
    lengths.isEmpty
      ? []
      : [
        .init(
          "stroke-dasharray",
          lengths.map { (width * Double($0)).hundredths }.joined(separator: " "))
      ]
  }

  private func rectangle(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, color: String, opacity: Double
  ) -> HTML {
    .element(
      "rect", .init("x", x1), .init("y", y1), .init("width", max(0, x2 - x1)),
      .init("height", y2 - y1), .init("fill", color), .init("fill-opacity", opacity)
    ) {}
  }

  func dot(
    _ x: Double, _ y: Double, radius: Double, color: String, isRing: Bool = false,
    note: String = ""
  ) -> HTML {
    .element(
      "circle",
      [.init("cx", x), .init("cy", y), .init("r", radius)]
        + (isRing
          ? [.init("fill", "none"), .init("stroke", color), .init("stroke-width", 2)]
          // A wider target than the dot itself is what the pointer needs.
          : [.init("fill", color)]
            + (note.isEmpty
              ? [] : [.init("stroke", "transparent"), .init("stroke-width", 7.0)])),
      note.isEmpty ? .empty : .element("title") { note })
  }

  // MARK: Parts

  private func ticks() -> [HTML] {
    let horizontal = yTicks.filter { !$0.label.isEmpty }.flatMap { tick in
      let y = layout.y(tick.value, chart.y)
      return [
        line(layout.left, y, layout.right, y, .grid),
        text(tick.label, layout.left - 8, y, anchor: "end"),
      ]
    }
    let vertical = xTicks.flatMap { tick in
      let x = layout.x(tick.value, chart.x)
      return tick.label.isEmpty
        ? [line(x, layout.bottom - 3, x, layout.bottom, .frame)]
        : [
          line(x, layout.top, x, layout.stripBottom, .grid),
          text(tick.label, x, layout.tickY, anchor: "middle"),
        ]
    }
    return horizontal + vertical
  }

  /// Intervals and vertical lines, from the top of the frame down through the strip.
  private func landmarks() -> [HTML] {
    chart.series.compactMap { series in
      let color = Theme.variable(series.role)
      switch series.shape {
      case .interval(let range):
        let places = [range.lowerBound, range.upperBound].map {
          min(max(layout.x($0, chart.x), layout.left), layout.right)
        }
        return rectangle(
          places[0], layout.top, places[1], layout.stripBottom, color: color, opacity: 0.15)
      case .marker(let value) where (-0.001...1.001).contains(chart.x.position(value)):
        let x = layout.x(value, chart.x)
        let isMain = series.role == .suggestion
        return line(
          x, layout.top - 4, x, isMain ? layout.stripBottom : layout.bottom, color: color,
          width: isMain ? 2.6 : 1.6, dashes: isMain ? [] : [5, 3])
      default: return nil
      }
    }
  }

  private func flags() -> [HTML] {
    layout.flags.flatMap { series, flag in
      let isMain = series.role == .suggestion
      return [
        dot(
          flag.anchor, flag.dotY, radius: isMain ? 5 : 4, color: Theme.variable(series.role),
          isRing: series.isSpot)
      ]
        + flag.lines.map {
          text($0.text, $0.x, $0.y, anchor: flag.isLeft ? "end" : "start", isBold: isMain)
        }
    }
  }

  private func strip() -> [HTML] {
    guard let title = layout.stripTitle else { return [] }
    return [
      line(layout.left, layout.stripBottom, layout.right, layout.stripBottom, .frame),
      text(title.text, title.x, title.y, .quiet),
    ]
      + layout.stripFlags.flatMap { flag in
        [dot(flag.anchor, flag.dotY, radius: 3.5, color: "var(--chart-ink)")]
          + flag.lines.map {
            text($0.text, $0.x, $0.y, anchor: flag.isLeft ? "end" : "start", hasHalo: true)
          }
      }
  }

  private func legend() -> [HTML] {
    layout.legend.flatMap { key -> [HTML] in
      let (x, y, color) = (key.swatch, key.text.y, Theme.variable(key.series.role))
      let swatch =
        switch key.series.shape {
        case .points: [6.0, 13, 20].map { dot(x + $0, y, radius: 2.2, color: color) }
        case .line:
          [
            line(
              x, y, x + 26, y, color: color, width: key.series.lineWidth,
              dashes: key.series.dashes)
          ]
        case .band, .interval: [rectangle(x, y - 6, x + 26, y + 6, color: color, opacity: 0.25)]
        case .marker, .spot: [HTML]()
        }
      return swatch + [text(key.text.text, key.text.x, key.text.y)]
    }
  }
}
