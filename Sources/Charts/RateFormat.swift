/// Writes numbers as people write learning rates: `0.021`, `3.2e-4`, `10`.
///
/// Rates from 0.001 up to 9999 are written out; smaller and larger ones with an exponent. Zeros
/// at the end of the fraction are left out.
public struct RateFormat: Hashable, Sendable {
  /// How many significant digits are kept, 1 … 15.
  public let digits: Int

  /// Creates a format.
  ///
  /// - Parameter digits: How many significant digits are kept, 1 … 15.
  public init(digits: Int = 2) {
    precondition((1...15).contains(digits), "a rate is written with 1 to 15 digits")
    self.digits = digits
  }

  /// The rate in words of at most `digits` significant digits.
  public func string(_ rate: Double) -> String {
    guard rate.isFinite else { return rate.isNaN ? "nan" : rate < 0 ? "-inf" : "inf" }
    guard rate != 0 else { return "0" }
    let sign = rate < 0 ? "-" : ""
    var (mantissa, exponent) = Self.decimal(abs(rate), digits: digits)
    while mantissa.count > 1, mantissa.last == "0" { mantissa.removeLast() }
    return sign
      + ((-3...3).contains(exponent)
        ? Self.plain(mantissa, exponent)
        : Self.plain(mantissa, 0) + "e\(exponent)")
  }

  /// The digits of a positive number, and the power of ten of the first of them.
  private static func decimal(_ value: Double, digits: Int) -> (digits: String, exponent: Int) {
    var exponent = Int(decimalLogarithm(value).rounded(.down))
    let shift = digits - 1 - exponent
    // In two steps: 10^shift overflows for the smallest numbers.
    let half = Double(shift / 2)
    let scaled = value * powerOfTen(half) * powerOfTen(Double(shift) - half)
    var text = String(Int(scaled.rounded()))
    // Rounding up to the next power of ten, or a logarithm off by one, changes the length.
    exponent += text.count - digits
    if text.count > digits { text.removeLast() }
    return (text, exponent)
  }

  /// Digits with the point where the exponent of the first one puts it.
  private static func plain(_ digits: String, _ exponent: Int) -> String {
    if exponent < 0 { return "0." + String(repeating: "0", count: -exponent - 1) + digits }
    let whole = digits.prefix(exponent + 1)
    let padding = String(repeating: "0", count: max(0, exponent + 1 - digits.count))
    let fraction = digits.dropFirst(exponent + 1)
    return whole + padding + (fraction.isEmpty ? "" : "." + fraction)
  }
}

extension Double {
  /// The number with a fixed count of decimals, as on the ticks of an axis.
  func fixed(_ decimals: Int) -> String {
    let scale = powerOfTen(Double(decimals))
    guard abs(self * scale) < 1e15 else { return RateFormat(digits: 3).string(self) }
    let scaled = Int((abs(self) * scale).rounded())
    var digits = String(scaled)
    if digits.count <= decimals {
      digits = String(repeating: "0", count: decimals + 1 - digits.count) + digits
    }
    let sign = self < 0 && scaled != 0 ? "-" : ""
    guard decimals > 0 else { return sign + digits }
    return sign + digits.dropLast(decimals) + "." + digits.suffix(decimals)
  }
}
