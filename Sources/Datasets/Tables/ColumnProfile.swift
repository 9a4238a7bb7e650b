import DelimitedText

/// What the fields of a column look like, to decide what it holds.
struct ColumnProfile {
  /// A way to read a field as a number.
  enum Reading: Hashable {
    case number(WrittenNumber.Mark)
    case date(WrittenDate.Order)
  }

  /// A text and the row that it stands in, from 0.
  struct Place: Hashable {
    let row: Int
    let text: String
  }

  /// How well a way to read goes.
  private struct Trial {
    let reading: Reading
    var successes = 0
    var failures = 0
    /// The unit of the first number that has one.
    var unit = ""
    /// How many numbers have it.
    var united = 0
    var firstUnited: Place?
    var firstFailure: Place?
  }

  /// Fields with a value.
  private(set) var count = 0
  /// Fields that have a value only if the column holds text.
  private var doubtful = 0
  /// Plain numbers without a fraction or with a point, which need no trial.
  private var plain = 0
  private var trials: [Trial] =
    [.number(.point), .number(.comma)].map { Trial(reading: $0) }
    + WrittenDate.Order.allCases.map { Trial(reading: .date($0)) }
  /// Some of the different texts, to see whether there are few.
  private var texts: Set<Int> = []
  /// The first missing value.
  private(set) var firstMissing: Place?
  private var firstDoubtful: Place?

  /// So many different texts are one-hot features.
  static let mostCategories = 100

  /// Takes a field.
  mutating func add(_ field: CSVField, _ scanner: CSVScanner, row: Int) {
    if field.range.isEmpty {
      if firstMissing == nil { firstMissing = place(field, scanner, row) }
      return
    }
    let number = scanner.number(field)
    let isWatched = texts.count <= Self.mostCategories && count < 20_000
    let text = number == nil || isWatched ? scanner.text(field) : ""
    if number == nil, MissingText.isMissing(text) {
      if firstMissing == nil { firstMissing = place(field, scanner, row) }
      return
    }
    count += 1
    if isWatched { texts.insert(text.hashValue) }
    if let number, Self.isUsable(number) {
      // Nearly all fields end here; only a point speaks against a decimal comma.
      plain += 1
      if trials[1].failures <= limit, scanner.contains(UInt8(ascii: "."), in: field) {
        check(1, scanner.text(field), field, scanner, row)
      }
      return
    }
    if MissingText.isMissingAmongNumbers(text) || number != nil {
      doubtful += 1
      if firstDoubtful == nil { firstDoubtful = place(field, scanner, row) }
      return
    }
    for index in trials.indices where trials[index].failures <= limit {
      check(index, text, field, scanner, row)
    }
  }

  /// A way to read that failed more often is given up.
  private var limit: Int { 20 + count / 5 }

  private mutating func check(
    _ index: Int, _ text: String, _ field: CSVField, _ scanner: CSVScanner, _ row: Int
  ) {
    let found = Self.value(text, trials[index].reading)
    if let found, !found.unit.isEmpty, trials[index].unit.isEmpty {
      trials[index].unit = found.unit
    }
    if let found, Self.isUsable(found.value), found.unit.isEmpty || found.unit == trials[index].unit
    {
      trials[index].successes += 1
      if found.unit.isEmpty { return }
      trials[index].united += 1
      if trials[index].firstUnited == nil {
        trials[index].firstUnited = place(field, scanner, row)
      }
    } else {
      trials[index].failures += 1
      if trials[index].firstFailure == nil {
        trials[index].firstFailure = place(field, scanner, row)
      }
    }
  }

  private func place(_ field: CSVField, _ scanner: CSVScanner, _ row: Int) -> Place {
    Place(row: row, text: scanner.text(field))
  }

  /// Whether moments of so large numbers can be computed; others count as missing.
  static func isUsable(_ value: Double) -> Bool { abs(value) < 1e150 }

  /// The number of a text with its unit; nil where it is none.
  static func value(_ text: String, _ reading: Reading) -> (value: Double, unit: String)? {
    switch reading {
    case .date(let order): WrittenDate.number(text, order).map { ($0, "") }
    case .number(let mark): WrittenNumber(text, mark: mark).map { ($0.value, $0.unit) }
    }
  }
}

extension ColumnProfile {
  /// What a column holds.
  enum Content: Hashable {
    /// Numbers, read in this way.
    case numbers(Reading)
    /// Numbers, among which some texts, the first of them here, are taken for missing values.
    case numbersAmongTexts(Reading, Place)
    case texts
    /// No value at all.
    case nothing

    /// How the numbers are read; nil for texts.
    var reading: Reading? {
      switch self {
      case .numbers(let reading), .numbersAmongTexts(let reading, _): reading
      case .texts, .nothing: nil
      }
    }
  }

  /// Decides what the column holds.
  ///
  /// - Parameter prefersComma: Whether other columns of the table have decimal commas, which decides
  ///   what 1,234 is.
  /// - Returns: Numbers where all values are numbers, or dates, of one kind; also where nine of ten
  ///   are and the column has too many different texts to be categories.
  func content(prefersComma: Bool) -> Content {
    guard count > 0 else { return .nothing }
    let usable = count - doubtful
    guard usable > 0 else { return .texts }
    func isComma(_ trial: Trial) -> Bool { trial.reading == .number(.comma) }
    // Plain numbers are no failures of a number, and are no dates.
    func failures(_ trial: Trial) -> Int {
      if case .date = trial.reading { return trial.failures + plain }
      return trial.failures + (hasUnit(trial) ? 0 : trial.united)
    }
    let best = trials.min { one, other in
      let (a, b) = (failures(one), failures(other))
      if a != b { return a < b }
      // Whole numbers alone show neither mark.
      return prefersComma && isComma(one) && one.successes > 0
    }
    guard let best, failures(best) < usable else { return .texts }
    if failures(best) == 0 { return .numbers(best.reading) }
    guard failures(best) * 10 <= usable, texts.count > Self.mostCategories,
      let failure = best.firstFailure ?? best.firstUnited
    else { return .texts }
    return .numbersAmongTexts(best.reading, failure)
  }

  /// The unit of the numbers that are read in a way; empty where there is none.
  func unit(of reading: Reading) -> String {
    trials.first { $0.reading == reading && hasUnit($0) }?.unit ?? ""
  }

  /// Whether a unit is one: 12O among plain numbers is a slip.
  private func hasUnit(_ trial: Trial) -> Bool { trial.united * 10 >= count - doubtful }

  /// Whether the column holds numbers that make sense with a decimal comma alone.
  var hasDecimalCommas: Bool {
    trials[1].successes > 0 && trials[1].failures == 0 && trials[0].failures > 0
  }

  /// The first value that is missing where the column is read like this.
  func firstMissing(as content: Content) -> Place? {
    let places = [
      firstMissing, content.reading == nil ? nil : firstDoubtful,
      { if case .numbersAmongTexts(_, let place) = content { place } else { nil } }(),
    ]
    return places.compactMap(\.self).min { $0.row < $1.row }
  }
}
