import DelimitedText

/// A CSV file as a table of numbers: one row-major number per field, with codes for text.
///
/// The file is read twice at most: once for its numbers and to learn which columns are text, once
/// more for the categories of those.
struct CSVTable {
  /// One column.
  struct Column {
    let name: String
    /// The categories in sorted order, nil for a column of numbers; a field's number is the index.
    var categories: [String]?
    /// Where the first text was that is no number: the row, the line, and the text.
    var firstText: (row: Int, line: Int, text: String)?
  }

  let path: String
  /// The columns from left to right.
  private(set) var columns: [Column]
  /// The number of rows, without the header.
  private(set) var rowCount = 0
  /// Whether the first line was data, so that columns are named by their number.
  let isHeaderless: Bool
  /// All fields, row-major: numbers, or indices of categories.
  private var fields: [Double] = []

  /// The field in a row and column.
  subscript(row: Int, column: Int) -> Double { fields[row * columns.count + column] }

  /// Reads a file.
  ///
  /// - Parameter path: A `.csv` or `.tsv` file, gzip or not. For other names than `.tsv` the
  ///   delimiter is the comma, semicolon or tab that is most frequent in the first line. A first
  ///   line of nothing but numbers is no header.
  /// - Throws: A ``DatasetError`` for a file with no rows, a row of another length, a missing value,
  ///   or more than `mostCategories` different texts in a column.
  init(path: String) throws(DatasetError) {
    let bytes = try FileReader(path: path).readToEnd()
    self = try bytes.withUnsafeBufferPointer { bytes throws(DatasetError) in
      try CSVTable(bytes, path: path)
    }
  }

  /// The most different texts that a column may have.
  static let mostCategories = 1000

  private init(_ bytes: UnsafeBufferPointer<UInt8>, path: String) throws(DatasetError) {
    self.path = path
    let delimiter = CSVScanner.likelyDelimiter(of: bytes, path: path)
    var scanner = CSVScanner(bytes, delimiter: delimiter)
    var record: [CSVField] = []
    guard try Self.next(&scanner, &record, path) else { throw .invalidValue(path, "is empty") }
    let isHeaderless = record.allSatisfy { scanner.number($0) != nil }
    self.isHeaderless = isHeaderless
    columns = record.enumerated().map { index, field in
      let name = isHeaderless ? "" : scanner.text(field)
      return Column(name: name.isEmpty ? "\(index + 1)" : name)
    }
    var names: Set<String> = []
    if let twice = columns.first(where: { !names.insert($0.name).inserted }) {
      throw .invalidValue(path, "has two columns named '\(twice.name)'")
    }
    // The first line's length foretells the number of fields well enough to grow rarely.
    fields.reserveCapacity(min(bytes.count / 2 + 1, 1 << 24))

    if isHeaderless { scanner = CSVScanner(bytes, delimiter: delimiter) }
    let firstRow = scanner
    try readNumbers(&scanner)
    guard rowCount > 0 else { throw .invalidValue(path, "has a header but no rows") }
    if columns.contains(where: { $0.firstText != nil }) {
      scanner = firstRow
      try readCategories(&scanner)
    }
  }

  private static func next(
    _ scanner: inout CSVScanner, _ record: inout [CSVField], _ path: String
  ) throws(DatasetError) -> Bool {
    do { return try scanner.next(&record) } catch { throw .corrupt(path, error.description) }
  }

  private mutating func readNumbers(_ scanner: inout CSVScanner) throws(DatasetError) {
    var record: [CSVField] = []
    while try Self.next(&scanner, &record, path) {
      rowCount += 1
      guard record.count == columns.count else {
        throw .invalidValue(
          path,
          "row \(rowCount) (line \(scanner.line)) has \(record.count) fields, "
            + "expected \(columns.count)")
      }
      for (index, field) in record.enumerated() {
        if let number = scanner.number(field) {
          guard number.isFinite else {
            throw invalidField(index, scanner, "'\(scanner.text(field))' is too large")
          }
          fields.append(number)
          continue
        }
        if scanner.isMissing(field) { throw invalidField(index, scanner, "the value is missing") }
        let text = scanner.text(field)
        if ["inf", "-inf", "+inf", "infinity", "-infinity"].contains(text.lowercased()) {
          throw invalidField(index, scanner, "'\(text)' is not finite")
        }
        if columns[index].firstText == nil {
          columns[index].firstText = (rowCount, scanner.line, text)
        }
        fields.append(0)
      }
    }
  }

  private mutating func readCategories(_ scanner: inout CSVScanner) throws(DatasetError) {
    let textColumns = columns.indices.filter { columns[$0].firstText != nil }
    var codes = [[String: Int]](repeating: [:], count: columns.count)
    var record: [CSVField] = []
    var row = 0
    while try Self.next(&scanner, &record, path) {
      for column in textColumns {
        let text = scanner.text(record[column])
        let code = codes[column][text] ?? codes[column].count
        if code == codes[column].count {
          guard code < Self.mostCategories else {
            throw tooManyCategories(column, Self.mostCategories)
          }
          codes[column][text] = code
        }
        fields[row * columns.count + column] = Double(code)
      }
      row += 1
    }
    for column in textColumns {
      let sorted = codes[column].keys.sorted()
      var ranks = [Double](repeating: 0, count: sorted.count)
      for (rank, text) in sorted.enumerated() {
        if let code = codes[column][text] { ranks[code] = Double(rank) }
      }
      for row in 0..<rowCount {
        let index = row * columns.count + column
        fields[index] = ranks[Int(fields[index])]
      }
      columns[column].categories = sorted
    }
  }

  private func invalidField(
    _ column: Int, _ scanner: CSVScanner, _ reason: String
  ) -> DatasetError {
    .invalidValue(
      path, "row \(rowCount) (line \(scanner.line)), column '\(columns[column].name)': \(reason)")
  }

  /// The error for a column of text that looks like names or numbers gone wrong.
  func tooManyCategories(_ column: Int, _ most: Int) -> DatasetError {
    let first = columns[column].firstText
    return .invalidValue(
      path,
      "column '\(columns[column].name)' has more than \(most) different texts, expected numbers or "
        + "few categories"
        + (first.map { " (first text in row \($0.row), line \($0.line): '\($0.text)')" } ?? ""))
  }
}
