internal import Files
internal import LearningRateFinder

/// A log in JSON: objects with a rate and a loss, or an object with arrays of them.
///
/// - One object a line (JSON Lines).
/// - One document: an array of objects, or an object with the array `log_history` (Hugging Face's
///   `trainer_state.json`).
/// - One document with arrays of numbers by name, at its top or in `curve` (`result.json`).
///
/// Objects may lack the rate or the loss, as long as both have the same step; a validation loss may
/// have a step of its own. Where the numbers at the top of the objects do not suffice, those in
/// objects within them count, too.
struct JSONLog {
  private let path: String
  private let options: LogOptions
  private var join: StepJoin
  private var names: [String] = []
  /// Those of the names that are of numbers in an object in an object.
  private var nestedNames: Set<String> = []
  private(set) var notes: [String] = []

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - options: What to look for.
  ///   - memory: The memory for a chunk of it.
  /// - Throws: `LogError` for a file that is no JSON, lacks a rate or a loss, or has rates of no
  ///   range test.
  init(
    _ path: String, _ options: LogOptions, _ memory: UnsafeMutableRawBufferPointer
  ) throws(LogError) {
    self.path = path
    self.options = options
    join = StepJoin(ramp: nil)
    if try isLines(memory) {
      try forEachLine(memory, until: { SeriesNames.isComplete($0.namesAtTop, options) }) {
        (log, line, _) throws(JSONError) in
        var scanner = JSONScanner(line)
        try log.collectNames(&scanner)
      }
      var row = try chooseSeries()
      try forEachLine(memory, until: { _ in false }) { (log, line, number) throws(JSONError) in
        var scanner = JSONScanner(line)
        let (step, numbers) = try row.read(&scanner)
        log.add(numbers, of: step, "line", number)
      }
    } else {
      try readDocument()
    }
    if let failure { throw failure }
  }

  /// What the objects say.
  ///
  /// - Throws: `LogError` where the rates are those of no range test.
  mutating func finish() throws(LogError) -> CurveBuilder {
    do { return try join.finish() } catch { throw error.error(in: path) }
  }

  /// The first rate that no range test has.
  private var failure: LogError?

  private mutating func add(
    _ numbers: StepNumbers, of step: Double?, _ place: String, _ number: Int
  ) {
    guard failure == nil else { return }
    do {
      try join.add(step: step?.wholeNumber, numbers)
    } catch {
      failure = error.error(in: path, at: "\(place) \(number)")
    }
  }

  /// Keeps the names of the numbers in an object.
  private mutating func collectNames(_ scanner: inout JSONScanner) throws(JSONError) {
    guard case .object = try scanner.value() else { throw scanner.expected("an object") }
    try collectNames(&scanner, after: "", level: 1)
  }

  private mutating func collectNames(
    _ scanner: inout JSONScanner, after prefix: String, level: Int
  ) throws(JSONError) {
    var isFirst = true
    while try scanner.advance(to: UInt8(ascii: "}"), &isFirst) {
      let name = try scanner.name()
      switch try scanner.value() {
      case .number:
        let text = prefix + scanner.text(name)
        if !names.contains(text) { names.append(text) }
        if level > 1 { nestedNames.insert(text) }
      case .object where level < JSONRow.mostLevels:
        try collectNames(&scanner, after: "\(prefix)\(scanner.text(name))/", level: level + 1)
      case .array, .object: try scanner.skipRest()
      case .null, .other: break
      }
    }
  }

  /// The names that are in no object within the object.
  private var namesAtTop: [String] { names.filter { !nestedNames.contains($0) } }

  private mutating func chooseSeries() throws(LogError) -> JSONRow {
    var settled = try? SeriesNames(among: namesAtTop, options, path: path)
    if settled?.rate == nil, options.ramp == nil { settled = nil }
    let chosen: SeriesNames
    if let settled {
      chosen = settled
    } else {
      chosen = try SeriesNames(among: names, options, path: path)
    }
    if chosen.rate == nil {
      guard let ramp = options.ramp else { throw SeriesNames.noRates(path, names) }
      join = StepJoin(ramp: ramp)
    }
    return JSONRow(chosen, names, readsNested: settled == nil && !nestedNames.isEmpty)
  }
}

// MARK: - Lines

