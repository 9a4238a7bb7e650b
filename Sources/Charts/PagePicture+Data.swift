internal import Markup

// What is plotted, in the frame of a picture.
extension PagePicture {
  /// A series in the frame, whose top left corner is the origin.
  func data(_ series: Series) -> [HTML] {
    let color = Theme.variable(series.role)
    switch series.shape {
    case .points(let points):
      let radius = points.count > 400 ? 1.2 : points.count > 150 ? 1.8 : points.count > 20 ? 2.3 : 3
      if points.count <= size.mostNotes {
        return [
          .element("g", .init("opacity", 0.65)) {
            points.map { point in
              let (x, y) = place(point.x, point.y)
              return dot(x, y, radius: radius, color: color, note: point.note)
            }
          }
        ]
      }
      // One path of dots: a line of no length with round ends.
      let dots = points.map { "M\(coordinates($0.x, $0.y))h0" }.joined()
      return [
        path(dots, color, width: 2 * radius, [.init("stroke-linecap", "round")], opacity: 0.65)
      ]
    case .line(let points) where points.count > 1:
      return [
        path(
          "M" + points.map { coordinates($0.x, $0.y) }.joined(separator: "L"), color,
          width: series.lineWidth, dash(series.dashes, series.lineWidth),
          opacity: series.role == .run ? 0.5 : 1)
      ]
    case .band(let spreads) where spreads.count > 1:
      let edge =
        spreads.map { coordinates($0.x, $0.low) }
        + spreads.reversed().map { coordinates($0.x, $0.high) }
      return [
        .element(
          "path", .init("d", "M" + edge.joined(separator: "L") + "Z"), .init("fill", color),
          .init("fill-opacity", 0.25)
        ) {}
      ]
    case .spot(let point):
      let (x, y) = place(point.x, point.y)
      return [
        dot(x, y, radius: 6, color: "var(--chart-background)"),
        dot(x, y, radius: 5, color: color, isRing: true),
      ]
    default: return []
    }
  }

  private func path(
    _ lines: String, _ color: String, width: Double, _ attributes: [HTMLAttribute],
    opacity: Double
  ) -> HTML {
    .element(
      "path",
      [
        .init("d", lines), .init("stroke", color), .init("stroke-width", width),
        .init("fill", "none"), .init("stroke-linejoin", "round"),
      ] + (opacity == 1 ? [] : [.init("opacity", opacity)]) + attributes)
  }

  private func place(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    (
      layout.x(x, chart.x) - layout.left,
      layout.y(chart.y.clamped(y), chart.y) - layout.top
    )
  }

  private func coordinates(_ x: Double, _ y: Double) -> String {
    let place = place(x, y)
    return "\(place.x.hundredths) \(place.y.hundredths)"
  }
}
