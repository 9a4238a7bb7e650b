/// Reads the numbers of a step from an object, and from the objects in it where they have some.
///
/// A number in an object within the object is called by both names with a slash between them, as
/// TensorBoard's tags are: `train/loss`.
struct JSONRow {
  /// The name of the losses.
  let loss: String
  /// The name of the rates, nil where the log has none.
  let rate: String?
  /// The name of the steps, nil where the log has none.
  let step: String?
  /// The name of the losses on held-out examples, nil where there is none so far.
  private(set) var validation: String?
  private let lossBytes: [UInt8]
  private let rateBytes: [UInt8]
  private let stepBytes: [UInt8]
  private var validationBytes: [UInt8]
  /// The names of other numbers that were seen, as long as a name for validation is looked for.
  private var otherBytes: [[UInt8]]

  private let readsNested: Bool
  /// What the names in the object that is read begin with; nothing at the top.
  private var prefix: [UInt8] = []

  /// How deep objects are looked into: no logger writes deeper ones, and the stack has an end.
  static let mostLevels = 8
  /// How many names are looked at: logs with more of them would be read slowly.
  private static let mostNames = 256

  /// Creates a reader of the chosen names, and of the best of the names for steps.
  ///
  /// - Parameters:
  ///   - chosen: The names of the series.
  ///   - names: The names in the log.
  ///   - readsNested: Whether to look into the objects in an object.
  init(_ chosen: SeriesNames, _ names: [String], readsNested: Bool) {
    self.readsNested = readsNested
    loss = chosen.loss
    rate = chosen.rate
    step =
      SeriesNames.stepNames.lazy.compactMap { known in
        names.first { $0.lowercased() == known }
          ?? names.first { readsNested && $0.lowercased().hasSuffix("/\(known)") }
      }.first
    validation = chosen.validation
    validationBytes = Array((chosen.validation ?? "").utf8)
    otherBytes = names.map { Array($0.utf8) }
    lossBytes = Array(loss.utf8)
    rateBytes = Array((rate ?? "").utf8)
    stepBytes = Array((step ?? "").utf8)
  }

  /// Reads an object.
  ///
  /// Validation comes late in some logs, and its name is looked for until it is there.
  ///
  /// - Returns: The step, where the object has one, and what it says of it.
  /// - Throws: ``JSONError`` where there is none.
  mutating func read(
    _ scanner: inout JSONScanner
  ) throws(JSONError) -> (step: Double?, numbers: StepNumbers) {
    guard case .object = try scanner.value() else { throw scanner.expected("an object") }
    var step: Double?
    var numbers = StepNumbers()
    prefix = []
    try readFields(&scanner, 1, &step, &numbers)
    return (step, numbers)
  }

  private mutating func readFields(
    _ scanner: inout JSONScanner, _ level: Int, _ stepNumber: inout Double?,
    _ numbers: inout StepNumbers
  ) throws(JSONError) {
    var isFirst = true
    while try scanner.advance(to: UInt8(ascii: "}"), &isFirst) {
      let name = try scanner.name()
      switch try scanner.value() {
      case .number(let number):
        if scanner.isName(name, after: prefix, lossBytes) {
          numbers.loss = number
        } else if rate != nil, scanner.isName(name, after: prefix, rateBytes) {
          numbers.rate = number
        } else if step != nil, scanner.isName(name, after: prefix, stepBytes) {
          stepNumber = number
        } else if isValidation(name, scanner) {
          numbers.validationLoss = number
        }
      case .object where readsNested && level < Self.mostLevels:
        let outer = prefix.count
        prefix += scanner.prefix(name)
        try readFields(&scanner, level + 1, &stepNumber, &numbers)
        prefix.removeSubrange(outer...)
      case .array, .object: try scanner.skipRest()
      case .null, .other: break
      }
    }
  }

  private mutating func isValidation(_ name: Range<Int>, _ scanner: JSONScanner) -> Bool {
    if validation != nil { return scanner.isName(name, after: prefix, validationBytes) }
    guard otherBytes.count < Self.mostNames,
      !otherBytes.contains(where: { scanner.isName(name, after: prefix, $0) })
    else { return false }
    let text = String(decoding: prefix, as: UTF8.self) + scanner.text(name)
    validation = SeriesNames.validation(of: loss, among: [text])
    guard validation != nil else {
      otherBytes.append(Array(text.utf8))
      return false
    }
    validationBytes = Array(text.utf8)
    return true
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
    try readFields(&scanner, isTop: true)
    guard scanner.isAtEnd else { throw scanner.expected("the end") }
  }

  private mutating func readFields(
    _ scanner: inout JSONScanner, isTop: Bool
  ) throws(JSONError) {
    var isFirst = true
    while try scanner.advance(to: UInt8(ascii: "}"), &isFirst) {
      let name = scanner.text(try scanner.name())
      switch try scanner.value() {
      case .array:
        if let values = try Self.numbers(&scanner) { columns.append((name, values)) }
      case .object:
        if isTop, name == "curve" {
          try readFields(&scanner, isTop: false)
        } else {
          try scanner.skipRest()
        }
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
  func numbers(_ row: JSONRow, _ index: Int) -> StepNumbers {
    let validation = row.validation.map(values) ?? []
    return StepNumbers(
      rate: row.rate.map { values($0)[index] }, loss: values(row.loss)[index],
      validationLoss: validation.indices.contains(index) ? validation[index] : nil)
  }

  private func values(_ name: String) -> [Double] {
    columns.first { $0.name == name }?.values ?? []
  }
}
