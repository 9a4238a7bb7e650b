/// Makes a data set of a table as people have it.
///
/// Columns of numbers become one standardized feature each (a constant one becomes zeros), dates
/// their number of days, columns of text one feature of 0 and 1 for each of their sorted values.
/// Missing values are filled, ids and columns of ever different texts left out, and all that is
/// said. Every fifth row is for testing; medians, means, deviations and the values of text columns
/// are those of the rest. A regression's target is standardized too, see ``Dataset/targetScale``.
enum TableDataset {
  /// The endings of the names of tables that are read, `.gz` behind them or not.
  static let endings = [".csv", ".tsv", ".data", ".dat", ".txt"]

  /// Whether a path is that of a table.
  static func isTable(_ path: String) -> Bool {
    let name = path.lowercased()
    let plain = name.hasSuffix(".gz") ? String(name.dropLast(3)) : name
    return endings.contains { plain.hasSuffix($0) }
  }

  /// Reads a file.
  static func load(
    path: String, name: String, options: DatasetOptions
  ) throws(DatasetError) -> DatasetSplits {
    let text = try TableText(path: path)
    let choice = try TableColumns(text.names, options, path: path)
    guard text.names.count - choice.dropped.count > 1 else {
      throw .invalidValue(path, "has one column, expected inputs beside the target")
    }
    var table = try Table(
      text, dropping: choice.dropped, keeping: choice.kept.union([choice.target]),
      refusesMissing: options.missing == .error)
    var notes = text.notes + table.readings
    notes += try table.leaveOut(choice)
    notes += try table.keepRows(target: choice.target, missing: options.missing)
    let target = table.place(of: choice.target)

    let split = TestSplit(count: table.rowCount)
    let inputs = try TableInputs(table, except: target, split)
    let targets = try TableTargets(of: table, column: target, as: options.targets, split)
    notes.insert(
      "target column \(quoted(table.columns[target].name))\(choice.reason), \(targets.summary)",
      at: text.isHeaderless ? 1 : 0)
    notes += inputs.notes

    func dataset(_ inputArray: ExampleArray, _ targetArray: ExampleArray) -> Dataset {
      Dataset(
        name: name, task: targets.task, inputs: inputArray, targets: targetArray,
        classNames: targets.classNames, featureNames: inputs.names, targetScale: targets.scale)
    }
    var test: Dataset?
    if let inputArray = inputs.arrays.test, let targetArray = targets.arrays.test {
      test = dataset(inputArray, targetArray)
    }
    notes.append(
      test == nil ? "too few rows for a test part" : "every fifth row is for testing")
    return DatasetSplits(
      train: dataset(inputs.arrays.train, targets.arrays.train), test: test,
      note: notes.joined(separator: "; "))
  }
}
