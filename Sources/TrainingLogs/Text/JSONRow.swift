/// Reads the numbers of a step from an object.
struct JSONRow {
  /// The numbers of a step, as far as the object has them.
  struct Numbers {
    var step: Double?
    var rate: Double?
    var loss: Double?
  }

  /// The name of the losses.
  let loss: String
  /// The name of the rates, nil where the log has none.
  let rate: String?
  /// The name of the steps, nil where the log has none.
  let step: String?
  private let lossBytes: [UInt8]
  private let rateBytes: [UInt8]
  private let stepBytes: [UInt8]

  /// Creates a reader of the chosen names, and of the best of the names for steps.
  init(_ chosen: SeriesNames, _ names: [String]) {
    loss = chosen.loss
    rate = chosen.rate
    step =
      SeriesNames.stepNames.lazy.compactMap { known in
        names.first { $0.lowercased() == known }
      }.first
    lossBytes = Array(loss.utf8)
    rateBytes = Array((rate ?? "").utf8)
    stepBytes = Array((step ?? "").utf8)
  }

  /// Reads an object.
  ///
  /// - Throws: ``JSONError`` where there is none.
  func read(_ scanner: inout JSONScanner) throws(JSONError) -> Numbers {
    guard case .object = try scanner.value() else { throw scanner.expected("an object") }
    var numbers = Numbers()
    var isFirst = true
    while try scanner.advance(to: UInt8(ascii: "}"), &isFirst) {
      let name = try scanner.name()
      switch try scanner.value() {
      case .number(let number):
        if scanner.isName(name, lossBytes) {
          numbers.loss = number
        } else if rate != nil, scanner.isName(name, rateBytes) {
          numbers.rate = number
        } else if step != nil, scanner.isName(name, stepBytes) {
          numbers.step = number
        }
      case .array, .object: try scanner.skipRest()
      case .null, .other: break
      }
    }
    return numbers
  }
}

/// The arrays of numbers in a document, by name.
struct JSONColumns {
  private var columns: [(name: String, values: [Double])] = []

  /// The names of the arrays.
  var names: [String] { columns.map(\.name) }

  /// Reads the arrays of an object and of the object `curve` in it.
  ///
  /// - Throws: ``JSONError``.
  mutating func read(_ scanner: inout JSONScanner) throws(JSONError) {
    guard case .object = try scanner.value() else { throw scanner.expected("an object") }
    try readFields(&scanner)
    guard scanner.isAtEnd else { throw scanner.expected("the end") }
  }

  private mutating func readFields(_ scanner: inout JSONScanner) throws(JSONError) {
    var isFirst = true
    while try scanner.advance(to: UInt8(ascii: "}"), &isFirst) {
      let name = scanner.text(try scanner.name())
      switch try scanner.value() {
      case .array:
        if let values = try Self.numbers(&scanner) { columns.append((name, values)) }
      case .object:
        if name == "curve" { try readFields(&scanner) } else { try scanner.skipRest() }
      case .number, .null, .other: break
      }
    }
  }

  /// Reads an array whose bracket was read; nil where it holds anything but numbers and nulls.
  private static func numbers(_ scanner: inout JSONScanner) throws(JSONError) -> [Double]? {
    var values: [Double]? = []
    var isFirst = true
    while try scanner.advance(to: UInt8(ascii: "]"), &isFirst) {
      switch try scanner.value() {
      case .number(let number): values?.append(number)
      case .null: values?.append(.nan)
      case .array, .object:
        try scanner.skipRest()
        values = nil
      case .other: values = nil
      }
    }
    return values
  }

  /// How many steps the chosen arrays have in common.
  func count(_ row: JSONRow) -> Int {
    [row.loss, row.rate].compactMap { $0 }.map { values($0).count }.min() ?? 0
  }

  /// The numbers of one step.
  func numbers(_ row: JSONRow, _ index: Int) -> JSONRow.Numbers {
    // Of arrays, the place is the step: a step that was made twice has two places.
    JSONRow.Numbers(
      step: nil, rate: row.rate.map { values($0)[index] }, loss: values(row.loss)[index])
  }

  private func values(_ name: String) -> [Double] {
    columns.first { $0.name == name }?.values ?? []
  }
}
