import Files

/// Finds the arrays of inputs and targets among others by their names.
enum ArrayPairs {
  /// Usual names of inputs and their targets, in lower case.
  private static let names = [
    ("x", "y"), ("inputs", "targets"), ("images", "labels"), ("data", "targets"),
    ("data", "target"), ("data", "labels"), ("features", "labels"), ("arr_0", "arr_1"),
  ]

  /// What is expected, in words.
  static let expected = "x and y, or x_train, y_train, x_test and y_test"

  /// Finds the pairs.
  ///
  /// - Parameter all: The names that there are.
  /// - Returns: The names of the pair to train on, and of the pair to test on where there is one;
  ///   nil where there is none.
  static func find(
    in all: [String]
  ) -> (train: (String, String), test: (String, String)?)? {
    let known = Dictionary(all.map { ($0.lowercased(), $0) }) { first, _ in first }
    func pair(_ name: (String) -> String) -> (String, String)? {
      for (inputs, targets) in names {
        if let inputs = known[name(inputs)], let targets = known[name(targets)] {
          return (inputs, targets)
        }
      }
      return nil
    }
    func part(_ part: String) -> (String, String)? {
      pair { "\($0)_\(part)" } ?? pair { "\(part)_\($0)" }
    }
    guard let train = part("train") ?? pair({ $0 }) else { return nil }
    return (train, part("test") ?? part("val") ?? part("valid"))
  }
}

extension NPY {
  /// Reads the arrays in a folder; nil where there are none.
  static func load(
    folder: String, options: DatasetOptions
  ) throws(DatasetError) -> DatasetSplits? {
    let files = FileSystem.names(in: folder).filter { $0.hasSuffix(".npy") }
    guard let found = ArrayPairs.find(in: files.map { String($0.dropLast(4)) }) else { return nil }
    func open(_ pair: (String, String)) throws(DatasetError) -> Pair {
      (
        try FileReader(path: "\(folder)/\(pair.0).npy"),
        try FileReader(path: "\(folder)/\(pair.1).npy")
      )
    }
    return try load(
      train: open(found.train), test: found.test.map(open),
      name: FileSystem.lastComponent(folder), options: options)
  }

  /// Reads the arrays in an `.npz` archive, as `numpy.savez` and `savez_compressed` write it.
  static func load(
    archive path: String, options: DatasetOptions
  ) throws(DatasetError) -> DatasetSplits {
    let archive: ZipArchive
    do { archive = try ZipArchive(path: path) } catch { throw DatasetError(error) }
    let arrays = archive.members.filter { $0.name.hasSuffix(".npy") }
    let names = arrays.map { String($0.name.dropLast(4)) }
    guard let found = ArrayPairs.find(in: names) else {
      throw .invalidValue(
        path, "has the arrays \(listed(names)): expected \(ArrayPairs.expected)")
    }
    func open(_ name: String) throws(DatasetError) -> FileReader {
      let member = arrays[names.firstIndex(of: name) ?? 0]
      do { return FileReader(try archive.open(member)) } catch { throw DatasetError(error) }
    }
    return try load(
      train: (open(found.train.0), open(found.train.1)),
      test: found.test.map { pair throws(DatasetError) in (try open(pair.0), try open(pair.1)) },
      name: FileSystem.lastComponent(path), options: options)
  }
}
