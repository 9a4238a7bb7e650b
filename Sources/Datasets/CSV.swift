/// Makes a data set of a CSV table.
///
/// Columns of numbers become one standardized feature each (a constant one becomes zeros), columns
/// of text one feature of 0 and 1 for each of their sorted values. Every fifth row is for testing;
/// means and deviations are those of the rest. A regression's target is standardized too, see
/// ``Dataset/targetScale``.
enum CSV {
  /// The most values that a column of text may have to be one-hot.
  static let mostInputCategories = 100

  /// Reads a file.
  static func load(
    path: String, name: String, options: DatasetOptions
  ) throws(DatasetError) -> DatasetSplits {
    let table = try CSVTable(path: path)
    let (target, reason) = try targetColumn(of: table, named: options.target)
    guard table.columns.count > 1 else {
      throw .invalidValue(path, "has one column, expected inputs beside the target")
    }
    let split = TestSplit(count: table.rowCount)
    let inputs = try inputs(of: table, except: target, split)
    let targets = try CSVTargets(of: table, column: target, as: options.targets, split)

    func dataset(_ inputArray: ExampleArray, _ targetArray: ExampleArray) -> Dataset {
      Dataset(
        name: name, task: targets.task, inputs: inputArray, targets: targetArray,
        classNames: targets.classNames, featureNames: inputs.names, targetScale: targets.scale)
    }
    var test: Dataset?
    if let inputArray = inputs.arrays.test, let targetArray = targets.arrays.test {
      test = dataset(inputArray, targetArray)
    }
    var notes = ["target column '\(table.columns[target].name)'\(reason), \(targets.summary)"]
    if table.isHeaderless { notes.insert("no header, columns are named by number", at: 0) }
    notes.append(
      test == nil ? "too few rows for a test part" : "every fifth row is for testing")
    return DatasetSplits(
      train: dataset(inputs.arrays.train, targets.arrays.train), test: test,
      note: notes.joined(separator: "; "))
  }

  /// The column to predict, and why it was taken.
  private static func targetColumn(
    of table: CSVTable, named name: String?
  ) throws(DatasetError) -> (index: Int, reason: String) {
    let names = table.columns.map(\.name)
    if let name {
      if let index = names.firstIndex(of: name) { return (index, "") }
      let known = names.prefix(20).joined(separator: ", ") + (names.count > 20 ? ", …" : "")
      throw .invalidOption("\(table.path): no column '\(name)': expected one of \(known)")
    }
    for usual in ["label", "target", "class", "y"] {
      if let index = names.firstIndex(where: { $0.lowercased() == usual }) {
        return (index, " (by its name)")
      }
    }
    return (names.count - 1, " (the last)")
  }

  /// Standardizes the columns of numbers and spreads out those of text.
  private static func inputs(
    of table: CSVTable, except target: Int, _ split: TestSplit
  ) throws(DatasetError) -> (arrays: (train: ExampleArray, test: ExampleArray?), names: [String]) {
    var names: [String] = []
    /// Where a column's first feature is, and its scale where it is one of numbers.
    var places: [(column: Int, feature: Int, mean: Double, deviation: Double?)] = []
    for (index, column) in table.columns.enumerated() where index != target {
      if let categories = column.categories {
        guard categories.count <= mostInputCategories else {
          throw table.tooManyCategories(index, mostInputCategories)
        }
        places.append((index, names.count, 0, nil))
        names += categories.map { "\(column.name)=\($0)" }
      } else {
        let moments = table.moments(ofColumn: index, split)
        places.append((index, names.count, moments.mean, moments.standardDeviation))
        names.append(column.name)
      }
    }
    let arrays = try split.arrays(.float32, shape: [names.count], as: Float.self) { row, room in
      room.initialize(repeating: 0)
      for place in places {
        let value = table[row, place.column]
        if let deviation = place.deviation {
          room[place.feature] = Float((value - place.mean) / deviation)
        } else {
          room[place.feature + Int(value)] = 1
        }
      }
    }
    return (arrays, names)
  }
}
