import DelimitedText

/// A table in memory: a number for each value, with codes for texts.
///
/// The text is gone through twice: to see what its columns hold, and to read them.
struct Table {
  /// One column.
  struct Column {
    /// Where it is in the file, from 0.
    let index: Int
    let name: String
    /// What it holds.
    let content: ColumnProfile.Content
    /// The unit behind or before its numbers, empty where there is none.
    let unit: String
    /// The different texts in the order of their codes; nil for a column of numbers.
    var texts: [String]?
    /// A number or code for each row, NaN where there is none.
    var values: [Double]
    /// Whether there are so many different texts that they were not kept.
    var isScattered = false
    /// How many values are no numbers but are taken for missing, in a column of numbers.
    var strayTexts = 0
  }

  let text: TableText
  /// The columns that were asked for, from left to right.
  var columns: [Column]
  private(set) var rowCount: Int

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - text: Where it is.
  ///   - dropped: Columns that are not wanted.
  ///   - kept: Columns whose texts are kept, however many there are.
  ///   - refusesMissing: Whether a missing value is an error.
  /// - Throws: A ``DatasetError`` where the text is no table, or a value is missing.
  init(
    _ text: TableText, dropping dropped: Set<Int>, keeping kept: Set<Int>, refusesMissing: Bool
  ) throws(DatasetError) {
    self.text = text
    let wanted = text.names.indices.filter { !dropped.contains($0) }
    var profiles = [ColumnProfile](repeating: ColumnProfile(), count: text.names.count)
    var rows = 0
    try text.forEachRecord { row, scanner, fields in
      for column in wanted { profiles[column].add(fields[column], scanner, row: row) }
      rows = row + 1
    }
    rowCount = rows
    let prefersComma = wanted.contains { profiles[$0].hasDecimalCommas }
    columns = wanted.map { index in
      let content = profiles[index].content(prefersComma: prefersComma)
      var column = Column(
        index: index, name: text.names[index], content: content,
        unit: content.reading.map(profiles[index].unit) ?? "",
        texts: content == .texts ? [] : nil, values: [])
      column.values.reserveCapacity(rows)
      return column
    }
    if refusesMissing {
      let missing = columns.lazy.filter { $0.content != .nothing }.compactMap { column in
        profiles[column.index].firstMissing(as: column.content).map { (column.index, $0) }
      }
      if let (column, place) = missing.min(by: { $0.1.row < $1.1.row }) {
        let reason =
          place.text.isEmpty ? "the value is missing" : "\(quoted(place.text)) is no value"
        throw .invalidValue(
          text.path,
          "row \(place.row + 1) (line \(text.line(ofRow: place.row))), column "
            + "\(quoted(text.names[column])): \(reason)")
      }
    }
    try readValues(profiles, keeping: kept)
  }

  private mutating func readValues(
    _ profiles: [ColumnProfile], keeping kept: Set<Int>
  ) throws(DatasetError) {
    var codes = [[String: Int]](repeating: [:], count: columns.count)
    var all = columns
    columns = []
    try text.forEachRecord { row, scanner, fields in
      for place in all.indices where !all[place].isScattered {
        let field = fields[all[place].index]
        guard let reading = all[place].content.reading else {
          // Texts.
          let text = scanner.text(field)
          if MissingText.isMissing(text) {
            all[place].values.append(.nan)
            continue
          }
          let code = codes[place][text] ?? codes[place].count
          if code == codes[place].count {
            let count = profiles[all[place].index].count
            if code >= max(20, count / 2), !kept.contains(all[place].index) {
              all[place].isScattered = true
              all[place].values = []
              codes[place] = [:]
              continue
            }
            codes[place][text] = code
            all[place].texts?.append(text)
          }
          all[place].values.append(Double(code))
          continue
        }
        if reading != .number(.comma), let number = scanner.number(field) {
          all[place].values.append(ColumnProfile.isUsable(number) ? number : .nan)
          continue
        }
        let text = scanner.text(field)
        let found = ColumnProfile.value(text, reading)
        let isUnited = found.map { $0.unit.isEmpty || $0.unit == all[place].unit } ?? false
        let value = isUnited ? found?.value ?? .nan : .nan
        let isUsable = ColumnProfile.isUsable(value)
        all[place].values.append(isUsable ? value : .nan)
        if !isUsable, !MissingText.isMissing(text), !MissingText.isMissingAmongNumbers(text) {
          all[place].strayTexts += 1
        }
      }
    }
    columns = all
  }

  /// Keeps some rows alone.
  mutating func keep(rows: [Int]) {
    guard rows.count < rowCount else { return }
    for place in columns.indices where !columns[place].isScattered {
      columns[place].values = rows.map { [values = columns[place].values] in values[$0] }
    }
    rowCount = rows.count
  }
}
