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
