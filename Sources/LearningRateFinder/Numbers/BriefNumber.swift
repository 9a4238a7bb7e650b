extension Double {
  /// The number as people write a learning rate: `0.021`, `3.2e-4`, `10`.
  package var brief: String { brief(digits: 2) }

  /// The number rounded to some significant digits, as people write it.
  ///
  /// - Parameter digits: The number of significant digits, from 1 to 15.
  /// - Returns: A plain decimal between 0.001 and 100,000, else with an exponent.
  package func brief(digits: Int) -> String {
    guard isFinite, self != 0 else { return self == 0 ? "0" : "\(self)" }
    let sign = self < 0 ? "-" : ""
    var exponent = Int((logarithm(magnitude) / .decade).rounded(.down))
    // Scaling by an exact power of ten and rounding once; 9.96 rounds up into the next decade.
    var mantissa = scaled(magnitude, byPowerOfTen: digits - 1 - exponent).rounded()
    let limit = power(10, Double(digits))
    if mantissa >= limit {
      exponent += 1
      mantissa = (mantissa / 10).rounded()
    } else if mantissa < limit / 10 {
      exponent -= 1
      mantissa = scaled(magnitude, byPowerOfTen: digits - 1 - exponent).rounded()
    }
    var figures = Array("\(Int(mantissa))")
    while figures.count > 1, figures.last == "0" { figures.removeLast() }
    if (-3..<5).contains(exponent) { return sign + Self.plain(figures, exponent: exponent) }
    let fraction = figures.count > 1 ? "." + String(figures.dropFirst()) : ""
    return "\(sign)\(figures[0])\(fraction)e\(exponent)"
  }

  private func scaled(_ value: Double, byPowerOfTen n: Int) -> Double {
    // In two steps: one power of ten would overflow for the smallest numbers.
    value * power(10, Double(n / 2)) * power(10, Double(n - n / 2))
  }

  private static func plain(_ figures: [Character], exponent: Int) -> String {
    if exponent < 0 {
      return "0." + String(repeating: "0", count: -exponent - 1) + String(figures)
    }
    let whole = figures.prefix(exponent + 1)
    let zeros = String(repeating: "0", count: exponent + 1 - whole.count)
    let fraction = figures.dropFirst(exponent + 1)
    return String(whole) + zeros + (fraction.isEmpty ? "" : "." + String(fraction))
  }
}
