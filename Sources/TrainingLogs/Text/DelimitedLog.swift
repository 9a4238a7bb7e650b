internal import DelimitedText
internal import LearningRateFinder

/// A log in rows of a table: CSV, TSV, or columns with spaces between them.
///
/// Columns may be in any order, and those that are not needed are passed over. Empty fields are
/// allowed: loggers such as Lightning's write the rate and the loss of a step in different rows.
/// Two columns of numbers without a header are the rate and the loss.
struct DelimitedLog {
  private let path: String
  private let options: LogOptions
  private var columns: Columns?
  private var delimiter = UInt8(ascii: ",")
  private var isWithoutHeader = false
  private var join: StepJoin
  private var fields: [CSVField] = []
  private var linesBefore = 0
  private(set) var notes: [String] = []

  private struct Columns {
    let count: Int
    let loss: Int
    let rate: Int?
    let step: Int?
    let validation: Int?
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - file: The file, of which nothing was read.
  ///   - options: What to look for.
  ///   - memory: The memory for a chunk of it.
  /// - Throws: `LogError` for a file that is no table, lacks a column, or has rates of no range
  ///   test.
  init(
    _ file: TextFile, _ options: LogOptions, _ memory: UnsafeMutableRawBufferPointer
  ) throws(LogError) {
    path = file.path
    self.options = options
    join = StepJoin(ramp: nil)
    var lines = LineReader(file, buffer: memory)
    while try lines.next(
      quote: UInt8(ascii: "\""),
      { (bytes, isEnd) throws(LogError) in
        try read(bytes, isEnd: isEnd)
      })
    {}
    if let damage = lines.damage { notes.append("\(damage); what came before is used") }
    guard columns != nil else { throw LogError("\(path): is empty") }
  }

  /// What the rows say.
  ///
  /// - Throws: `LogError` where the rates are those of no range test.
  mutating func finish() throws(LogError) -> CurveBuilder {
    do { return try join.finish() } catch { throw failure(error) }
  }

  private mutating func read(
    _ bytes: UnsafeBufferPointer<UInt8>, isEnd: Bool
  ) throws(LogError) {
    var bytes = bytes
    var layout: TableLayout?
    if columns == nil {
      layout = TableLayout(bytes, path: path)
      let start = layout?.start ?? bytes.count
      linesBefore += bytes[..<start].count { $0 == UInt8(ascii: "\n") }
      delimiter = layout?.delimiter ?? delimiter
      bytes = UnsafeBufferPointer(rebasing: bytes[start...])
    }
    var scanner = CSVScanner(bytes, delimiter: delimiter)
    if let layout { columns = try columns(layout, &scanner) }
    guard let columns else { return }
    while try next(&scanner) {
      guard fields.count == columns.count else {
        guard isEnd, bytes.last != UInt8(ascii: "\n"), isLast(scanner) else {
          throw failure(scanner, "\(fields.count) fields, expected \(columns.count)")
        }
        notes.append("\(path): the last line was not finished and is left out")
        break
      }
      let loss = try number(columns.loss, scanner)
      let rate = try number(columns.rate, scanner)
      let step = try number(columns.step, scanner)
      let validationLoss = try validationLoss(columns, scanner)
      do {
        try join.add(
          step: step?.wholeNumber,
          StepNumbers(rate: rate, loss: loss, validationLoss: validationLoss))
      } catch {
        throw failure(error, at: "line \(linesBefore + scanner.line)")
      }
    }
    linesBefore += isEnd ? 0 : bytes.count { $0 == UInt8(ascii: "\n") }
  }

