internal import DelimitedText

/// The number that a text stands for, as programs write numbers when nobody asked them for a plain
/// one: in quotes, in a list of one or of equal ones, as `tensor(2.9, device='cuda:0')` or
/// `np.float64(2.9)`, with commas between thousands, in percent, NaN or infinite.
///
/// - Returns: The number; nil for any other text, the empty one included.
func looseNumber(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
  if let number = parseDecimal(text) { return number }
  var text = text
  while let first = text.first, first == 0x20 || first == 0x09 { text = text.inner(1, 0) }
  while let last = text.last, last == 0x20 || last == 0x09 || last == 0x0D {
    text = text.inner(0, 1)
  }
  guard let first = text.first, let last = text.last else { return nil }
  switch (first, last) {
  case (0x22, 0x22) where text.count > 2, (0x27, 0x27) where text.count > 2:
    return looseNumber(text.inner(1, 1))
  case (0x5B, 0x5D), (0x28, 0x29):
    let numbers = text.inner(1, 1).split(separator: 0x2C).map {
      looseNumber(UnsafeBufferPointer(rebasing: $0))
    }
    guard let number = numbers.first, numbers.allSatisfy({ $0 == number }) else { return nil }
    return number
  case (_, 0x25): return looseNumber(text.inner(0, 1)).map { $0 / 100 }
  case (_, 0x29): return wrappedNumber(text)
  default: break
  }
  if let number = parseDecimal(text) ?? Double(nonFinite: String(decoding: text, as: UTF8.self)) {
    return number
  }
  return groupedNumber(text)
}

/// The first argument of what looks like a call.
private func wrappedNumber(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
  guard let open = text.firstIndex(of: 0x28), open > 0,
    text[..<open].allSatisfy({ $0 == 0x2E || $0 == 0x5F || isAlphanumeric($0) })
  else { return nil }
  let inside = text.inner(open + 1, 1)
  var depth = 0
  let end = inside.firstIndex { byte in
    if byte == 0x5B || byte == 0x28 { depth += 1 }
    if byte == 0x5D || byte == 0x29 { depth -= 1 }
    return byte == 0x2C && depth == 0
  }
  return looseNumber(inside.inner(0, inside.count - (end ?? inside.count)))
}

/// A number with commas between its thousands, or with underscores as in Python.
private func groupedNumber(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
  guard let first = text.first, let mark = text.first(where: { $0 == 0x2C || $0 == 0x5F })
  else { return nil }
  let whole = text.prefix { $0 != 0x2E && $0 | 0x20 != 0x65 }
  let groups = whole.split(separator: mark, omittingEmptySubsequences: false)
  let isSigned = first == 0x2D || first == 0x2B
  guard (isSigned ? 2...4 : 1...3).contains(groups[0].count),
    groups.dropFirst().allSatisfy({ $0.count == 3 })
  else { return nil }
  return text.filter { $0 != mark }.withUnsafeBufferPointer(parseDecimal)
}

private func isAlphanumeric(_ byte: UInt8) -> Bool {
  (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
}

extension UnsafeBufferPointer {
  /// What is left without so many at the start and at the end.
  fileprivate func inner(_ first: Int, _ last: Int) -> Self {
    Self(rebasing: self[first..<Swift.max(first, count - last)])
  }
}

extension Double {
  /// NaN or an infinity from its usual names; nil for any other text.
  init?(nonFinite text: String) {
    switch text.lowercased() {
    case "nan", "-nan", "+nan": self = .nan
    case "inf", "+inf", "infinity", "+infinity": self = .infinity
    case "-inf", "-infinity": self = -.infinity
    default: return nil
    }
  }
}
