internal import DelimitedText
internal import Foundation

/// Finds pairs of a name and a number in a line, as trainers print them and as JSON and Python have
/// them.
///
/// A name is one word or several, or a text in quotes; a number stands after it, with a colon, an
/// equals sign or nothing between: `loss 2.9`, `train loss: 2.9`, `lr=1e-3`, `"loss": "2.9"`. What
/// stands before a comma, a bar or a bracket is another matter than what comes after it. A number
/// has its unit behind it (`550.10ms`), may be a fraction of a whole (`3/100`), a list of one
/// (`[1e-3]`) or wrapped (`tensor(2.9, device='cuda:0')`), but is no part of a date or a time.
/// Numbers in a list of several are called by their places: `lr[0]`. Names inside braces come after
/// that of the braces: `train/loss`. Words that are no name say what the line is about: after
/// `Validation:`, or beside `"split": "val"`, a loss is one on held-out examples.
///
/// Nothing is an error: what is none of these is passed over.
struct PairScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let names: NameTable
  private let classes = ByteClass.table
  private var position = 0
  /// The name that no number was found for yet; empty where there is none.
  private var name = 0..<0
  /// Whether a colon or an equals sign stands after the name.
  private var isSeparated = false
  /// A number without a name, for `0.001 rate,` where the name comes after.
  private var nameless: Double?
  /// Whether the number that was read last is a share of a hundred, which no step is.
  private var isPercent = false
  /// Where the names of the open braces end in ``prefix``.
  private var levels: [Int] = []
  private var prefix: [UInt8] = []

  init(_ bytes: UnsafeBufferPointer<UInt8>, _ names: NameTable) {
    self.bytes = bytes
    self.names = names
  }

  /// How many braces are open at the end of what was read.
  var depth: Int { levels.count }

  /// Reads the line, up to the end of an object if there is one.
  ///
  /// - Parameter row: Gets the pairs.
  /// - Returns: Whether there is more behind an object.
  mutating func read(_ row: inout LogRow) -> Bool {
    while position < bytes.count {
      let byte = bytes[position]
      switch classes[Int(byte)].kind {
      case .space: position += 1
      case .letter: word(&row)
      case .digit: number(&row)
      case .sign:
        if startsNumber(position) {
          number(&row)
        } else if !name.isEmpty, position + 1 < bytes.count,
          [0x49, 0x4E, 0x69, 0x6E].contains(bytes[position + 1])
        {
          // Minus infinity, if not another word.
          position += 1
        } else {
          breakOff(&row)
        }
      case .point:
        if startsNumber(position) { number(&row) } else { position += 1 }
      case .separator:
        isSeparated = !name.isEmpty
        nameless = nil
        position += 1
      case .quote: quoted(&row)
      case .list: list(&row)
      case .parenthesis: parenthesis(&row)
      case .brace: openBrace(&row)
      case .closingBrace:
        breakOff(&row)
        guard let start = levels.popLast() else { continue }
        prefix.removeSubrange(start...)
        if levels.isEmpty, !row.numbers.isEmpty { return position < bytes.count }
      case .breaking: breakOff(&row)
      case .escape: escape()
      }
    }
    breakOff(&row)
    return false
  }

  // MARK: - Words

  private mutating func word(_ row: inout LogRow) {
    let start = position
    while position < bytes.count, classes[Int(bytes[position])].isWord { position += 1 }
    var end = position
    while end > start + 1, [0x2E, 0x2D, 0x2F].contains(bytes[end - 1]) { end -= 1 }
    if !name.isEmpty {
      if let special = special(start..<end, isSeparated) { return emit(special, &row) }
      if position < bytes.count, bytes[position] == UInt8(ascii: "(") {
        let close = min(endOfBrackets(position) + 1, bytes.count)
        if let value = looseNumber(UnsafeBufferPointer(rebasing: bytes[start..<close])) {
          position = close
          return emit(value, &row)
        }
      }
    }
    // Two spaces, like a bar, part what does not belong together.
    if !name.isEmpty, isSeparated || start - name.upperBound > 1 {
      if isSeparated { tell(name, start..<end, &row) }
      heading(name, &row)
      name = 0..<0
    }
    isSeparated = false
    if isLevel(start..<end) {
      name = 0..<0
      return
    }
    name = (name.isEmpty ? start : name.lowerBound)..<end
  }

  /// A word that stands for a number: NaN and infinity; after a separator only they, else where
  /// no further word follows, as in `number of nan iterations`.
  private func special(_ word: Range<Int>, _ isSeparated: Bool) -> Double? {
    guard word.count <= 9, let first = bytes[word].first,
      [0x49, 0x4E, 0x69, 0x6E].contains(first),
      let number = Double(nonFinite: text(word).lowercased())
    else { return nil }
    if isSeparated { return number }
    let next = bytes[word.upperBound...].first { $0 != 0x20 }
    let isLast = next.map { classes[Int($0)].kind != .letter } ?? true
    return isLast || text(name).lowercased().hasSuffix("loss") ? number : nil
  }

  /// Takes a text that is the value of a name, where it tells what the row is of.
  private func tell(_ name: Range<Int>, _ value: Range<Int>, _ row: inout LogRow) {
    guard name.count <= 16 else { return }
    let id = names.id(UnsafeBufferPointer(rebasing: bytes[name]))
    if id >= 0, names.textKind(id) != nil { row.texts.append((id, text(value))) }
  }

  /// Takes words that are no name.
  private func heading(_ words: Range<Int>, _ row: inout LogRow) {
    guard row.heldOut == nil, words.count >= 3 else { return }
    for word in bytes[words].split(whereSeparator: { classes[Int($0)].kind == .space }) {
      guard (3...10).contains(word.count), let first = word.first,
        [0x76, 0x65, 0x74, 0x64].contains(first | 0x20)
      else { continue }
      let meaning = NameMeaning(String(decoding: word, as: UTF8.self))
      if meaning.words.count == 1, let split = meaning.heldOutWord {
        row.heldOut = split
        return
      }
    }
  }

  /// Ends what belongs together.
  private mutating func breakOff(_ row: inout LogRow) {
    if !name.isEmpty {
      // TensorFlow's `<tf.Tensor: shape=(), dtype=float32, numpy=2.9>`.
      if isSeparated, position < bytes.count, bytes[position] == UInt8(ascii: "<"),
        let value = tensorFlowNumber()
      {
        return emit(value, &row)
      }
      if let nameless, !isSeparated {
        emit(nameless, &row)
      } else {
        heading(name, &row)
      }
    }
    name = 0..<0
    isSeparated = false
    nameless = nil
    position += 1
  }

  // MARK: - Numbers

  private mutating func number(_ row: inout LogRow) {
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

  private mutating func emit(_ value: Double, _ row: inout LogRow, at place: Int? = nil) {
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

  private func startsNumber(_ start: Int) -> Bool {
    var next = start + 1
    if next < bytes.count, bytes[start] != 0x2E, bytes[next] == 0x2E { next += 1 }
    guard next < bytes.count, classes[Int(bytes[next])].kind == .digit else { return false }
    return start == 0 || !classes[Int(bytes[start - 1])].isWord || bytes[start - 1] == 0x2E
  }

  /// Reads a number with what is stuck to it; nil for a date, a time or a version.
  private mutating func plainNumber() -> Double? {
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
  private mutating func finish(_ value: Double?, isWhole: Bool = false) -> Double? {
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

  private mutating func digits() {
    while position < bytes.count, classes[Int(bytes[position])].kind == .digit { position += 1 }
  }

  private mutating func skipWord() {
    while position < bytes.count, classes[Int(bytes[position])].isWord || bytes[position] == 0x3A {
      position += 1
    }
  }

  /// Whether a comma and three digits follow one to three, as in `1,234`; not in lists.
  private func isThousands(_ comma: Int) -> Bool {
    guard comma + 3 < bytes.count, bytes[comma] == 0x2C else { return false }
    let isGroup = (1...3).allSatisfy { classes[Int(bytes[comma + $0])].kind == .digit }
    guard isGroup, comma + 4 == bytes.count || classes[Int(bytes[comma + 4])].kind != .digit
    else { return false }
    var start = comma
    while start > 0, classes[Int(bytes[start - 1])].kind == .digit { start -= 1 }
    return comma - start <= 3 && (start == 0 || bytes[start - 1] != 0x2E)
  }

  /// Whether a point ends a sentence: no digit follows it, and nothing else that a number has.
  private func isAfterLastDigit(_ point: Int) -> Bool {
    guard point + 1 < bytes.count else { return false }
    return bytes[point + 1] == 0x2E
  }

  // MARK: - Quotes and brackets

  private mutating func quoted(_ row: inout LogRow) {
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
  private mutating func list(_ row: inout LogRow) {
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

  private func fraction(_ part: Slice<UnsafeBufferPointer<UInt8>>) -> Double? {
    guard let slash = part.firstIndex(of: 0x2F) else { return nil }
    return looseNumber(UnsafeBufferPointer(rebasing: part[..<slash]))
  }

  /// Reads what is in parentheses after a name: a value, pairs, or a remark such as a unit.
  private mutating func parenthesis(_ row: inout LogRow) {
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

  private mutating func openBrace(_ row: inout LogRow) {
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
  private func endOfBrackets(_ start: Int) -> Int {
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
  private mutating func escape() {
    position += 1
    guard position < bytes.count, bytes[position] == UInt8(ascii: "[") else { return }
    position += 1
    while position < bytes.count, !(0x40...0x7E).contains(bytes[position]) { position += 1 }
    position += 1
  }

  private mutating func tensorFlowNumber() -> Double? {
    let end = bytes[position...].firstIndex(of: UInt8(ascii: ">")) ?? bytes.count
    let inside = String(decoding: bytes[position..<end], as: UTF8.self)
    guard let mark = inside.range(of: "numpy=") else { return nil }
    var value = String(inside[mark.upperBound...])
    guard let number = value.withUTF8(looseNumber) else { return nil }
    position = min(end + 1, bytes.count)
    return number
  }

  private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// Whether a word is how a logger says how much its line matters.
  private func isLevel(_ word: Range<Int>) -> Bool {
    guard (4...8).contains(word.count), (0x41...0x5A).contains(bytes[word.lowerBound + 1]) else {
      return false
    }
    return ["INFO", "WARNING", "DEBUG", "ERROR", "WARN", "TRACE", "NOTICE", "CRITICAL"]
      .contains(text(word))
  }
}
