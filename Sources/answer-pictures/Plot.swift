import Foundation
import LearningRateFinder

/// A drawing with the axes that all pictures share: the loss over the learning rate.
struct Plot {
  var drawing: Drawing
  let rates: ClosedRange<Double>
  let losses: ClosedRange<Double>

  static let width = 700.0
  private static let left = 52.0
  private static let right = width - 20
  private let top: Double
  private let bottom: Double

  /// Draws a title and empty axes.
  ///
  /// - Parameters:
  ///   - title: What the picture shows, in one line.
  ///   - summary: The picture in words.
  ///   - rates: The rates at the ends of the horizontal axis, above 0; it is logarithmic.
  ///   - losses: The losses at the ends of the vertical axis.
  ///   - lossStep: The distance of its labels.
  ///   - height: The height of the picture in pixels.
  ///   - note: A sentence below the title; may be empty.
  init(
    _ title: String, summary: String, rates: ClosedRange<Double> = 1e-7...10,
    losses: ClosedRange<Double> = 0...5, lossStep: Double = 1, height: Double = 360,
    note: String = ""
  ) {
    drawing = Drawing(width: Self.width, height: height, title: title, summary: summary)
    self.rates = rates
    self.losses = losses
    let lines = note.wrapped(at: 105)
    top = 44 + 17 * Double(lines.count) + (lines.isEmpty ? 0 : 6)
    bottom = height - 50
    drawing.text(title, at: Place(x: 12, y: 24), size: 16, isBold: true)
    drawing.text(lines.joined(separator: "\n"), at: Place(x: 12, y: 46), .start, .quiet)
    axes(lossStep)
  }

  private mutating func axes(_ lossStep: Double) {
    let decades = Int(log10(rates.lowerBound).rounded(.up))...Int(log10(rates.upperBound))
    for exponent in decades {
      let x = place(pow(10, Double(exponent)), 0).x
      drawing.line(from: Place(x: x, y: top), to: Place(x: x, y: bottom), .grid, width: 1)
      drawing.text(Self.power(exponent), at: Place(x: x, y: bottom + 19), .middle)
    }
    let digits = lossStep < 1 ? 1 : 0
    for loss in stride(from: losses.lowerBound, through: losses.upperBound + 1e-9, by: lossStep) {
      let y = place(rates.lowerBound, loss).y
      drawing.line(
        from: Place(x: Self.left, y: y), to: Place(x: Self.right, y: y), .grid, width: 1)
      let label = digits == 0 ? "\(Int(loss.rounded()))" : "\((loss * 10).rounded() / 10)"
      drawing.text(label, at: Place(x: Self.left - 8, y: y + 4.5), .end)
    }
    let corner = Place(x: Self.left, y: bottom)
    drawing.line(from: corner, to: Place(x: Self.right, y: bottom), .frame)
    drawing.line(from: corner, to: Place(x: Self.left, y: top), .frame)
    drawing.text(
      "learning rate", at: Place(x: (Self.left + Self.right) / 2, y: bottom + 40), .middle, .quiet)
    drawing.text(
      "loss", at: Place(x: 18, y: (top + bottom) / 2), .middle, .quiet, isVertical: true)
  }

  private static func power(_ exponent: Int) -> String {
    if exponent == 0 || exponent == 1 { return exponent == 0 ? "1" : "10" }
    let raised: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    return (exponent < 0 ? "10⁻" : "10")
      + "\(abs(exponent))".compactMap {
        $0.wholeNumberValue.map { raised[$0] }
      }
  }

  var svg: String {
    drawing.svg(clip: Place(x: Self.left, y: top), Place(x: Self.right, y: bottom))
  }

  /// Where a rate and a loss are in the drawing.
  func place(_ rate: Double, _ loss: Double) -> Place {
    let x = log(rate / rates.lowerBound) / log(rates.upperBound / rates.lowerBound)
    let y = (loss - losses.lowerBound) / (losses.upperBound - losses.lowerBound)
    return Place(x: Self.left + x * (Self.right - Self.left), y: bottom - y * (bottom - top))
  }

  /// The losses step by step; those above the frame are arrows at its edge.
  mutating func points(_ rates: [Double], _ losses: [Double], _ color: Color = .skyBlue) {
    for (rate, loss) in zip(rates, losses) where self.rates.contains(rate) {
      if loss <= self.losses.upperBound {
        drawing.dot(at: place(rate, loss), radius: 3, color)
      } else {
        let edge = place(rate, self.losses.upperBound)
        drawing.arrow(from: Place(x: edge.x, y: edge.y + 14), to: edge, color)
      }
    }
  }

  mutating func curve(
    _ rates: [Double], _ losses: [Double], _ color: Color = .blue, width: Double = 2.6,
    dash: String? = nil, opacity: Double = 1
  ) {
    let limit = 3 * self.losses.upperBound
    drawing.path(
      zip(rates, losses).map { place($0, min($1, limit)) }, color, width: width, dash: dash,
      opacity: opacity, clip: true)
  }

  /// A horizontal line through a part of the frame.
  mutating func level(
    _ loss: Double, from low: Double? = nil, to high: Double? = nil, _ color: Color = .quiet
  ) {
    drawing.line(
      from: place(low ?? rates.lowerBound, loss), to: place(high ?? rates.upperBound, loss), color,
      width: 1.3, dash: "5 4")
  }

  /// A vertical line from the bottom of the frame up to a loss.
  mutating func upright(
    _ rate: Double, _ color: Color, to loss: Double? = nil, width: Double = 2, dash: String? = nil
  ) {
    drawing.line(
      from: place(rate, losses.lowerBound), to: place(rate, loss ?? losses.upperBound), color,
      width: width, dash: dash)
  }

  mutating func label(
    _ text: String, _ rate: Double, _ loss: Double, _ anchor: Drawing.Anchor = .start,
    _ color: Color = .ink, isBold: Bool = false, dx: Double = 0, dy: Double = 0
  ) {
    let place = place(rate, loss)
    drawing.text(
      text, at: Place(x: place.x + dx, y: place.y + dy), anchor, color, isBold: isBold)
  }

  mutating func spot(_ rate: Double, _ loss: Double, _ color: Color, isHollow: Bool = false) {
    drawing.dot(at: place(rate, loss), radius: 5.5, color, isHollow: isHollow)
  }

  mutating func arrow(
    from a: (rate: Double, loss: Double), to b: (rate: Double, loss: Double), _ color: Color,
    isDouble: Bool = false
  ) {
    drawing.arrow(from: place(a.rate, a.loss), to: place(b.rate, b.loss), color, isDouble: isDouble)
  }
}

extension String {
  /// The text in lines of at most so many characters, broken between words.
  fileprivate func wrapped(at columns: Int) -> [String] {
    var lines: [String] = []
    for word in split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= columns {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
