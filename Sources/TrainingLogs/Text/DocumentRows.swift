/// A log in one JSON document.
///
/// - An array of objects, or an object with the array `log_history` (Hugging Face's
///   `trainer_state.json`): a row for each. What is in an object within an object is called by both
///   names with a slash between.
/// - An object with arrays of numbers by name, at its top or in `curve` (`result.json`): a row for
///   each place. The place is the step: a step that was made twice has two places.
/// - An array of numbers, of pairs of a rate and a loss, or of TensorBoard's triples of a time, a
///   step and a value.
struct DocumentRows {
  let path: String
  private let bytes: [UInt8]

  /// How deep objects are looked into: no logger writes deeper ones, and the stack has an end.
  private static let mostLevels = 8

  /// Reads the file into memory.
  ///
  /// - Throws: `LogError` where it is damaged.
  init(_ path: String) throws(LogError) {
    self.path = path
    bytes = try TextFile(log: path).readWhole()
  }

  /// Reads the document.
  ///
  /// - Throws: `LogError` for what is no JSON, and for what `body` throws.
  func forEachRow(_ names: NameTable, _ body: RowBody) throws(LogError) -> ReadingNotes {
    var reading = ReadingNotes()
    var failure: LogError?
    bytes.withUnsafeBufferPointer { bytes in
      var number = 0
      func take(_ row: inout LogRow, _ place: String) -> Bool {
        row.interpret(names)
        if !row.numbers.isEmpty { reading.rows += 1 }
        do throws(BadStep) { return try body(&row) } catch {
          failure = error.error(in: path, at: "\(place) \(number)")
          return false
        }
      }
      do throws(JSONError) {
        var row = LogRow()
        guard let start = try Self.records(bytes) else {
          let columns = try Self.columns(bytes, names)
          for index in 0..<(columns.map(\.values.count).max() ?? 0) {
            row.clear()
            row.step = index
            for column in columns where index < column.values.count {
              row.numbers.append((column.name, column.values[index]))
            }
            number = index
            guard take(&row, "step") else { return }
          }
          return
        }
        var scanner = JSONScanner(bytes, at: start)
        var isFirst = true
        while try scanner.advance(to: UInt8(ascii: "]"), &isFirst) {
          row.clear()
          number += 1
          switch try scanner.value() {
          case .object: try Self.fields(&scanner, names, "", 1, &row)
          case .number(let value): row.numbers.append((names.id("value"), value))
          case .array: try Self.tuple(&scanner, names, &row)
          case .null, .text, .other: throw scanner.expected("an object")
          }
          guard take(&row, "entry") else { return }
        }
      } catch {
        failure = LogError("\(path): byte \(error.position): \(error.reason)")
      }
    }
    if let failure { throw failure }
    return reading
  }

  /// Where the array of records begins, after its bracket; nil where the document has none.
  private static func records(_ bytes: UnsafeBufferPointer<UInt8>) throws(JSONError) -> Int? {
    var scanner = JSONScanner(bytes)
    switch try scanner.value() {
    case .array: return scanner.position
    case .object: break
    case .number, .null, .text, .other: throw scanner.expected("an object or an array")
    }
    var isFirst = true
    while try scanner.advance(to: UInt8(ascii: "}"), &isFirst) {
      let name = scanner.text(try scanner.name())
      switch try scanner.value() {
      case .array:
        if name == "log_history" { return scanner.position }
        try scanner.skipRest()
      case .object: try scanner.skipRest()
      case .number, .null, .text, .other: break
      }
    }
    return nil
  }

  /// Reads the fields of an object.
  private static func fields(
    _ scanner: inout JSONScanner, _ names: NameTable, _ prefix: String, _ level: Int,
    _ row: inout LogRow
  ) throws(JSONError) {
    var isFirst = true
    while try scanner.advance(to: UInt8(ascii: "}"), &isFirst) {
      let name = try scanner.name()
      func id(_ suffix: String = "") -> Int {
        if prefix.isEmpty, suffix.isEmpty { return names.id(scanner.bytes(name)) }
        let id = names.id(prefix + scanner.text(name) + suffix)
        if !prefix.isEmpty, id >= 0 { names.markNested(id) }
        return id
      }
      func add(_ value: Double, _ suffix: String = "") {
        let id = id(suffix)
        if id >= 0 { row.numbers.append((id, value)) }
      }
      switch try scanner.value() {
      case .number(let value): add(value)
      case .text(let range):
        if let value = looseNumber(scanner.bytes(range)) {
          add(value)
        }
        let id = id()
        if id >= 0, names.textKind(id) != nil { row.texts.append((id, scanner.text(range))) }
      case .object where level < mostLevels:
        try fields(&scanner, names, "\(prefix)\(scanner.text(name))/", level + 1, &row)
      case .object: try scanner.skipRest()
      case .array:
        guard let values = try numbers(&scanner), values.count <= 64 else { continue }
        for (place, value) in values.enumerated() {
          add(value, values.count == 1 ? "" : "[\(place)]")
        }
      case .null, .other: break
      }
    }
  }

  /// Reads an array of two or three numbers whose bracket was read.
  private static func tuple(
    _ scanner: inout JSONScanner, _ names: NameTable, _ row: inout LogRow
  ) throws(JSONError) {
    let called: [String]
    let values = try numbers(&scanner) ?? []
    switch values.count {
    case 2: called = ["learning_rate", "loss"]
    case 3: called = ["Wall time", "Step", "Value"]
    default: throw scanner.expected("an object")
    }
    for (name, value) in zip(called, values) { row.numbers.append((names.id(name), value)) }
  }

  /// Reads the arrays of numbers of an object and of the object `curve` in it.
  private static func columns(
    _ bytes: UnsafeBufferPointer<UInt8>, _ names: NameTable
  ) throws(JSONError) -> [(name: Int, values: [Double])] {
    var columns: [(name: Int, values: [Double])] = []
    func read(_ scanner: inout JSONScanner, isTop: Bool) throws(JSONError) {
      var isFirst = true
      while try scanner.advance(to: UInt8(ascii: "}"), &isFirst) {
        let name = try scanner.name()
        switch try scanner.value() {
        case .array:
          guard let values = try numbers(&scanner) else { continue }
          let id = names.id(scanner.bytes(name))
          if id >= 0, names.stepRank(id) == .max { columns.append((id, values)) }
        case .object:
          if isTop, scanner.text(name) == "curve" {
            try read(&scanner, isTop: false)
          } else {
            try scanner.skipRest()
          }
        case .number, .null, .text, .other: break
        }
      }
    }
    var scanner = JSONScanner(bytes)
    _ = try scanner.value()
    try read(&scanner, isTop: true)
    guard scanner.isAtEnd else { throw scanner.expected("the end") }
    return columns
  }

  /// Reads an array whose bracket was read; nil where it holds anything but numbers and nulls.
  private static func numbers(_ scanner: inout JSONScanner) throws(JSONError) -> [Double]? {
    var values: [Double]? = []
    var isFirst = true
    while try scanner.advance(to: UInt8(ascii: "]"), &isFirst) {
      switch try scanner.value() {
      case .number(let number): values?.append(number)
      case .null: values?.append(.nan)
      case .text(let range):
        if let value = looseNumber(scanner.bytes(range)) {
          values?.append(value)
        } else {
          values = nil
        }
      case .array, .object:
        try scanner.skipRest()
        values = nil
      case .other: values = nil
      }
    }
    return values
  }
}
