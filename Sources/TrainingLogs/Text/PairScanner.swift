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
  let bytes: UnsafeBufferPointer<UInt8>
  let names: NameTable
  let classes = ByteClass.table
  var position = 0
  /// The name that no number was found for yet; empty where there is none.
  var name = 0..<0
  /// Whether a colon or an equals sign stands after the name.
  var isSeparated = false
  /// A number without a name, for `0.001 rate,` where the name comes after.
  var nameless: Double?
  /// Whether the number that was read last is a share of a hundred, which no step is.
  var isPercent = false
  /// Where the names of the open braces end in ``prefix``.
  var levels: [Int] = []
  var prefix: [UInt8] = []

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

  mutating func word(_ row: inout LogRow) {
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
  func special(_ word: Range<Int>, _ isSeparated: Bool) -> Double? {
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
  func tell(_ name: Range<Int>, _ value: Range<Int>, _ row: inout LogRow) {
    guard name.count <= 16 else { return }
    let id = names.id(UnsafeBufferPointer(rebasing: bytes[name]))
    if id >= 0, names.textKind(id) != nil { row.texts.append((id, text(value))) }
  }

  /// Takes words that are no name.
  func heading(_ words: Range<Int>, _ row: inout LogRow) {
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
  mutating func breakOff(_ row: inout LogRow) {
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
}
