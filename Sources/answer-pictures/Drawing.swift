/// A place in a drawing, in pixels from its top left corner.
struct Place {
  var x: Double
  var y: Double
}

/// The colors of all pictures: ink, and the palette of Okabe and Ito ("Color Universal Design",
/// 2008), which people with any kind of color blindness can tell apart.
enum Color: String {
  case ink = "#1a1f27"
  case quiet = "#5b6470"
  case grid = "#e6e9ee"
  case frame = "#aab2bd"
  case skyBlue = "#56b4e9"
  case blue = "#0072b2"
  case green = "#009e73"
  case orange = "#e69f00"
  case vermilion = "#d55e00"
  case purple = "#cc79a7"
  case white = "#ffffff"
}

/// An SVG picture that is drawn from the back to the front.
struct Drawing {
  enum Anchor: String {
    case start, middle, end
  }

  let width: Double
  let height: Double
  /// What the picture is about.
  let title: String
  /// The picture in words, for those who cannot see it.
  let summary: String
  private var elements: [String] = []

  init(width: Double, height: Double, title: String, summary: String) {
    self.width = width
    self.height = height
    self.title = title
    self.summary = summary
  }

  mutating func line(
    from a: Place, to b: Place, _ color: Color, width: Double = 1.5, dash: String? = nil
  ) {
    path([a, b], color, width: width, dash: dash)
  }

  mutating func path(
    _ places: [Place], _ color: Color, width: Double = 1.5, dash: String? = nil,
    opacity: Double = 1, clip: Bool = false
  ) {
    let points = places.map { "\(Self.brief($0.x)),\(Self.brief($0.y))" }.joined(separator: " ")
    elements.append(
      "<polyline points=\"\(points)\" fill=\"none\" stroke=\"\(color.rawValue)\""
        + " stroke-width=\"\(Self.brief(width))\" stroke-linejoin=\"round\""
        + (dash.map { " stroke-dasharray=\"\($0)\"" } ?? "")
        + (opacity < 1 ? " stroke-opacity=\"\(Self.brief(opacity))\"" : "")
        + (clip ? " clip-path=\"url(#frame)\"" : "") + "/>")
  }

  /// A line with a head at its end, or at both.
  mutating func arrow(from a: Place, to b: Place, _ color: Color, isDouble: Bool = false) {
    line(from: a, to: b, color, width: 1.8)
    head(at: b, from: a, color)
    if isDouble { head(at: a, from: b, color) }
  }

  private mutating func head(at tip: Place, from tail: Place, _ color: Color) {
    let (dx, dy) = (tip.x - tail.x, tip.y - tail.y)
    let length = max((dx * dx + dy * dy).squareRoot(), 1e-9)
    let (ux, uy) = (dx / length, dy / length)
    let corners = [4.0, -4].map { side in
      Place(x: tip.x - 8 * ux - side * uy, y: tip.y - 8 * uy + side * ux)
    }
    let points = ([tip] + corners).map { "\(Self.brief($0.x)),\(Self.brief($0.y))" }
    elements.append(
      "<polygon points=\"\(points.joined(separator: " "))\" fill=\"\(color.rawValue)\"/>")
  }

  mutating func dot(
    at place: Place, radius: Double, _ color: Color, isHollow: Bool = false, opacity: Double = 1
  ) {
    elements.append(
      "<circle cx=\"\(Self.brief(place.x))\" cy=\"\(Self.brief(place.y))\""
        + " r=\"\(Self.brief(radius))\""
        + (isHollow
          ? " fill=\"#ffffff\" stroke=\"\(color.rawValue)\" stroke-width=\"2\""
          : " fill=\"\(color.rawValue)\"")
        + (opacity < 1 ? " fill-opacity=\"\(Self.brief(opacity))\"" : "") + "/>")
  }

  mutating func rectangle(from a: Place, to b: Place, _ color: Color, opacity: Double) {
    elements.append(
      "<rect x=\"\(Self.brief(min(a.x, b.x)))\" y=\"\(Self.brief(min(a.y, b.y)))\""
        + " width=\"\(Self.brief(abs(b.x - a.x)))\" height=\"\(Self.brief(abs(b.y - a.y)))\""
        + " fill=\"\(color.rawValue)\" fill-opacity=\"\(Self.brief(opacity))\"/>")
  }

  /// Text, a line for each line of it, on a white rim that keeps it readable on lines.
  mutating func text(
    _ text: String, at place: Place, _ anchor: Anchor = .start, _ color: Color = .ink,
    size: Double = 13, isBold: Bool = false, isVertical: Bool = false
  ) {
    for (index, line) in text.split(separator: "\n").enumerated() {
      let (x, y) = (Self.brief(place.x), Self.brief(place.y + Double(index) * size * 1.25))
      elements.append(
        "<text x=\"\(x)\" y=\"\(y)\" text-anchor=\"\(anchor.rawValue)\""
          + " font-size=\"\(Self.brief(size))\" fill=\"\(color.rawValue)\""
          + (isBold ? " font-weight=\"bold\"" : "")
          + (isVertical ? " transform=\"rotate(-90 \(x) \(y))\"" : "")
          + ">\(Self.escaped(line))</text>")
    }
  }

  /// The file's content, with the rectangle that clipped paths are cut to.
  func svg(clip a: Place, _ b: Place) -> String {
    let size = "width=\"\(Self.brief(width))\" height=\"\(Self.brief(height))\""
    return """
      <svg xmlns="http://www.w3.org/2000/svg" \(size) \
      viewBox="0 0 \(Self.brief(width)) \(Self.brief(height))" role="img">
      <title>\(Self.escaped(title))</title>
      <desc>\(Self.escaped(summary))</desc>
      <style>text { font-family: 'Helvetica Neue', Helvetica, Arial, sans-serif; \
      paint-order: stroke; stroke: #ffffff; stroke-width: 4px; stroke-linejoin: round }</style>
      <clipPath id="frame"><rect x="\(Self.brief(a.x))" y="\(Self.brief(a.y))" \
      width="\(Self.brief(b.x - a.x))" height="\(Self.brief(b.y - a.y))"/></clipPath>
      <rect \(size) fill="#ffffff"/>
      \(elements.joined(separator: "\n"))
      </svg>

      """
  }

  /// A length to a hundredth of a pixel.
  private static func brief(_ value: Double) -> String {
    let rounded = (value * 100).rounded() / 100
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
  }

  private static func escaped(_ text: some StringProtocol) -> String {
    text.map { character in
      switch character {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      default: String(character)
      }
    }.joined()
  }
}
