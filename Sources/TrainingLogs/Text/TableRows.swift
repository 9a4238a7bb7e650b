internal import DelimitedText

/// A log in rows of a table: CSV, TSV, or columns with spaces between them.
///
/// Columns may be in any order, and those that are not needed are passed over. Empty fields are
/// allowed: loggers such as Lightning's write the rate and the loss of a step in different rows.
/// Two columns of numbers without a header are the rate and the loss. A header may come again, as
/// in what two runs wrote into one file.
struct TableRows {
  /// What is expected of a column.
  enum Want { case nothing, numbersIfAny, numbers }

  let path: String
  let options: LogOptions
  /// How many lines there are before the table.
  ///
  /// Where there are some, lines that do not fit are passed over: a training printed them.
  var linesBefore = 0

  /// Reads the file.
  ///
  /// - Parameters:
  ///   - names: Gets the names of the columns.
  ///   - wanted: What a column should hold; nil to take the numbers of all.
  ///   - body: Gets the rows.
  /// - Returns: What was read and passed over.
  /// - Throws: `LogError` for a file that is no table, for what is no number in a column that is
  ///   wanted, and for what `body` throws.
  func forEachRow(
    _ names: NameTable, wanted: ((Int) -> Want)?, _ body: RowBody
  ) throws(LogError) -> ReadingNotes {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { memory.deallocate() }
    var lines = LineReader(try TextFile(log: path), buffer: memory)
    var pass = TablePass(self, names, wanted)
    while !pass.isDone,
      try lines.next(
        quote: UInt8(ascii: "\""),
        { (bytes, isEnd) throws(LogError) in
          try pass.read(bytes, isEnd: isEnd, body)
        })
    {}
    guard pass.hasColumns else { throw LogError("\(path): is empty") }
    if let damage = lines.damage {
      pass.reading.notes.append("\(damage); what came before is used")
    }
    return pass.finished
  }
}

/// One pass over a table.
private struct TablePass {
  private let path: String
  private let options: LogOptions
  private let isAmongOthers: Bool
  private let names: NameTable
  private let wanted: ((Int) -> TableRows.Want)?
  private var delimiter = UInt8(ascii: ",")
  private var isWithoutHeader = false
  private var header: [String] = []
  private struct Column {
    let place: Int
    let name: Int
    let isText: Bool
    let mustBeNumber: Bool
  }
  private var columns: [Column] = []
  private var fields: [CSVField] = []
  private var row = LogRow()
  private var linesBefore = 0
  private var linesToSkip: Int
  private var headersAgain = 0
  private var misfits = 0
  private(set) var isDone = false
  var reading = ReadingNotes()

  init(_ table: TableRows, _ names: NameTable, _ wanted: ((Int) -> TableRows.Want)?) {
    path = table.path
    options = table.options
    isAmongOthers = table.linesBefore > 0
    linesToSkip = table.linesBefore
    self.names = names
    self.wanted = wanted
  }

  var hasColumns: Bool { !header.isEmpty }

  var finished: ReadingNotes {
    var reading = reading
    reading.passOver("lines that repeat the header", headersAgain)
    reading.passOver("lines that are no rows of the table", misfits)
    return reading
  }

  mutating func read(
    _ bytes: UnsafeBufferPointer<UInt8>, isEnd: Bool, _ body: RowBody
  ) throws(LogError) {
    var bytes = bytes
    var layout: TableLayout?
    if !hasColumns {
      bytes = UnsafeBufferPointer(rebasing: bytes[skippedLines(bytes)...])
      layout = TableLayout(bytes, path: path, isAmongOthers: isAmongOthers)
      let start = layout?.start ?? bytes.count
      linesBefore += bytes[..<start].count { $0 == UInt8(ascii: "\n") }
      delimiter = layout?.delimiter ?? delimiter
      bytes = UnsafeBufferPointer(rebasing: bytes[start...])
    }
    var scanner = CSVScanner(bytes, delimiter: delimiter)
    if let layout { try readHeader(layout, &scanner) }
    guard hasColumns else { return }
    rows: while try next(&scanner) {
      if fields.count != header.count, !mendFields(scanner) {
        if isAmongOthers {
          misfits += 1
          continue
        }
        guard isEnd, bytes.last != UInt8(ascii: "\n"), isLast(scanner) else {
          throw failure(scanner, "\(fields.count) fields, expected \(header.count)")
        }
        reading.notes.append("\(path): the last line was not finished and is left out")
        break
      }
      row.clear()
      for column in columns {
        let field = fields[column.place]
        if column.isText { row.texts.append((column.name, scanner.text(field))) }
        if field.range.isEmpty { continue }
        if let number = scanner.number(field, of: delimiter) ?? scanner.looseNumber(field) {
          row.numbers.append((column.name, number))
        } else if column.mustBeNumber, !scanner.isMissing(field) {
          if isHeader(scanner) {
            headersAgain += 1
            continue rows
          }
          if isAmongOthers || scanner.isRule(fields) {
            misfits += 1
            continue rows
          }
          throw failure(scanner, "'\(scanner.text(field).lowercased())' is no number")
        }
      }
      reading.rows += 1
      row.interpret(names)
      do throws(BadStep) {
        guard try body(&row) else {
          isDone = true
          break
        }
      } catch {
        let error = error.error(in: path, at: "line \(linesBefore + scanner.line)")
        guard isWithoutHeader else { throw error }
        var explained = LogError("\(error); a header such as lr,loss says which column is which")
        explained.isOfOrder = error.isOfOrder
        throw explained
      }
    }
    linesBefore += isEnd ? 0 : bytes.count { $0 == UInt8(ascii: "\n") }
  }

