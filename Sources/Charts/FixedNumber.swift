internal import LearningRateFinder

extension Double {
  /// The number with a fixed count of decimals, as on the ticks of an axis.
  func fixed(_ decimals: Int) -> String {
    let scale = powerOfTen(Double(decimals))
    guard abs(self * scale) < 1e15 else { return brief(digits: 3) }
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
