/// The targets in a column of a CSV table: classes or numbers.
struct CSVTargets {
  let arrays: (train: ExampleArray, test: ExampleArray?)
  let task: Dataset.LearningTask
  let classNames: [String]?
  let scale: Standardization?
  /// The task in words.
  let summary: String

  /// Takes a column as targets.
  ///
  /// - Parameters:
  ///   - table: Where it is.
  ///   - column: Its index.
  ///   - forced: What it is to be taken as; nil decides by its values, see
  ///     ``DatasetOptions/targets``.
  ///   - split: Which rows are for testing.
  /// - Throws: A ``DatasetError`` for text where numbers are asked for, too many classes, or one.
  init(
    of table: CSVTable, column: Int, as forced: DatasetOptions.Targets?, _ split: TestSplit
  ) throws(DatasetError) {
    let name = table.columns[column].name
    if forced == .regression, let text = table.columns[column].firstText {
      throw .invalidValue(
        table.path,
        "row \(text.row) (line \(text.line)), column '\(name)': expected a number for regression, "
          + "found '\(text.text)'")
    }
    if let categories = table.columns[column].categories {
      self = try Self(table, column, split, classNames: categories) { Int64($0) }
    } else if let values = try Self.classValues(of: table, column: column, forced: forced) {
      let labels = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, Int64($0)) })
      let names = values.map { Int64(exactly: $0).map(String.init) ?? String($0) }
      self = try Self(table, column, split, classNames: names) { labels[$0] ?? 0 }
    } else {
      let moments = table.moments(ofColumn: column, split)
      let (mean, deviation) = (moments.mean, moments.standardDeviation)
      arrays = try split.arrays(.float32, shape: [1], as: Float.self) { row, room in
        room.initializeElement(at: 0, to: Float((table[row, column] - mean) / deviation))
      }
      task = .regression(outputs: 1)
      classNames = nil
      scale = Standardization(mean: [mean], standardDeviation: [deviation])
      summary = "regression"
    }
  }

  private init(
    _ table: CSVTable, _ column: Int, _ split: TestSplit, classNames: [String],
    label: (Double) -> Int64
  ) throws(DatasetError) {
    guard classNames.count > 1 else {
      throw .invalidValue(
        table.path,
        "column '\(table.columns[column].name)' has one class, '\(classNames[0])', expected more")
    }
    arrays = try split.arrays(.int64, shape: [], as: Int64.self) { row, room in
      room.initializeElement(at: 0, to: label(table[row, column]))
    }
    task = .classification(classes: classNames.count)
    self.classNames = classNames
    scale = nil
    summary = "\(classNames.count) classes"
  }

  /// The sorted values of a column of numbers that is to be taken as classes, else nil.
  private static func classValues(
    of table: CSVTable, column: Int, forced: DatasetOptions.Targets?
  ) throws(DatasetError) -> [Double]? {
    if forced == .regression { return nil }
    let most = forced == .classification ? CSVTable.mostCategories : 100
    var values: Set<Double> = []
    for row in 0..<table.rowCount {
      let value = table[row, column]
      if forced == nil, value != value.rounded() { return nil }
      values.insert(value)
      if values.count > most {
        guard forced == .classification else { return nil }
        throw .invalidValue(
          table.path,
          "column '\(table.columns[column].name)' has more than \(most) different values, "
            + "expected classes")
      }
    }
    let sorted = values.sorted()
    if forced == .classification { return sorted }
    let hasNoGap =
      (sorted[0] == 0 || sorted[0] == 1)
      && sorted[sorted.count - 1] - sorted[0] == Double(sorted.count - 1)
    let repeats = sorted.count > 1 && sorted.count * 2 <= table.rowCount
    return repeats && (sorted.count <= 10 || hasNoGap) ? sorted : nil
  }
}

extension CSVTable {
  /// The moments of a column of numbers over the rows to train on.
  func moments(ofColumn column: Int, _ split: TestSplit) -> RunningMoments {
    var moments = RunningMoments()
    for row in 0..<rowCount where !split.isTest(row) { moments.add(self[row, column]) }
    return moments
  }
}
