internal import DelimitedText

/// Reads JSON text value by value, without making a tree of it.
///
/// Also reads what Python writes: numbers that JSON has not, `None`, and single quotes.
struct JSONScanner {
  /// A value, or the beginning of one that has others inside.
  enum Value {
    case number(Double)
    case null
    /// A text: where it stands, without its quotes and with its escapes.
    case text(Range<Int>)
    /// A truth value.
    case other
    /// A `[`: its elements come next.
    case array
    /// A `{`: its fields come next.
    case object
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  /// The place of the next byte.
  private(set) var position: Int

  /// Begins at a place in a text, which must outlive the scanner.
  init(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  /// Reads a value; of an array or object only its bracket.
  ///
  /// - Throws: ``JSONError``.
  mutating func value() throws(JSONError) -> Value {
    skipSpace()
    guard position < bytes.count else { throw error("a value is missing") }
    switch bytes[position] {
    case UInt8(ascii: "{"):
      position += 1
      return .object
    case UInt8(ascii: "["):
      position += 1
      return .array
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      return .text(try string())
    default: return try word()
    }
  }

  /// Goes to the next element of an array or the next field of an object.
  ///
  /// - Parameters:
  ///   - close: The bracket that ends it.
  ///   - isFirst: Whether none was read yet; false afterwards.
  /// - Returns: Whether there is one.
  /// - Throws: ``JSONError`` where there is neither a comma nor the bracket.
  mutating func advance(to close: UInt8, _ isFirst: inout Bool) throws(JSONError) -> Bool {
    skipSpace()
    guard position < bytes.count else { throw error("ends before its last bracket") }
    if bytes[position] == close {
      position += 1
      return false
    }
    if !isFirst {
      guard bytes[position] == UInt8(ascii: ",") else { throw error("expected a comma") }
      position += 1
    }
    isFirst = false
    return true
  }

  /// Reads a field's name with the colon after it.
  ///
  /// - Returns: Where the name stands, without quotes and with its escapes.
  /// - Throws: ``JSONError``.
  mutating func name() throws(JSONError) -> Range<Int> {
    skipSpace()
    guard position < bytes.count, isQuote(bytes[position]) else {
      throw error("expected a name in quotes")
    }
    let range = try string()
    skipSpace()
    guard position < bytes.count, bytes[position] == UInt8(ascii: ":") else {
      throw error("expected a colon")
    }
    position += 1
    return range
  }

  /// Passes over what is inside an array or object whose bracket was read, and its end.
  ///
  /// - Throws: ``JSONError``.
  mutating func skipRest() throws(JSONError) {
    var depth = 1
    while depth > 0 {
      guard position < bytes.count else { throw error("ends before its last bracket") }
      switch bytes[position] {
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        _ = try string()
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      default: break
      }
      position += 1
    }
  }

  /// Whether nothing but space is left.
  var isAtEnd: Bool {
    var rest = self
    rest.skipSpace()
    return rest.position == bytes.count
  }

  /// The text of a name.
  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// The bytes of a name or a text.
  func bytes(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[range])
  }

  private func isQuote(_ byte: UInt8) -> Bool { byte == 0x22 || byte == 0x27 }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x09, 0x0A, 0x0D: position += 1
      default: return
      }
    }
  }

  private mutating func string() throws(JSONError) -> Range<Int> {
    let quote = bytes[position]
    let start = position + 1
    position = start
    while position < bytes.count, bytes[position] != quote {
      position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard position < bytes.count else { throw error("a quote is not closed") }
    position += 1
    return start..<(position - 1)
  }

  private mutating func word() throws(JSONError) -> Value {
    let start = position
    scan: while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0x20, 0x09, 0x0A, 0x0D:
        break scan
      default: position += 1
      }
    }
    let word = UnsafeBufferPointer(rebasing: bytes[start..<position])
    if let number = parseDecimal(word) { return .number(number) }
    let text = String(decoding: word, as: UTF8.self)
    switch text {
    case "null", "None": return .null
    case "true", "false", "True", "False": return .other
    default:
      if let number = Double(nonFinite: text) { return .number(number) }
      position = start
      throw error("'\(text.prefix(20))' is no value")
    }
  }

  /// The error for something else than what was expected, here.
  func expected(_ what: String) -> JSONError { error("expected \(what)") }

  private func error(_ reason: String) -> JSONError {
    JSONError(position: position, reason: reason)
  }
}

extension JSONScanner {
  /// Whether a text is one JSON document: not a line of prose, and not one object a line.
  ///
  /// - Parameter start: The beginning of the text, or all of it.
  /// - Returns: Whether it is, as far as the beginning shows.
  static func isDocument(_ start: UnsafeBufferPointer<UInt8>) -> Bool {
    var scanner = JSONScanner(start, at: start.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
    do {
      switch try scanner.value() {
      case .array:
        var isFirst = true
        while try scanner.advance(to: UInt8(ascii: "]"), &isFirst) {
          switch try scanner.value() {
          case .array, .object: try scanner.skipRest()
          case .number, .null, .text, .other: break
          }
        }
        return scanner.isAtEnd
      case .object: break
      case .number, .null, .text, .other: return false
      }
      var isFirst = true
      var hasArrays = false
      while try scanner.advance(to: UInt8(ascii: "}"), &isFirst) {
        let name = scanner.text(try scanner.name())
        switch try scanner.value() {
        case .array:
          if name == "log_history" { return true }
          hasArrays = true
          try scanner.skipRest()
        case .object:
          if name == "curve" { return true }
          try scanner.skipRest()
        case .number, .null, .text, .other: break
        }
      }
      // Of several objects, each is a line; a single one that holds arrays is one of columns.
      return scanner.isAtEnd && hasArrays
    } catch {
      // It is cut off, or goes on after the beginning.
      let isLong = start.count >= 1 << 16
      return error.position >= start.count - (isLong ? 64 : 0)
    }
  }
}

/// Text that is no JSON.
struct JSONError: Error {
  /// The byte, counted from 0, where it is not.
  let position: Int
  /// What is wrong there.
  let reason: String
}
