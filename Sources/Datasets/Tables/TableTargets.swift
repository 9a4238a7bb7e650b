/// The targets in a column of a table: classes or numbers.
struct TableTargets {
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
    of table: Table, column: Int, as forced: DatasetOptions.Targets?, _ split: TestSplit
  ) throws(DatasetError) {
    let own = table.columns[column]
    if let texts = own.texts {
      if forced == .regression {
        throw .invalidValue(
          table.text.path,
          "column \(quoted(own.name)): expected numbers for regression, found texts such as "
            + "\(quoted(texts.first { Double($0) == nil } ?? ""))")
      }
      // A text may be in rows alone that were left out.
      let sorted = Set(own.values.map { Int($0) }).sorted { texts[$0] < texts[$1] }
      guard sorted.count <= Self.mostClasses else { throw Self.tooManyClasses(table, own) }
      var labels = [Int64](repeating: 0, count: texts.count)
      for (label, code) in sorted.enumerated() { labels[code] = Int64(label) }
      self = try Self(table, column, split, classNames: sorted.map { texts[$0] }) {
        labels[Int($0)]
      }
    } else if let values = try Self.classValues(of: table, column: column, forced: forced) {
      let labels = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, Int64($0)) })
      let names = values.map { Int64(exactly: $0).map(String.init) ?? String($0) }
      self = try Self(table, column, split, classNames: names) { labels[$0] ?? 0 }
    } else {
      var moments = RunningMoments()
      for row in 0..<table.rowCount where !split.isTest(row) { moments.add(own.values[row]) }
      let (mean, deviation) = (moments.mean, moments.standardDeviation)
      arrays = try split.arrays(.float32, shape: [1], as: Float.self) { row, room in
        room.initializeElement(at: 0, to: Float((own.values[row] - mean) / deviation))
      }
      task = .regression(outputs: 1)
      classNames = nil
      scale = Standardization(mean: [mean], standardDeviation: [deviation])
      summary = "regression"
    }
  }

  private init(
    _ table: Table, _ column: Int, _ split: TestSplit, classNames: [String],
    label: (Double) -> Int64
  ) throws(DatasetError) {
    guard classNames.count > 1 else {
      throw .invalidValue(
        table.text.path,
        "column \(quoted(table.columns[column].name)) has one class, \(quoted(classNames[0])), expected "
          + "more")
    }
    let labels = table.columns[column].values.map(label)
    arrays = try split.arrays(.int64, shape: [], as: Int64.self) { row, room in
      room.initializeElement(at: 0, to: labels[row])
    }
    task = .classification(classes: classNames.count)
    self.classNames = classNames
    scale = nil
    summary = "\(classNames.count) classes" + Self.imbalance(labels, classNames)
  }

  /// The share of the most frequent class where that is two thirds or more: what is right without
  /// looking.
  private static func imbalance(_ labels: [Int64], _ classNames: [String]) -> String {
    var counts = [Int](repeating: 0, count: classNames.count)
    for label in labels { counts[Int(label)] += 1 }
    guard let largest = counts.indices.max(by: { counts[$0] < counts[$1] }),
      counts[largest] * 3 >= labels.count * 2, labels.count >= 20
    else { return "" }
    let percent = counts[largest] * 100 / labels.count
    return " (\(percent) % are \(quoted(classNames[largest])))"
  }

  /// The most classes that a column may have.
  private static let mostClasses = 1000

  private static func tooManyClasses(_ table: Table, _ column: Table.Column) -> DatasetError {
    .invalidValue(
      table.text.path,
      "column \(quoted(column.name)), the target, has more than \(mostClasses) different values, "
        + "expected classes, or numbers to predict (--task regression)")
  }

  /// The sorted values of a column of numbers that is to be taken as classes, else nil.
  private static func classValues(
    of table: Table, column: Int, forced: DatasetOptions.Targets?
  ) throws(DatasetError) -> [Double]? {
    if forced == .regression { return nil }
    let most = forced == .classification ? mostClasses : 100
    var values: Set<Double> = []
    for row in 0..<table.rowCount {
      let value = table.columns[column].values[row]
      if forced == nil, value != value.rounded() { return nil }
      values.insert(value)
      if values.count > most {
        guard forced == .classification else { return nil }
        throw tooManyClasses(table, table.columns[column])
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
