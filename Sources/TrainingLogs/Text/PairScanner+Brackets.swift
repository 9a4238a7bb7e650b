internal import Foundation

extension PairScanner {
  mutating func quoted(_ row: inout LogRow) {
    let quote = bytes[position]
    let start = position + 1
    var end = start
    while end < bytes.count, bytes[end] != quote {
      end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard end < bytes.count else { return breakOff(&row) }
    position = end + 1
    var next = position
    while next < bytes.count, bytes[next] == 0x20 { next += 1 }
    let isName = next < bytes.count && classes[Int(bytes[next])].kind == .separator
    if isName || !isSeparated {
      if !name.isEmpty { heading(name, &row) }
      name = isName ? start..<end : 0..<0
      isSeparated = false
      return
    }
    if let value = looseNumber(UnsafeBufferPointer(rebasing: bytes[start..<end])) {
      return emit(value, &row)
    }
    tell(name, start..<end, &row)
    name = 0..<0
    isSeparated = false
  }

  /// Reads the list after a name: a bracket that holds nothing but numbers.
  mutating func list(_ row: inout LogRow) {
    let start = position
    guard !name.isEmpty else { return breakOff(&row) }
    let end = endOfBrackets(start)
    // `Epoch: [0][ 10/100]` has a fraction in a bracket of its own.
    let inside = bytes[(start + 1)..<end]
    let parts = inside.split(separator: 0x2C)
    var values: [Double] = []
    for part in parts {
      guard let value = looseNumber(UnsafeBufferPointer(rebasing: part)) ?? fraction(part) else {
        // No list of numbers: what is inside may have pairs of its own.
        return breakOff(&row)
      }
      values.append(value)
    }
    position = min(end + 1, bytes.count)
    switch values.count {
    case 0: name = 0..<0
    case 1: emit(values[0], &row)
    default:
      for (place, value) in values.enumerated() { emit(value, &row, at: place) }
      name = 0..<0
    }
    isSeparated = false
  }

  func fraction(_ part: Slice<UnsafeBufferPointer<UInt8>>) -> Double? {
    guard let slash = part.firstIndex(of: 0x2F) else { return nil }
    return looseNumber(UnsafeBufferPointer(rebasing: part[..<slash]))
  }

  /// Reads what is in parentheses after a name: a value, pairs, or a remark such as a unit.
  mutating func parenthesis(_ row: inout LogRow) {
    guard !name.isEmpty else { return breakOff(&row) }
    let end = endOfBrackets(position)
    let inside = UnsafeBufferPointer(rebasing: bytes[(position + 1)..<end])
    if let value = looseNumber(inside) {
      position = min(end + 1, bytes.count)
      return emit(value, &row)
    }
    if inside.contains(where: { classes[Int($0)].kind == .separator }) { return breakOff(&row) }
    heading((position + 1)..<end, &row)
    position = min(end + 1, bytes.count)
  }

  mutating func openBrace(_ row: inout LogRow) {
    levels.append(prefix.count)
    if isSeparated, !name.isEmpty {
      prefix += bytes[name]
      prefix.append(UInt8(ascii: "/"))
    } else if !name.isEmpty {
      heading(name, &row)
    }
    name = 0..<0
    isSeparated = false
    position += 1
  }

  /// Where the bracket at a place is closed, or the end of the line.
  func endOfBrackets(_ start: Int) -> Int {
    var depth = 0
    var place = start
    while place < bytes.count {
      switch bytes[place] {
      case 0x28, 0x5B: depth += 1
      case 0x29, 0x5D:
        depth -= 1
        if depth == 0 { return place }
      default: break
      }
      place += 1
    }
    return bytes.count
  }

  /// Goes over what a terminal takes for a color or a move of the cursor (ECMA-48, section 5.4).
  mutating func escape() {
    position += 1
    guard position < bytes.count, bytes[position] == UInt8(ascii: "[") else { return }
    position += 1
    while position < bytes.count, !(0x40...0x7E).contains(bytes[position]) { position += 1 }
    position += 1
  }

  mutating func tensorFlowNumber() -> Double? {
    let end = bytes[position...].firstIndex(of: UInt8(ascii: ">")) ?? bytes.count
    let inside = String(decoding: bytes[position..<end], as: UTF8.self)
    guard let mark = inside.range(of: "numpy=") else { return nil }
    var value = String(inside[mark.upperBound...])
    guard let number = value.withUTF8(looseNumber) else { return nil }
    position = min(end + 1, bytes.count)
    return number
  }

  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// Whether a word is how a logger says how much its line matters.
  func isLevel(_ word: Range<Int>) -> Bool {
    guard (4...8).contains(word.count), (0x41...0x5A).contains(bytes[word.lowerBound + 1]) else {
      return false
    }
    return ["INFO", "WARNING", "DEBUG", "ERROR", "WARN", "TRACE", "NOTICE", "CRITICAL"]
      .contains(text(word))
  }
}
