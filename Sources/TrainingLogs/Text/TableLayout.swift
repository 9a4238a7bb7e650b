internal import DelimitedText

/// How a table is laid out, as its beginning shows: what comes before it, what stands between its
/// columns, and whether it says what these are.
struct TableLayout {
  /// The bytes before the header, or before the first row where there is no header.
  let start: Int
  /// What stands between two fields; a space for any number of them.
  let delimiter: UInt8
  /// The numbers of the first rows, at most two, of a table without a header; else nothing.
  let firstRows: [[Double]]
  /// What the last comment before the table may call its columns; nil where it has not as many words.
  let namesInComment: [String]?

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
  private static let newline = UInt8(ascii: "\n")
  private static let comma = UInt8(ascii: ",")
  private static let semicolon = UInt8(ascii: ";")
  private static let bar = UInt8(ascii: "|")
  private static let space = UInt8(ascii: " ")

  /// Looks at the beginning of a table; nil where there is nothing but comments and empty lines.
  ///
  /// Lines that begin with `#` are comments. The last one may be the header, as in what NumPy's
  /// `savetxt` writes.
  ///
  /// - Parameters:
  ///   - bytes: The text, from its start.
  ///   - path: The name of its file.
  ///   - isAmongOthers: Whether a line may have more than the fields of a row.
  init?(_ bytes: UnsafeBufferPointer<UInt8>, path: String, isAmongOthers: Bool = false) {
    var position = bytes.starts(with: Self.byteOrderMark) ? Self.byteOrderMark.count : 0
    var comment = bytes[0..<0]
    while position < bytes.count {
      let line = bytes[position...].prefix { $0 != Self.newline }
      let first = line.first { !Self.isSpace($0) }
      guard first == nil || first == UInt8(ascii: "#") else { break }
      if first != nil { comment = line }
      position = min(line.endIndex + 1, bytes.count)
    }
    guard position < bytes.count else { return nil }
    let table = UnsafeBufferPointer(rebasing: bytes[position...])
    start = position
    let delimiter = Self.delimiter(of: table, path: path, isAmongOthers)
    self.delimiter = delimiter
    firstRows = Self.rowsOfNumbers(table, delimiter)
    var scanner = CSVScanner(table, delimiter: delimiter)
    var fields: [CSVField] = []
    namesInComment =
      (try? scanner.next(&fields)) == true
      ? Self.names(in: comment, delimiter, count: fields.count) : nil
  }

  /// How many lines there are before the table in a text; nil for a text without one.
  ///
  /// A table begins with a row of numbers, or with a header and a row of as many fields, of which
  /// some are numbers. It may stand below what a training printed first, where its header names a
  /// loss or a rate.
  ///
  /// - Parameters:
  ///   - start: The beginning of the text.
  ///   - path: The name of its file.
  ///   - options: What is asked for.
  /// - Returns: The number of lines.
  static func linesBefore(
    _ start: UnsafeBufferPointer<UInt8>, path: String, _ options: LogOptions
  ) -> Int? {
    let first = certainty(start, path: path, options)
    if first == .certain { return 0 }
    if TextRows.tells(start) { return nil }
    var offset = 0
    for line in 1...200 {
      guard let end = start[offset...].firstIndex(of: newline), end + 1 < start.count else { break }
      offset = end + 1
      let rest = UnsafeBufferPointer(rebasing: start[offset...])
      if certainty(rest, path: path, options, isAmongOthers: true) == .certain { return line }
    }
    return first == .possible ? 0 : nil
  }

  private enum Certainty { case none, possible, certain }

