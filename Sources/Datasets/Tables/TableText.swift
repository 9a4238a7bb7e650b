import DelimitedText

/// The text of a table, which can be gone through record by record as often as needed.
struct TableText {
  /// A column's place and name.
  let names: [String]
  let path: String
  /// Whether the first line was data, so that columns are named by their number.
  let isHeaderless: Bool
  /// What a person should know about the text.
  let notes: [String]
  private let bytes: [UInt8]
  private let delimiter: UInt8
  /// Where the first record is, behind a line that only names the delimiter.
  private let start: Int

  /// Reads a file and its header.
  ///
  /// - Parameter path: A file, gzip or not: UTF-8, UTF-16 with a byte order mark, or Windows-1252,
  ///   which is what is no UTF-8. For other names than `.tsv` the delimiter is the comma, semicolon,
  ///   tab or bar that is most frequent in the first line, or spaces where there is none of them; a
  ///   line such as `sep=;` before it tells, too. A first line of nothing but numbers is no header.
  /// - Throws: A ``DatasetError`` for a file that cannot be read, is empty, or is no text.
  init(path: String) throws(DatasetError) {
    self.path = path
    // The numbers of a field of two bytes take eight.
    let read = try FileReader(path: path).readText(cost: 6)
    let (bytes, encoding) = Self.utf8(read)
    self.bytes = bytes
    let begin = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let first = bytes[begin...].prefix { $0 != UInt8(ascii: "\n") }
    let isNamed =
      first.count <= 6 && String(decoding: first, as: UTF8.self).hasPrefix("sep=")
      && first.count >= 5
    let start = isNamed ? first.endIndex : 0
    self.start = start
    let delimiter =
      isNamed
      ? first[first.startIndex + 4]
      : bytes.withUnsafeBufferPointer { Self.delimiter(of: $0, path: path) }
    self.delimiter = delimiter

    let header = try bytes.withUnsafeBufferPointer {
      bytes throws(DatasetError) -> (names: [String], isHeaderless: Bool) in
      var scanner = CSVScanner(.init(rebasing: bytes[start...]), delimiter: delimiter)
      var record: [CSVField] = []
      guard try Self.next(&scanner, &record, path) else { throw .invalidValue(path, "is empty") }
      let isHeaderless = record.allSatisfy { scanner.number($0) != nil }
      let names = record.enumerated().map { index, field in
        let name = isHeaderless ? "" : scanner.text(field)
        return name.isEmpty ? "\(index + 1)" : name
      }
      return (names, isHeaderless)
    }
    isHeaderless = header.isHeaderless
    var notes: [String] = []
    if header.isHeaderless { notes.append("no header, columns are named by number") }
    if let encoding { notes.append("the text is \(encoding)") }
    var seen: Set<String> = []
    var renamed: [String] = []
    names = header.names.map { name in
      var own = name
      var count = 1
      while !seen.insert(own).inserted {
        own = "\(name).\(count)"
        count += 1
      }
      if own != name { renamed.append(own) }
      return own
    }
    if !renamed.isEmpty {
      notes.append(
        "of columns with the same name, later ones are \(listed(renamed, inQuotes: true))")
    }
    self.notes = notes
  }

  /// Goes through the records.
  ///
  /// - Parameter body: Is called for each with its index and its fields, as many as names.
  /// - Throws: A ``DatasetError`` for a record of another length, and what `body` throws.
  func forEachRecord(
    _ body: (_ row: Int, _ scanner: CSVScanner, _ fields: [CSVField]) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    try bytes.withUnsafeBufferPointer { bytes throws(DatasetError) in
      var scanner = CSVScanner(.init(rebasing: bytes[start...]), delimiter: delimiter)
      var record: [CSVField] = []
      if !isHeaderless { _ = try Self.next(&scanner, &record, path) }
      var row = 0
      while try Self.next(&scanner, &record, path) {
        // Some programs end every line with delimiters.
        while record.count > names.count, record.last?.range.isEmpty == true { record.removeLast() }
        guard record.count == names.count else {
          throw .invalidValue(
            path,
            "row \(row + 1) (line \(scanner.line)) has \(record.count) fields, "
              + "expected \(names.count)")
        }
        try body(row, scanner, record)
        row += 1
      }
      guard row > 0 else { throw .invalidValue(path, "has a header but no rows") }
    }
  }

  /// The line that a record begins on, counted from 1.
  func line(ofRow wanted: Int) -> Int {
    var line = 0
    // Once for a message; to count lines all along would take longer than to read the numbers.
    try? forEachRecord { row, scanner, _ throws(DatasetError) in
      guard row == wanted else { return }
      line = scanner.line
      throw .invalidOption("found")
    }
    return line
  }

  private static func next(
    _ scanner: inout CSVScanner, _ record: inout [CSVField], _ path: String
  ) throws(DatasetError) -> Bool {
    do { return try scanner.next(&record) } catch { throw .corrupt(path, error.description) }
  }

  private static func delimiter(of bytes: UnsafeBufferPointer<UInt8>, path: String) -> UInt8 {
    let likely = CSVScanner.likelyDelimiter(of: bytes, path: path)
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
    if line.contains(likely) { return likely }
    // A text of one column has no delimiter at all; its words are not to be taken for columns.
    let isSpaced = [".data", ".dat", ".txt", ".gz"].contains { path.lowercased().hasSuffix($0) }
    return isSpaced && line.contains(UInt8(ascii: " ")) ? UInt8(ascii: " ") : likely
  }

  /// The text as UTF-8, and what it was where it was something else.
  private static func utf8(_ bytes: [UInt8]) -> ([UInt8], encoding: String?) {
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      let (high, low) = bytes[0] == 0xFE ? (0, 1) : (1, 0)
      let units = stride(from: 2, to: bytes.count - 1, by: 2).map {
        UInt16(bytes[$0 + high]) << 8 | UInt16(bytes[$0 + low])
      }
      return (Array(String(decoding: units, as: UTF16.self).utf8), "UTF-16")
    }
    // Nearly all files are ASCII, which is told by a fast look.
    if bytes.allSatisfy({ $0 < 0x80 }) || String(validating: bytes, as: UTF8.self) != nil {
      return (bytes, nil)
    }
    let scalars = bytes.lazy.map { byte in
      Unicode.Scalar(byte == 0x80 ? 0x20AC : byte == 0x92 ? 0x2019 : UInt32(byte)) ?? "?"
    }
    return (Array(String(String.UnicodeScalarView(scalars)).utf8), "Windows-1252")
  }
}
