/// Reads a decimal number such as `-12.5e3`.
///
/// Numbers of at most 2^53 with at most 22 decimal places, which is nearly all, are computed as a
/// quotient or product of two exact numbers and thus correctly rounded (W. D. Clinger, "How to read
/// floating point numbers accurately", 1990); the rest goes to the standard library.
///
/// - Returns: The number, or nil for any other text, hexadecimal, `inf` and `nan` included.
public func parseDecimal(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
  parseDecimal(text, decimalMark: UInt8(ascii: "."))
}

/// Reads a decimal number with another mark than the point, such as `-12,5e3`.
///
/// - Returns: The number, or nil for any other text.
public func parseDecimal(_ text: UnsafeBufferPointer<UInt8>, decimalMark: UInt8) -> Double? {
  var position = 0
  let isNegative = text.first == UInt8(ascii: "-")
  if isNegative || text.first == UInt8(ascii: "+") { position = 1 }
  var mantissa: UInt64 = 0
  var (digits, exponent) = (0, 0)
  var isExact = true
  var isFraction = false
  scan: while position < text.count {
    switch text[position] {
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      digits += 1
      if mantissa < 1 << 53 / 16 {
        mantissa = mantissa * 10 + UInt64(text[position] - UInt8(ascii: "0"))
        if isFraction { exponent -= 1 }
      } else {
        isExact = false
      }
    case decimalMark where !isFraction: isFraction = true
    default: break scan
    }
    position += 1
  }
  guard digits > 0 else { return nil }
  if position < text.count {
    guard text[position] | 0x20 == UInt8(ascii: "e") else { return nil }
    position += 1
    var written = 0
    var sign = 1
    let isNegativeExponent = position < text.count && text[position] == UInt8(ascii: "-")
    if isNegativeExponent || position < text.count && text[position] == UInt8(ascii: "+") {
      sign = isNegativeExponent ? -1 : 1
      position += 1
    }
    guard position < text.count else { return nil }
    while position < text.count {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[position]) else { return nil }
      written = min(written * 10 + Int(text[position] - UInt8(ascii: "0")), 100_000)
      position += 1
    }
    exponent += sign * written
  }
  guard isExact, abs(exponent) <= 22 else {
    return Double(
      String(decoding: text.map { $0 == decimalMark ? UInt8(ascii: ".") : $0 }, as: UTF8.self))
  }
  let magnitude =
    exponent < 0
    ? Double(mantissa) / powersOfTen[-exponent] : Double(mantissa) * powersOfTen[exponent]
  return isNegative ? -magnitude : magnitude
}

/// 10^0 to 10^22, all of which are exact.
private let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
]
