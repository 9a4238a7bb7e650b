/// A chart in gnuplot's language.
struct GnuplotScript {
  let chart: Chart
  let theme: Theme
  private let layout: PictureLayout
  private let xTicks: [Tick]
  private let yTicks: [Tick]

  /// How many pixels of the file one pixel of the layout has in a PNG: sharp on dense screens.
  private static let density = 2

  init(_ chart: Chart, theme: Theme) {
    self.chart = chart
    self.theme = theme
    xTicks = chart.x.ticks(about: PictureSize.page.ticks.x)
    yTicks = chart.y.ticks(about: PictureSize.page.ticks.y)
    layout = PictureLayout(chart, yTicks: yTicks)
  }

  /// The whole script, for formats that each come with the path of the file to write.
  func text(_ outputs: [(format: PictureFormat, path: String)]) -> String {
    let head =
      ["set encoding utf8"] + data() + frame() + ticks() + landmarks() + flags() + strip()
      + texts() + legend()
    let pictures = outputs.flatMap { format, path in
      [terminal(format), "set output \(path.gnuplotFile)", plot(format), "unset output"]
    }
    return (head + pictures).joined(separator: "\n") + "\n"
  }

  private func terminal(_ format: PictureFormat) -> String {
    let (width, height) = (layout.width, layout.height)
    let font = "font 'sans-serif,\(PictureLayout.textSize)'"
    let background = "background rgb '\(theme.background)'"
    switch format {
    case .svg:
      return "set terminal svg noenhanced mouse standalone name 'chart'"
        + " size \(Int(width)),\(Int(height)) \(font) \(background) rounded"
    case .png:
      // A point of type is a pixel of the layout, at the density of the file.
      let scale = Self.density
      return "set terminal pngcairo noenhanced size \(Int(width) * scale),\(Int(height) * scale)"
        + " \(font) fontscale \(Double(scale) * 0.75) linewidth \(scale) pointscale \(scale)"
        + " \(background) rounded"
    case .pdf:
      // 96 pixels of the layout to an inch, as on screens.
      return "set terminal pdfcairo noenhanced size \(width / 96)in,\(height / 96)in"
        + " \(font) fontscale 0.5625 linewidth 1.4 pointscale 1.1 dashlength 1.5 \(background) rounded"
    }
  }

  // MARK: Places

  private func screen(_ x: Double, _ y: Double) -> String {
    "screen \(x / layout.width), screen \(1 - y / layout.height)"
  }

  private func label(
    _ text: PictureLayout.Text, size: Double = PictureLayout.smallSize, color: String,
    isBold: Bool = false, alignment: String = "left"
  ) -> String {
    "set label \(text.text.gnuplotQuoted) at \(screen(text.x, text.y)) \(alignment) front"
      + " font 'sans-serif\(isBold ? ":Bold" : ""),\(size)' textcolor rgb '\(color)'"
  }

