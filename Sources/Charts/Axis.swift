internal import LearningRateFinder

/// One axis of a chart.
public struct Axis: Hashable, Sendable {
  /// How values are spread along an axis.
  public enum Scale: Hashable, Sendable {
    /// Equal differences are equal lengths.
    case linear
    /// Equal ratios are equal lengths; for values above zero.
    case logarithmic
  }

  /// What the axis measures.
  public var label: String
  /// How values are spread along it.
  public var scale: Scale
  /// The values at its two ends; above zero and apart where the scale is logarithmic.
  public var range: ClosedRange<Double>

  /// Creates an axis.
  ///
  /// A range that the scale cannot show, of one value or with values up to zero on a logarithmic
  /// scale, is widened to the nearest one that it can.
  ///
  /// - Parameters:
  ///   - label: What the axis measures.
  ///   - scale: How values are spread along it.
  ///   - range: The values at its two ends.
  public init(_ label: String, scale: Scale = .linear, range: ClosedRange<Double>) {
    self.label = label
    self.scale = scale
    // Twice the largest number is infinite, and so would be the length of the axis.
    var (low, high) = (
      min(max(range.lowerBound, -1e300), 1e300), min(max(range.upperBound, -1e300), 1e300)
    )
    switch scale {
    case .linear:
      if low == high {
        let margin = max(abs(low) * 0.05, 1e-9)
        (low, high) = (low - margin, high + margin)
      }
    case .logarithmic:
      if high <= 0 { high = 1 }
      if low <= 0 { low = high / 1000 }
      if high / low < 1.01 { (low, high) = (low / 2, high * 2) }
    }
    self.range = low...high
  }

  /// How far along the axis a value is: 0 at the lower end, 1 at the upper one, outside beyond.
  func position(_ value: Double) -> Double {
    switch scale {
    case .linear:
      return (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    case .logarithmic:
      guard value > 0 else { return -1 }
      let low = decimalLogarithm(range.lowerBound)
      return (decimalLogarithm(value) - low) / (decimalLogarithm(range.upperBound) - low)
    }
  }

  /// The value no further than ten lengths of the axis outside of it.
  ///
  /// Losses explode to 1e300, and renderers multiply. What is no number is taken for an explosion.
  func clamped(_ value: Double) -> Double {
    if value.isNaN { return clamped(.infinity) }
    switch scale {
    case .linear:
      let length = range.upperBound - range.lowerBound
      return min(max(value, range.lowerBound - 10 * length), range.upperBound + 10 * length)
    case .logarithmic:
      return min(max(value, range.lowerBound * 1e-10), range.upperBound * 1e10)
    }
  }
}

/// A mark on an axis.
struct Tick: Hashable {
  /// The value it stands at.
  let value: Double
  /// What is written beside it; empty for a small tick.
  let label: String
}

extension Axis {
  /// The marks on the axis, in order.
  ///
  /// - Parameters:
  ///   - count: About how many labels there is room for, at least 2.
  ///   - isUnicode: Whether powers may be written with raised digits.
  /// - Returns: Labeled and small ticks, from the lower end to the upper one.
  func ticks(about count: Int, isUnicode: Bool = true) -> [Tick] {
    switch scale {
    case .linear: linearTicks(about: count)
    case .logarithmic: logarithmicTicks(about: count, isUnicode: isUnicode)
    }
  }

  /// Multiples of 1, 2 or 5 times a power of ten.
  private func linearTicks(about count: Int) -> [Tick] {
    let rough = (range.upperBound - range.lowerBound) / Double(max(count, 2))
    let magnitude = decimalLogarithm(rough).rounded(.down)
    let unit = powerOfTen(magnitude)
    // The smallest round step of at least the rough one, or else there are too many labels.
    let step = [1.0, 2, 5, 10].first { $0 * unit >= rough * 0.999 }.map { $0 * unit } ?? rough
    let decimals = max(0, -Int(decimalLogarithm(step * 1.001).rounded(.down)))
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    guard first.isFinite, last.isFinite, last >= first, last - first < 1000 else { return [] }
    return stride(from: first, through: last, by: 1).map { index in
      let value = index * step
      let isPlain = decimals <= 6 && abs(value) < 1e6
      return Tick(
        value: value, label: isPlain ? value.fixed(decimals) : value.brief(digits: 4))
    }
  }

  /// Powers of ten, and between them small ticks, which are labeled where there are few powers.
  private func logarithmicTicks(about count: Int, isUnicode: Bool) -> [Tick] {
    let low = decimalLogarithm(range.lowerBound)
    let high = decimalLogarithm(range.upperBound)
    let first = Int((low - 1e-9).rounded(.up))
    let last = Int((high + 1e-9).rounded(.down))
    let every = max(1, Int(((high - low) / Double(max(count, 2))).rounded(.up)))
    let isShort = high - low < 2.2
    var ticks: [Tick] = []
    for exponent in (first - 1)...max(first - 1, last) {
      let power = powerOfTen(Double(exponent))
      for multiple in every > 1 ? [1.0] : [1, 2, 3, 4, 5, 6, 7, 8, 9] {
        let value = multiple * power
        let place = decimalLogarithm(value)
        guard place >= low - 1e-9, place <= high + 1e-9 else { continue }
        let label =
          if multiple == 1 {
            // Beside 0.002 and 0.005 a power looks like something else.
            !exponent.isMultiple(of: every)
              ? "" : isShort ? value.brief : Self.powerLabel(exponent, isUnicode: isUnicode)
          } else if multiple == 2 || multiple == 5, isShort {
            value.brief
          } else {
            ""
          }
        ticks.append(Tick(value: value, label: label))
      }
    }
    return ticks
  }

  /// A power of ten as people write it: 10⁻⁴, 1, 10, 10³.
  static func powerLabel(_ exponent: Int, isUnicode: Bool) -> String {
    if exponent == 0 { return "1" }
    if exponent == 1 { return "10" }
    guard isUnicode else { return "1e\(exponent)" }
    let raised: [Character: Character] = [
      "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
      "8": "⁸", "9": "⁹",
    ]
    return "10" + String(String(exponent).compactMap { raised[$0] })
  }
}