  private static func certainty(
    _ start: UnsafeBufferPointer<UInt8>, path: String, _ options: LogOptions,
    isAmongOthers: Bool = false
  ) -> Certainty {
    guard let layout = TableLayout(start, path: path, isAmongOthers: isAmongOthers) else {
      return .certain
    }
    guard layout.firstRows.isEmpty else { return isAmongOthers ? .none : .certain }
    let table = UnsafeBufferPointer(rebasing: start[layout.start...])
    var scanner = CSVScanner(table, delimiter: layout.delimiter)
    var fields: [CSVField] = []
    guard (try? scanner.next(&fields)) == true else { return .none }
    let isHeader = fields.allSatisfy { scanner.looseNumber($0) == nil && $0.range.count < 200 }
    let header = fields.map { scanner.text($0) }
    if layout.namesInComment?.contains(where: { NameMeaning($0).isLoss }) == true {
      return .certain
    }
    guard isHeader, !isAmongOthers || header.count > 1 else { return .none }
    let tells = header.contains { name in
      let meaning = NameMeaning(name)
      return meaning.words.count < 8 && (meaning.isLoss || meaning.isRate || meaning.isValue)
        || options.asks(for: name)
    }
    guard var isRow = try? scanner.next(&fields) else { return tells ? .possible : .none }
    if isRow, scanner.isRule(fields) { isRow = (try? scanner.next(&fields)) == true }
    let numbers = fields.count { field in
      (scanner.number(field, of: layout.delimiter) ?? scanner.looseNumber(field)) != nil
    }
    if isAmongOthers {
      return tells && isRow && fields.count >= header.count && numbers > 1 ? .certain : .none
    }
    if !isRow || fields.isEmpty { return .possible }
    let isEmpty = fields.allSatisfy { scanner.isMissing($0) }
    guard fields.count >= header.count, numbers > 0 || isEmpty else {
      return tells && fields.count >= header.count ? .possible : .none
    }
    return tells ? .certain : .possible
  }

  /// The rows of nothing but numbers at the beginning, at most two.
  private static func rowsOfNumbers(
    _ table: UnsafeBufferPointer<UInt8>, _ delimiter: UInt8
  ) -> [[Double]] {
    var scanner = CSVScanner(table, delimiter: delimiter)
    var fields: [CSVField] = []
    var rows: [[Double]] = []
    while rows.count < 2, (try? scanner.next(&fields)) == true {
      let numbers = fields.compactMap { scanner.number($0, of: delimiter) }
      guard numbers.count == fields.count else { break }
      rows.append(numbers)
    }
    return rows
  }

  /// The delimiter that the scanner finds, but for what it does not look for: spaces, and commas
  /// that are those of numbers.
  private static func delimiter(
    of table: UnsafeBufferPointer<UInt8>, path: String, _ isAmongOthers: Bool
  ) -> UInt8 {
    let likely = CSVScanner.likelyDelimiter(of: table, path: path)
    guard likely == comma else { return likely }
    let lines = table.split(separator: newline, maxSplits: 2).prefix(2)
    guard let first = lines.first else { return likely }
    if first.contains(comma) {
      let isSemicolon =
        first.contains(semicolon)
        && !rowsOfNumbers(UnsafeBufferPointer(rebasing: first), semicolon).isEmpty
      return isSemicolon ? semicolon : comma
    }
    if first.count(where: { $0 == bar }) > 1 { return bar }
    // A single column may have a name of several words, but no row of several. What pandas prints
    // has a column without a name for the index, and a bar may follow a row among other lines.
    let counts = lines.map { $0.split(whereSeparator: isSpace).count }
    guard counts[0] > 1, counts.count == 2 else { return comma }
    let most = isAmongOthers ? Int.max : counts[0] + 1
    return (counts[0]...most).contains(counts[1]) ? space : comma
  }

  private static func names(
    in comment: Slice<UnsafeBufferPointer<UInt8>>, _ delimiter: UInt8, count: Int
  ) -> [String]? {
    let text = comment.drop { isSpace($0) || $0 == UInt8(ascii: "#") }
    let separators: [[UInt8]] = [[delimiter], [comma, semicolon, space, UInt8(ascii: "\t")]]
    return separators.lazy.map { separators in
      text.split(whereSeparator: separators.contains).map { word in
        let bytes = word.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
        return String(decoding: Array(bytes), as: UTF8.self)
      }
    }.first { $0.count == count }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0D].contains(byte) }
}

extension CSVScanner {
  /// Whether a record is a line under a header: `|---|---|`.
  func isRule(_ fields: [CSVField]) -> Bool {
    let marks = Set("-=+: ".utf8)
    return fields.contains { !$0.range.isEmpty }
      && fields.allSatisfy { bytes($0).allSatisfy(marks.contains) }
  }

  /// The number that a field stands for where it is not just its digits; nil for any other text.
  func looseNumber(_ field: CSVField) -> Double? { TrainingLogs.looseNumber(bytes(field)) }

  /// The number in a field, which beside semicolons may have a decimal comma; nil where it is none.
  func number(_ field: CSVField, of delimiter: UInt8) -> Double? {
    if let number = number(field) { return number }
    return delimiter == UInt8(ascii: ";") ? number(field, decimalMark: UInt8(ascii: ",")) : nil
  }
}
