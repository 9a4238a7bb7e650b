// What is plotted: the data blocks and the plot command over them.
extension GnuplotScript {
  func data() -> [String] {
    chart.series.enumerated().flatMap { index, series -> [String] in
      let rows: [String]
      switch series.shape {
      case .points(let points), .line(let points):
        rows = points.map(row)
      case .spot(let point):
        rows = [row(point)]
      case .band(let spreads):
        rows = spreads.map {
          "\($0.x) \(chart.y.clamped($0.low)) \(chart.y.clamped($0.high))"
        }
      case .marker, .interval: return []
      }
      return ["$data\(index) << END"] + rows + ["END"]
    }
  }

  private func row(_ point: Series.Point) -> String {
    let note = point.note.isEmpty ? "" : " " + Self.note(point.note)
    return "\(point.x) \(chart.y.clamped(point.y))\(note)"
  }

  /// A text for the pointer, as a column of data: in double quotes, which cannot be escaped there.
  private static func note(_ text: String) -> String {
    let lines = text.split(separator: "\n").map {
      String($0).printable.replacing("\"", with: "”").replacing("\\", with: "∖")
        .replacing("'", with: "’")
    }
    return "\"" + lines.joined(separator: "\\n") + "\""
  }

  func plot(_ format: PictureFormat) -> String {
    let parts = chart.series.enumerated().flatMap { index, series -> [String] in
      let (data, color) = ("$data\(index)", theme.color(series.role))
      switch series.shape {
      case .points(let points) where !points.isEmpty:
        let size =
          points.count > 400 ? 0.3 : points.count > 150 ? 0.42 : points.count > 20 ? 0.55 : 0.8
        let style = "pointtype 7 pointsize \(size) linecolor rgb '\(opaque(color, 0.62))'"
        guard format == .svg, points.contains(where: { !$0.note.isEmpty }) else {
          return ["\(data) using 1:2 notitle with points \(style)"]
        }
        return ["\(data) using 1:2:3 notitle with labels hypertext point \(style)"]
      case .line(let points) where points.count > 1:
        let color = series.role == .run ? opaque(color, 0.45) : color
        return [
          "\(data) using 1:2 notitle with lines linewidth \(series.lineWidth)"
            + " dashtype \(series.dashType) linecolor rgb '\(color)'"
        ]
      case .band(let spreads) where spreads.count > 1:
        return [
          "\(data) using 1:2:3 notitle with filledcurves fillcolor rgb '\(color)'"
            + " fillstyle transparent solid 0.25 noborder"
        ]
      case .spot:
        return [
          "\(data) using 1:2 notitle with points pointtype 7 pointsize 1.0"
            + " linecolor rgb '\(theme.background)'",
          "\(data) using 1:2 notitle with points pointtype 6 pointsize 1.0 linewidth 2.4"
            + " linecolor rgb '\(color)'",
        ]
      default: return []
      }
    }
    // Without anything to draw the frame and the words are still there.
    return "plot " + (parts.isEmpty ? ["NaN"] : parts).joined(separator: ", \\\n  ")
  }

  /// A color with an opacity, in gnuplot's notation: `#aarrggbb`, where `aa` is the transparency.
  private func opaque(_ color: String, _ opacity: Double) -> String {
    let alpha = String(Int(((1 - opacity) * 255).rounded()), radix: 16)
    return "#" + (alpha.count < 2 ? "0" : "") + alpha + color.dropFirst()
  }
}

extension Series {
  var lineWidth: Double {
    switch role {
    case .run: 1
    // A line to compare others with.
    case .divergence: 1.4
    default: 2.8
    }
  }

  /// The lengths of dashes and gaps of a line, in its width; none where it is solid.
  ///
  /// There are seven colors for things side by side; what comes after them is dashed.
  var dashes: [Int] {
    guard case .category(let index) = role else { return [] }
    let patterns = [[], [4, 2], [1, 2], [6, 2, 1, 2]]
    return patterns[index / Theme.categoryCount % patterns.count]
  }

  var dashType: String {
    dashes.isEmpty ? "solid" : "(" + dashes.map { "\(3 * $0)" }.joined(separator: ",") + ")"
  }

  var isSpot: Bool { if case .spot = shape { true } else { false } }
}
