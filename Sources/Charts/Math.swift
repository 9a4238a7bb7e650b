// The C library's elementary functions, without all of Foundation.
#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// The logarithm of `x` to the base of ten.
func decimalLogarithm(_ x: Double) -> Double { log10(x) }

/// Ten to the power `exponent`, exact wherever the result is a whole number below 2⁵³.
func powerOfTen(_ exponent: Double) -> Double { pow(10, exponent) }

extension Collection where Element == Double {
  /// The `p` quantile by linear interpolation between order statistics (type 7 of Hyndman and
  /// Fan 1996, as in NumPy), or nil of no values; infinite values count as such.
  func quantile(_ p: Double) -> Double? {
    guard !isEmpty else { return nil }
    let ordered = sorted()
    let position = p * Double(ordered.count - 1)
    let below = Int(position)
    let above = Swift.min(below + 1, ordered.count - 1)
    // Without the guard, two infinities would give their difference: no number.
    guard ordered[above] > ordered[below] else { return ordered[below] }
    let share = position - Double(below)
    return share == 0 ? ordered[below] : ordered[below] + share * (ordered[above] - ordered[below])
  }
}