  private func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, color: String, width: Double,
    dash: String = "solid", layer: String = "back"
  ) -> String {
    "set arrow from \(screen(x1, y1)) to \(screen(x2, y2)) nohead \(layer)"
      + " linewidth \(width) dashtype \(dash) linecolor rgb '\(color)'"
  }

  private func rectangle(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, color: String, opacity: Double
  ) -> String {
    "set object rectangle from \(screen(x1, y1)) to \(screen(x2, y2)) back"
      + " fillcolor rgb '\(color)' fillstyle transparent solid \(opacity) noborder"
  }

  private func dot(_ x: Double, _ y: Double, type: Int, size: Double, color: String) -> String {
    "set label '' at \(screen(x, y)) front point pointtype \(type) pointsize \(size)"
      + " linewidth 1.6 linecolor rgb '\(color)'"
  }

  // MARK: Parts

  private func frame() -> [String] {
    let width = layout.width
    return [
      "unset key", "unset title",
      "set lmargin at screen \(layout.left / width)",
      "set rmargin at screen \(layout.right / width)",
      "set tmargin at screen \(1 - layout.top / layout.height)",
      "set bmargin at screen \(1 - layout.bottom / layout.height)",
      "set border 3 linewidth 1 linecolor rgb '\(theme.frame)' back",
      "set xrange [\(chart.x.range.lowerBound):\(chart.x.range.upperBound)]",
      "set yrange [\(chart.y.range.lowerBound):\(chart.y.range.upperBound)]",
    ] + (chart.x.scale == .logarithmic ? ["set logscale x"] : [])
      + (chart.y.scale == .logarithmic ? ["set logscale y"] : [])
  }

  private func ticks() -> [String] {
    // The labels are written by us: below the strip, which gnuplot knows nothing of.
    let marks = { (ticks: [Tick]) in
      ticks.map { "'' \($0.value) \($0.label.isEmpty ? 1 : 0)" }.joined(separator: ", ")
    }
    var lines = [
      "set xtics scale 0.4,0.25 nomirror textcolor rgb '\(theme.ink)' (\(marks(xTicks)))",
      "set ytics scale 0.4,0.25 nomirror textcolor rgb '\(theme.ink)' (\(marks(yTicks)))",
      "set grid xtics ytics back linetype 1 dashtype 1 linewidth 1 linecolor rgb '\(theme.grid)'"
        + ", linetype 1 dashtype 1 linewidth 0 linecolor rgb '\(theme.background)'",
    ]
    for tick in xTicks where !tick.label.isEmpty {
      let x = layout.x(tick.value, chart.x)
      if layout.stripBottom > layout.bottom {
        lines.append(line(x, layout.bottom, x, layout.stripBottom, color: theme.grid, width: 1))
      }
      lines.append(
        label(
          .init(text: tick.label, x: x, y: layout.tickY), size: PictureLayout.textSize,
          color: theme.ink, alignment: "center"))
    }
    for tick in yTicks where !tick.label.isEmpty {
      let y = layout.y(tick.value, chart.y)
      lines.append(
        label(
          .init(text: tick.label, x: layout.left - 8, y: y), size: PictureLayout.textSize,
          color: theme.ink, alignment: "right"))
    }
    return lines
  }

  /// Intervals and vertical lines, from the top of the frame down through the strip.
  private func landmarks() -> [String] {
    chart.series.flatMap { series -> [String] in
      let color = theme.color(series.role)
      switch series.shape {
      case .interval(let range):
        let places = [range.lowerBound, range.upperBound].map {
          min(max(layout.x($0, chart.x), layout.left), layout.right)
        }
        return [
          rectangle(
            places[0], layout.top, places[1], layout.stripBottom, color: color,
            opacity: theme == .light ? 0.13 : 0.17)
        ]
      case .marker(let value):
        guard (-0.001...1.001).contains(chart.x.position(value)) else { return [] }
        let x = layout.x(value, chart.x)
        let isMain = series.role == .suggestion
        return [
          line(
            x, layout.top - 4, x, isMain ? layout.stripBottom : layout.bottom, color: color,
            width: isMain ? 2.6 : 1.6, dash: isMain ? "solid" : "(9,6)")
        ]
      default: return []
      }
    }
  }

  private func flags() -> [String] {
    layout.flags.flatMap { series, flag in
      let isMain = series.role == .suggestion
      return [
        dot(
          flag.anchor, flag.dotY, type: series.isSpot ? 6 : 7, size: isMain ? 0.85 : 0.7,
          color: theme.color(series.role))
      ]
        + flag.lines.map {
          label(
            $0, color: theme.ink, isBold: isMain, alignment: flag.isLeft ? "right" : "left")
        }
    }
  }

  private func strip() -> [String] {
    guard let title = layout.stripTitle else { return [] }
    return [
      line(
        layout.left, layout.stripBottom, layout.right, layout.stripBottom, color: theme.frame,
        width: 1),
      label(title, color: theme.quietInk),
    ]
      + layout.stripFlags.flatMap { flag in
        [dot(flag.anchor, flag.dotY, type: 7, size: 0.6, color: theme.ink)]
          + flag.lines.map {
            label($0, color: theme.ink, alignment: flag.isLeft ? "right" : "left")
          }
      }
  }

  private func texts() -> [String] {
    let middle = (layout.top + layout.bottom) / 2
    return layout.title.map {
      label($0, size: PictureLayout.titleSize, color: theme.ink, isBold: true)
    }
      + layout.subtitle.map {
        label($0, size: PictureLayout.textSize, color: theme.quietInk)
      } + [
        label(
          .init(
            text: chart.x.label, x: (layout.left + layout.right) / 2, y: layout.axisLabelY),
          size: PictureLayout.textSize, color: theme.quietInk, alignment: "center"),
        label(
          .init(text: chart.y.label, x: layout.yLabelX, y: middle), size: PictureLayout.textSize,
          color: theme.quietInk, alignment: "center rotate by 90"),
      ]
  }

  private func legend() -> [String] {
    layout.legend.flatMap { key -> [String] in
      let (x, y, color) = (key.swatch, key.text.y, theme.color(key.series.role))
      let swatch =
        switch key.series.shape {
        case .points:
          [6.0, 13, 20].map { dot(x + $0, y, type: 7, size: 0.5, color: color) }
        case .line:
          [
            line(
              x, y, x + 26, y, color: color, width: key.series.lineWidth,
              dash: key.series.dashType, layer: "front")
          ]
        case .band, .interval:
          [rectangle(x, y - 6, x + 26, y + 6, color: color, opacity: 0.25)]
        case .marker, .spot: [String]()
        }
      return swatch + [label(key.text, color: theme.ink)]
    }
  }
}
