// The C library's elementary functions: all that the method needs from outside the language.
#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(ucrt)
  internal import ucrt
#endif

/// The natural exponential function, `e` to the power `x`.
func exponential(_ x: Double) -> Double { exp(x) }

/// The natural logarithm of `x`.
func logarithm(_ x: Double) -> Double { log(x) }

/// `base` to the power `exponent`.
package func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

/// The sine of an angle in radians.
func sine(_ x: Double) -> Double { sin(x) }

/// The cosine of an angle in radians.
package func cosine(_ x: Double) -> Double { cos(x) }

extension Double {
  /// One decade (a factor of ten) in natural logarithms.
  static let decade = logarithm(10)
}

extension Collection where Element == Double {
  /// The `p` quantile of the values, by linear interpolation between order statistics
  /// (type 7 of Hyndman and Fan 1996, the default of NumPy and R), or nil of no values; infinite
  /// values count as such.
  package func quantile(_ p: Double) -> Double? {
    guard !isEmpty else { return nil }
    let ordered = sorted()
    let position = p * Double(ordered.count - 1)
    let below = Int(position)
    let above = Swift.min(below + 1, ordered.count - 1)
    let share = position - Double(below)
    // Without the guard, two infinities would give their difference, and no share of one: no number.
    guard share > 0, ordered[above] > ordered[below] else { return ordered[below] }
    return ordered[below] + share * (ordered[above] - ordered[below])
  }

  /// The middle value, or nil of no values.
  var median: Double? { quantile(0.5) }

  /// The arithmetic mean, or nil of no values.
  var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }
}

extension Collection where Element: Comparable {
  /// The first index of the smallest value, or nil of no values.
  var firstIndexOfMinimum: Index? { indices.min { self[$0] < self[$1] } }
}