extension JSONLog {
  /// Whether the first line is an object of its own and not the beginning of a document.
  private func isLines(_ memory: UnsafeMutableRawBufferPointer) throws(LogError) -> Bool {
    let file = try TextFile(log: path)
    let count: Int
    do { count = try file.read(memory) } catch { throw LogError("\(error)") }
    let bytes = UnsafeBufferPointer(
      rebasing: UnsafeRawBufferPointer(memory).bindMemory(to: UInt8.self)[..<count])
    let line = UnsafeBufferPointer(rebasing: bytes.prefix { $0 != UInt8(ascii: "\n") })
    var scanner = JSONScanner(line)
    do {
      guard case .object = try scanner.value() else { return false }
      var isFirst = true
      while try scanner.advance(to: UInt8(ascii: "}"), &isFirst) {
        let name = scanner.text(try scanner.name())
        switch try scanner.value() {
        case .array, .object:
          if ["log_history", "curve"].contains(name) { return false }
          try scanner.skipRest()
        case .number, .null, .other: break
        }
      }
      // A single object that holds arrays is a document of columns.
      return line.count < bytes.count || !line.contains(UInt8(ascii: "["))
    } catch {
      return false
    }
  }

  /// Calls `body` with every line that is not empty, and with its number.
  private mutating func forEachLine(
    _ memory: UnsafeMutableRawBufferPointer, until isDone: (Self) -> Bool,
    _ body: (inout Self, UnsafeBufferPointer<UInt8>, Int) throws(JSONError) -> Void
  ) throws(LogError) {
    var lines = LineReader(try TextFile(log: path), buffer: memory)
    var number = 0
    notes = []
    while failure == nil, !isDone(self),
      try lines.next(
        quote: nil,
        { (bytes, isEnd) throws(LogError) in
          var start = 0
          while start < bytes.count, failure == nil {
            let end =
              bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            let line = UnsafeBufferPointer(rebasing: bytes[start..<end])
            start = end + 1
            number += 1
            if JSONScanner(line).isAtEnd { continue }
            do throws(JSONError) {
              try body(&self, line, number)
            } catch {
              guard isEnd, end == bytes.count else {
                throw LogError("\(path): line \(number): \(error.reason)")
              }
              notes.append("\(path): the last line was not finished and is left out")
            }
          }
        })
    {}
    if let damage = lines.damage { notes.append("\(damage); what came before is used") }
  }
}

// MARK: - Documents

extension JSONLog {
  private mutating func readDocument() throws(LogError) {
    let bytes = try TextFile(log: path).readWhole()
    let result = bytes.withUnsafeBufferPointer { bytes in
      Result { () throws(LogError) in
        if let start = try orDamage({ () throws(JSONError) in try Self.records(bytes) }) {
          try readRecords(bytes, from: start)
        } else {
          try readColumns(bytes)
        }
      }
    }
    try result.get()
  }

  private mutating func readRecords(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int
  ) throws(LogError) {
    try forEachRecord(bytes, start) { (log, scanner, _) throws(JSONError) in
      try log.collectNames(&scanner)
    }
    var row = try chooseSeries()
    try forEachRecord(bytes, start) { (log, scanner, number) throws(JSONError) in
      let (step, numbers) = try row.read(&scanner)
      log.add(numbers, of: step, "entry", number)
    }
  }

  private mutating func readColumns(_ bytes: UnsafeBufferPointer<UInt8>) throws(LogError) {
    var columns = JSONColumns()
    var scanner = JSONScanner(bytes)
    try orDamage { () throws(JSONError) in try columns.read(&scanner) }
    names = columns.names
    let row = try chooseSeries()
    // Of arrays, the place is the step: a step that was made twice has two places.
    for index in 0..<columns.count(row) {
      add(columns.numbers(row, index), of: nil, "step", index)
    }
  }

  private func orDamage<Result>(
    _ body: () throws(JSONError) -> Result
  ) throws(LogError) -> Result {
    do { return try body() } catch {
      throw LogError("\(path): byte \(error.position): \(error.reason)")
    }
  }

  /// Where the array of records begins, after its bracket; nil where the document has none.
  private static func records(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) -> Int? {
    var scanner = JSONScanner(bytes)
    switch try scanner.value() {
    case .array: return scanner.position
    case .object: break
    case .number, .null, .other: throw scanner.expected("an object or an array")
    }
    var isFirst = true
    while try scanner.advance(to: UInt8(ascii: "}"), &isFirst) {
      let name = scanner.text(try scanner.name())
      switch try scanner.value() {
      case .array:
        if name == "log_history" { return scanner.position }
        try scanner.skipRest()
      case .object: try scanner.skipRest()
      case .number, .null, .other: break
      }
    }
    return nil
  }

  private mutating func forEachRecord(
    _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int,
    _ body: (inout Self, inout JSONScanner, Int) throws(JSONError) -> Void
  ) throws(LogError) {
    var scanner = JSONScanner(bytes, at: start)
    do throws(JSONError) {
      var isFirst = true
      var number = 0
      while try scanner.advance(to: UInt8(ascii: "]"), &isFirst) {
        number += 1
        try body(&self, &scanner, number)
      }
    } catch {
      throw LogError("\(path): byte \(error.position): \(error.reason)")
    }
  }
}
