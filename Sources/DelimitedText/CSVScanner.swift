/// One field of a record: where its text is in the file.
public struct CSVField: Hashable, Sendable {
  /// The text without the quotes around it and without spaces around an unquoted one.
  public let range: Range<Int>
  /// Whether the text has doubled quotes that stand for one.
  let hasDoubledQuotes: Bool

  /// One field of this one, a later one of the same record and all between them.
  public func joined(with other: CSVField) -> CSVField {
    CSVField(
      range: range.lowerBound..<other.range.upperBound,
      hasDoubledQuotes: hasDoubledQuotes || other.hasDoubledQuotes)
  }
}

/// Splits a file into records and fields, without making strings.
///
/// RFC 4180, with LF as well as CRLF at the ends of lines, and any delimiter; where that is a space,
/// several count as one, and those at the ends of a line as none. Empty lines are skipped. A `\r`
/// alone ends no line.
public struct CSVScanner {
  private let bytes: UnsafeBufferPointer<UInt8>
  private let delimiter: UInt8
  private var position: Int
  /// Where the record that was read last began, for ``line``.
  private var recordStart = 0
  /// How many records were read.
  public private(set) var recordCount = 0

  private static let quote = UInt8(ascii: "\"")
  private static let newline = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
  private static let space = UInt8(ascii: " ")

  /// Begins at the start of the text, after a byte order mark.
  ///
  /// - Parameters:
  ///   - bytes: The text, which must outlive the scanner.
  ///   - delimiter: What stands between two fields.
  public init(_ bytes: UnsafeBufferPointer<UInt8>, delimiter: UInt8) {
    self.bytes = bytes
    self.delimiter = delimiter
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// The delimiter of a file: a tab for `.tsv`, else the comma, semicolon, tab or bar that is most
  /// frequent in the first line, outside of quotes.
  ///
  /// - Parameters:
  ///   - bytes: The text.
  ///   - path: The name of its file, whose ending may tell.
  /// - Returns: A comma where there is no sign of another.
  public static func likelyDelimiter(of bytes: UnsafeBufferPointer<UInt8>, path: String) -> UInt8 {
    let tab = UInt8(ascii: "\t")
    if path.hasSuffix(".tsv") || path.hasSuffix(".tsv.gz") { return tab }
    var isQuoted = false
    let line = bytes.prefix { $0 != newline }.filter { byte in
      if byte == quote { isQuoted.toggle() }
      return !isQuoted
    }
    let counts = [UInt8(ascii: ","), UInt8(ascii: ";"), tab, UInt8(ascii: "|")].map { delimiter in
      (delimiter: delimiter, count: line.count { $0 == delimiter })
    }
    return counts.max { $0.count < $1.count && $1.count > 0 }?.delimiter ?? UInt8(ascii: ",")
  }

  /// The line, counted from 1, on which the record that was read last began.
  public var line: Int { 1 + bytes[..<recordStart].count { $0 == Self.newline } }

  /// Reads the next record.
  ///
  /// - Parameter fields: Replaced by the record's fields.
  /// - Returns: Whether there was one.
  /// - Throws: A ``CSVError`` for a quote that is not closed or stands inside a field.
  public mutating func next(_ fields: inout [CSVField]) throws(CSVError) -> Bool {
    fields.removeAll(keepingCapacity: true)
    skipEmptyLines()
    guard position < bytes.count else { return false }
    recordStart = position
    recordCount += 1
    while true {
      fields.append(try field())
      if delimiter == Self.space {
        if endsAfterSpaces() { return true }
        continue
      }
      guard position < bytes.count else { return true }
      let byte = bytes[position]
      position += 1
      if byte != delimiter { return true }
    }
  }

  /// Goes over spaces, and over the end of the line if it is there; then the record is whole.
  private mutating func endsAfterSpaces() -> Bool {
    while position < bytes.count {
      switch bytes[position] {
      case Self.space, Self.carriageReturn: position += 1
      case Self.newline:
        position += 1
        return true
      default: return false
      }
    }
    return true
  }

  private mutating func skipEmptyLines() {
    while position < bytes.count {
      if bytes[position] == Self.newline || delimiter == Self.space && bytes[position] == Self.space
      {
        position += 1
      } else if bytes[position] == Self.carriageReturn, position + 1 < bytes.count,
        bytes[position + 1] == Self.newline
      {
        position += 2
      } else {
        return
      }
    }
  }

  /// Reads one field and stops at the delimiter or newline after it.
  private mutating func field() throws(CSVError) -> CSVField {
    var start = position
    while start < bytes.count, bytes[start] == Self.space { start += 1 }
    if start < bytes.count, bytes[start] == Self.quote { return try quotedField(from: start + 1) }
    while position < bytes.count, bytes[position] != delimiter, bytes[position] != Self.newline {
      position += 1
    }
    var end = position
    if end > start, position == bytes.count || bytes[position] == Self.newline,
      bytes[end - 1] == Self.carriageReturn
    {
      end -= 1
    }
    while end > start, bytes[end - 1] == Self.space { end -= 1 }
    return CSVField(range: min(start, end)..<end, hasDoubledQuotes: false)
  }

  private mutating func quotedField(from start: Int) throws(CSVError) -> CSVField {
    var end = start
    var hasDoubledQuotes = false
    while true {
      guard end < bytes.count else {
        throw CSVError(line: line, reason: "a quote is not closed")
      }
      if bytes[end] == Self.quote {
        guard end + 1 < bytes.count, bytes[end + 1] == Self.quote else { break }
        hasDoubledQuotes = true
        end += 1
      }
      end += 1
    }
    position = end + 1
    while position < bytes.count, bytes[position] != delimiter, bytes[position] != Self.newline {
      guard bytes[position] == Self.space || bytes[position] == Self.carriageReturn else {
        throw CSVError(line: line, reason: "text after a closing quote")
      }
      position += 1
    }
    return CSVField(range: start..<end, hasDoubledQuotes: hasDoubledQuotes)
  }

  /// The bytes of a field, with the quotes in it doubled.
  public func bytes(_ field: CSVField) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[field.range])
  }

  /// The text of a field.
  public func text(_ field: CSVField) -> String {
    let text = String(decoding: bytes[field.range], as: UTF8.self)
    return field.hasDoubledQuotes ? text.replacing("\"\"", with: "\"") : text
  }

  /// Whether a byte is in the text of a field.
  public func contains(_ byte: UInt8, in field: CSVField) -> Bool {
    bytes[field.range].contains(byte)
  }

  /// The number in a field, or nil where it is no decimal number.
  public func number(_ field: CSVField) -> Double? {
    parseDecimal(UnsafeBufferPointer(rebasing: bytes[field.range]))
  }

  /// The number in a field with another decimal mark than the point, or nil where it is none.
  public func number(_ field: CSVField, decimalMark: UInt8) -> Double? {
    parseDecimal(
      UnsafeBufferPointer(rebasing: bytes[field.range]), decimalMark: decimalMark)
  }

  /// Whether a field says that there is no value: empty, `NA`, `N/A`, `NaN`, `null` or `?`.
  public func isMissing(_ field: CSVField) -> Bool {
    guard field.range.count <= 4 else { return false }
    return ["", "na", "n/a", "nan", "null", "?"].contains(text(field).lowercased())
  }
}

/// Text that is no CSV.
public struct CSVError: Error, Hashable, CustomStringConvertible {
  /// The line, counted from 1, on which the record at fault begins.
  public let line: Int
  /// What is wrong with it.
  public let reason: String

  /// The line and the reason.
  public var description: String { "line \(line): \(reason)" }
}
