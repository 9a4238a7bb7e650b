internal import DelimitedText

extension PairScanner {
  mutating func number(_ row: inout LogRow) {
    let before = bytes[..<position].last { $0 != 0x20 }
    let start = position
    isPercent = false
    guard let value = plainNumber() else {
      name = 0..<0
      isSeparated = false
      nameless = nil
      return
    }
    if !name.isEmpty { return emit(value, &row) }
    // A whole number before a name is a count or a part of a time.
    let isCount =
      !bytes[start..<position].contains(0x2E)
      || before.map { classes[Int($0)].kind } == .separator
    nameless = isCount ? nil : value
  }

  mutating func emit(_ value: Double, _ row: inout LogRow, at place: Int? = nil) {
    let id: Int
    if prefix.isEmpty, place == nil {
      id = names.id(UnsafeBufferPointer(rebasing: bytes[name]))
    } else {
      var full = prefix + bytes[name]
      if let place { full += Array("[\(place)]".utf8) }
      id = full.withUnsafeBufferPointer { names.id($0) }
      if id >= 0, !prefix.isEmpty { names.markNested(id) }
    }
    if id >= 0, !isPercent || names.stepRank(id) == .max {
      let isTwin = row.heldOut != nil
      row.numbers.append((isTwin ? names.heldOutTwin(of: id, row.heldOut ?? "") : id, value))
    }
    guard place == nil else { return }
    name = 0..<0
    isSeparated = false
    nameless = nil
  }

  func startsNumber(_ start: Int) -> Bool {
    var next = start + 1
    if next < bytes.count, bytes[start] != 0x2E, bytes[next] == 0x2E { next += 1 }
    guard next < bytes.count, classes[Int(bytes[next])].kind == .digit else { return false }
    return start == 0 || !classes[Int(bytes[start - 1])].isWord || bytes[start - 1] == 0x2E
  }

  /// Reads a number with what is stuck to it; nil for a date, a time or a version.
  mutating func plainNumber() -> Double? {
    let start = position
    if classes[Int(bytes[position])].kind == .sign { position += 1 }
    digits()
    var isWhole = true
    let lead = position
    if isThousands(lead) {
      while isThousands(position) { position += 4 }
      if position < bytes.count, bytes[position] == 0x2E { position += 1; digits() }
      let plain = bytes[start..<position].filter { $0 != 0x2C }
      return finish(plain.withUnsafeBufferPointer(parseDecimal))
    }
    if position < bytes.count, bytes[position] == 0x2E, !isAfterLastDigit(position) {
      isWhole = false
      position += 1
      digits()
    }
    if position + 1 < bytes.count, bytes[position] | 0x20 == 0x65 {
      var next = position + 1
      if bytes[next] == 0x2B || bytes[next] == 0x2D { next += 1 }
      if next < bytes.count, classes[Int(bytes[next])].kind == .digit {
        isWhole = false
        position = next
        digits()
      }
    }
    let value = parseDecimal(UnsafeBufferPointer(rebasing: bytes[start..<position]))
    return finish(value, isWhole: isWhole)
  }

  /// Goes over what is stuck to a number: its unit, the whole that it is a part of.
  mutating func finish(_ value: Double?, isWhole: Bool = false) -> Double? {
    guard position < bytes.count else { return value }
    switch bytes[position] {
    case 0x25:  // %
      position += 1
      isPercent = true
      return value.map { $0 / 100 }
    case 0x3A, 0x2D, 0x2E:  // A time, a date or a version, where a digit follows.
      let next = position + 1
      guard next < bytes.count, classes[Int(bytes[next])].kind == .digit else {
        if bytes[position] == 0x2E { position += 1 }
        return value
      }
      skipWord()
      return nil
    case 0x2F:  // A fraction, or a date with two slashes.
      guard isWhole else { return value }
      position += 1
      while position < bytes.count, bytes[position] == 0x20 { position += 1 }
      digits()
      guard position < bytes.count, bytes[position] == 0x2F else { return value }
      skipWord()
      return nil
    default:
      if classes[Int(bytes[position])].isWord { skipWord() }
      return value
    }
  }

  mutating func digits() {
    while position < bytes.count, classes[Int(bytes[position])].kind == .digit { position += 1 }
  }

  mutating func skipWord() {
    while position < bytes.count, classes[Int(bytes[position])].isWord || bytes[position] == 0x3A {
      position += 1
    }
  }

  /// Whether a comma and three digits follow one to three, as in `1,234`; not in lists.
  func isThousands(_ comma: Int) -> Bool {
    guard comma + 3 < bytes.count, bytes[comma] == 0x2C else { return false }
    let isGroup = (1...3).allSatisfy { classes[Int(bytes[comma + $0])].kind == .digit }
    guard isGroup, comma + 4 == bytes.count || classes[Int(bytes[comma + 4])].kind != .digit
    else { return false }
    var start = comma
    while start > 0, classes[Int(bytes[start - 1])].kind == .digit { start -= 1 }
    return comma - start <= 3 && (start == 0 || bytes[start - 1] != 0x2E)
  }

  /// Whether a point ends a sentence: no digit follows it, and nothing else that a number has.
  func isAfterLastDigit(_ point: Int) -> Bool {
    guard point + 1 < bytes.count else { return false }
    return bytes[point + 1] == 0x2E
  }
}