  /// The columns by their names; the scanner goes over the header.
  private mutating func readHeader(
    _ layout: TableLayout, _ scanner: inout CSVScanner
  ) throws(LogError) {
    var rows = scanner
    guard try next(&rows) else { return }
    let texts = fields.map { scanner.text($0) }
    func tells(_ names: [String]) -> Bool {
      names.contains { name in
        let meaning = NameMeaning(name)
        return meaning.isLoss || meaning.isRate || options.asks(for: name)
      }
    }
    if let inComment = layout.namesInComment, tells(inComment), !tells(texts) {
      header = inComment
    } else if let names = layout.firstRows.first.flatMap({ _ in
      options.asksForNames ? nil : Self.names(layout.firstRows, options)
    }) {
      header = names
      isWithoutHeader = true
      if names == ["learning_rate", "loss"] {
        reading.notes.append(
          "\(path): has no header: its columns are read as the learning rate and the loss")
      }
    } else if layout.firstRows.isEmpty || options.asksForNames {
      scanner = rows
      header = texts
      // The index of what pandas prints has no name.
      if delimiter == UInt8(ascii: " "), try next(&rows), fields.count == header.count + 1 {
        header.insert("index", at: 0)
      }
    } else {
      throw LogError("\(path): has no header: expected the names of the columns, such as lr,loss")
    }
    for (place, text) in header.enumerated() {
      let name = names.id(text)
      guard name >= 0 else { continue }
      let isText = names.textKind(name) != nil
      let want = wanted?(name) ?? .numbersIfAny
      guard isText || want != .nothing else { continue }
      columns.append(
        Column(place: place, name: name, isText: isText, mustBeNumber: want == .numbers))
    }
  }

  /// What the columns of a table without a header are; nil where nobody can know.
  private static func names(_ rows: [[Double]], _ options: LogOptions) -> [String]? {
    func isWhole(_ column: Int) -> Bool { rows.allSatisfy { $0[column] == $0[column].rounded() } }
    switch rows[0].count {
    case 1: return ["value"]
    // Whole numbers are those of steps.
    case 2 where isWhole(0): return ["step", "value"]
    case 2: return options.ramp == nil ? ["learning_rate", "loss"] : nil
    // MLflow's file of a metric: milliseconds, the value and the step.
    case 3... where isWhole(0) && isWhole(2) && rows[0][0] > 1e11:
      return ["timestamp", "value", "step"] + (3..<rows[0].count).map { "\($0)" }
    default: return nil
    }
  }

  private mutating func next(_ scanner: inout CSVScanner) throws(LogError) -> Bool {
    do { return try scanner.next(&fields) } catch {
      throw LogError("\(path): line \(linesBefore + error.line): \(error.reason)")
    }
  }

  /// Puts fields together again that a delimiter inside brackets took apart, as that in
  /// `tensor(2.9, device='cuda:0')`; returns whether there are as many then as expected.
  private mutating func mendFields(_ scanner: CSVScanner) -> Bool {
    guard fields.count > header.count else { return false }
    if isAmongOthers, delimiter == UInt8(ascii: " ") {
      // A progress bar may follow.
      fields.removeLast(fields.count - header.count)
      return true
    }
    var mended: [CSVField] = []
    var depth = 0
    for field in fields {
      if depth > 0, let last = mended.popLast() {
        mended.append(last.joined(with: field))
      } else {
        mended.append(field)
      }
      for letter in scanner.text(field).utf8 {
        if letter == 0x28 || letter == 0x5B { depth += 1 }
        if letter == 0x29 || letter == 0x5D { depth -= 1 }
      }
    }
    guard mended.count == header.count else { return false }
    fields = mended
    return true
  }

  private mutating func skippedLines(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var start = 0
    while linesToSkip > 0, let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      start = end + 1
      linesToSkip -= 1
      linesBefore += 1
    }
    return start
  }

  private func isHeader(_ scanner: CSVScanner) -> Bool {
    zip(fields, header).allSatisfy { scanner.text($0) == $1 }
  }

  private func isLast(_ scanner: CSVScanner) -> Bool {
    var rest = scanner
    var fields: [CSVField] = []
    return (try? rest.next(&fields)) == false
  }

  private func failure(_ scanner: CSVScanner, _ reason: String) -> LogError {
    LogError("\(path): line \(linesBefore + scanner.line): \(reason)")
  }
}