  /// The columns by their names; the scanner goes over the header.
  private mutating func columns(
    _ layout: TableLayout, _ scanner: inout CSVScanner
  ) throws(LogError) -> Columns? {
    var rows = scanner
    guard try next(&rows) else { return nil }
    let names = fields.map { scanner.text($0) }
    func suffice(_ names: [String]) -> Bool {
      (try? SeriesNames(among: names, options, path: path)) != nil
    }
    if let inComment = layout.namesInComment, suffice(inComment), !suffice(names) {
      return try columns(named: inComment)
    }
    let areAskedFor = [options.lossTag, options.rateTag, options.validationTag] != [nil, nil, nil]
    guard let first = layout.firstRows.first, !areAskedFor else {
      scanner = rows
      return try columns(named: names)
    }
    // Whole numbers are those of steps.
    let areSteps = layout.firstRows.allSatisfy { $0[0] == $0[0].rounded() }
    guard first.count == 2, options.ramp == nil, !areSteps else {
      throw LogError("\(path): has no header: expected the names of the columns, such as lr,loss")
    }
    notes.append("\(path): has no header: its columns are read as the learning rate and the loss")
    isWithoutHeader = true
    return Columns(count: 2, loss: 1, rate: 0, step: nil, validation: nil)
  }

  private mutating func columns(named names: [String]) throws(LogError) -> Columns {
    let chosen = try SeriesNames(among: names, options, path: path)
    if chosen.rate == nil {
      guard let ramp = options.ramp else { throw SeriesNames.noRates(path, names) }
      join = StepJoin(ramp: ramp)
    }
    let lowercased = names.map { $0.lowercased() }
    return Columns(
      count: names.count, loss: names.firstIndex(of: chosen.loss) ?? 0,
      rate: chosen.rate.flatMap { names.firstIndex(of: $0) },
      step: SeriesNames.stepNames.lazy.compactMap { lowercased.firstIndex(of: $0) }.first,
      validation: chosen.validation.flatMap { names.firstIndex(of: $0) })
  }

  private mutating func next(_ scanner: inout CSVScanner) throws(LogError) -> Bool {
    do { return try scanner.next(&fields) } catch {
      throw LogError("\(path): line \(linesBefore + error.line): \(error.reason)")
    }
  }

  private func isLast(_ scanner: CSVScanner) -> Bool {
    var rest = scanner
    var fields: [CSVField] = []
    return (try? rest.next(&fields)) == false
  }

  /// The number in a column, nil where there is none; `nan` and `inf` are numbers here.
  private func number(_ column: Int?, _ scanner: CSVScanner) throws(LogError) -> Double? {
    guard let column else { return nil }
    let field = fields[column]
    if field.range.isEmpty { return nil }
    if let number = scanner.number(field, of: delimiter) { return number }
    let text = scanner.text(field).lowercased()
    if let special = Double(nonFinite: text) { return special }
    if scanner.isMissing(field) { return nil }
    throw failure(scanner, "'\(text)' is no number")
  }

  /// The validation loss; what is no number in a column that nobody asked for is none.
  private func validationLoss(
    _ columns: Columns, _ scanner: CSVScanner
  ) throws(LogError) -> Double? {
    guard columns.validation != nil else { return nil }
    do { return try number(columns.validation, scanner) } catch {
      if options.validationTag == nil { return nil }
      throw error
    }
  }

  private func failure(_ step: BadStep, at place: String? = nil) -> LogError {
    let error = step.error(in: path, at: place)
    guard isWithoutHeader else { return error }
    return LogError("\(error); a header such as lr,loss says which column is which")
  }

  private func failure(_ scanner: CSVScanner, _ reason: String) -> LogError {
    LogError("\(path): line \(linesBefore + scanner.line): \(reason)")
  }
}

extension Double {
  /// The whole number that this is; nil where it is none.
  var wholeNumber: Int? { Int(exactly: self) }

  /// NaN or an infinity from its usual names in lower case; nil for any other text.
  init?(nonFinite text: String) {
    switch text {
    case "nan", "-nan": self = .nan
    case "inf", "+inf", "infinity", "+infinity": self = .infinity
    case "-inf", "-infinity": self = -.infinity
    default: return nil
    }
  }
}
