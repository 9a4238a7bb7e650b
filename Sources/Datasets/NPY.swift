/// Reads pairs of `.npy` files: inputs and their targets, the first dimension counting examples.
///
/// Inputs of bytes and booleans stay bytes and are normalized when batches are made. All other
/// inputs become float32 and are stored standardized by the training part's moments: each feature
/// for vectors, each channel for examples of three dimensions, all numbers together otherwise.
/// Targets of integers or booleans are classes, floating-point ones regression. Every fifth
/// example is for testing.
enum NPY {
  /// The names of the two files in a folder, without `.npy`.
  private static let folderNames = [
    ("x", "y"), ("X", "y"), ("X", "Y"), ("inputs", "targets"), ("x_train", "y_train"),
  ]

  /// The pair in a folder, if there is one.
  static func find(in folder: String) -> (inputs: String, targets: String)? {
    folderNames.lazy.map { ("\(folder)/\($0).npy", "\(folder)/\($1).npy") }
      .first { FileSystem.isFile($0.0) && FileSystem.isFile($0.1) }
  }

  /// Reads a pair.
  static func load(
    inputs inputPath: String, targets targetPath: String, name: String, options: DatasetOptions
  ) throws(DatasetError) -> DatasetSplits {
    let inputFile = try FileReader(path: inputPath)
    let targetFile = try FileReader(path: targetPath)
    let inputHeader = try NPYHeader(inputFile)
    let targetHeader = try NPYHeader(targetFile)
    guard let count = inputHeader.shape.first, count > 0 else {
      throw .invalidValue(inputPath, "has no examples, expected the first dimension to count them")
    }
    guard targetHeader.shape.first == count else {
      throw .invalidValue(
        targetPath,
        "has shape \(targetHeader.shape), expected \(count) targets as there are examples in "
          + inputPath)
    }
    let split = TestSplit(count: count)
    let inputs = try readInputs(inputFile, inputHeader, split)
    let targets = try readTargets(targetFile, targetHeader, split, options.targets)

    func dataset(_ inputArray: ExampleArray, _ targetArray: ExampleArray) -> Dataset {
      Dataset(
        name: name, task: targets.task, inputs: inputArray, targets: targetArray,
        mean: inputs.mean, standardDeviation: inputs.standardDeviation, targetScale: targets.scale)
    }
    var test: Dataset?
    if let inputArray = inputs.arrays.test, let targetArray = targets.arrays.test {
      test = dataset(inputArray, targetArray)
    }
    return DatasetSplits(
      train: dataset(inputs.arrays.train, targets.arrays.train), test: test,
      note: test == nil ? "too few examples for a test part" : "every fifth example is for testing")
  }

  private typealias Arrays = (train: ExampleArray, test: ExampleArray?)

  private static func readInputs(
    _ file: FileReader, _ header: NPYHeader, _ split: TestSplit
  ) throws(DatasetError) -> (arrays: Arrays, mean: [Float], standardDeviation: [Float]) {
    let shape = header.shape.count == 1 ? [1] : Array(header.shape.dropFirst())
    guard !shape.contains(0) else {
      throw .invalidValue(file.path, "has shape \(header.shape), expected no dimension of 0")
    }
    // Moments per feature (not for vectors so long that they are rather signals) or channel.
    let groups = shape.count == 3 || (shape.count == 1 && shape[0] <= 4096) ? shape[0] : 1
    if header.number == .uint8 || header.number == .bool {
      let arrays = try split.arrays(.uint8, shape: shape, as: UInt8.self) {
        _, room throws(DatasetError) in try file.read(UnsafeMutableRawBufferPointer(room))
      }
      try file.expectEnd()
      let whole = ExampleArray(
        memory: arrays.train.memory, element: .uint8, count: arrays.train.count,
        shape: groups == 1 ? [1, shape.reduce(1, *)] : shape)
      let moments = channelMoments(whole)
      return (arrays, moments.mean, moments.standardDeviation)
    }
    let arrays = try split.arrays(
      .float32, shape: shape, as: Float.self,
      finish: { train, test in _ = standardize([train, test], groups: groups, shape: shape) }
    ) { index, room throws(DatasetError) in
      try readFloats(file, header.number, example: index, into: room)
    }
    try file.expectEnd()
    return (arrays, [0], [1])
  }

  private static func readTargets(
    _ file: FileReader, _ header: NPYHeader, _ split: TestSplit, _ forced: DatasetOptions.Targets?
  ) throws(DatasetError) -> (arrays: Arrays, task: Dataset.LearningTask, scale: Standardization?) {
    let outputs = header.shape.dropFirst().reduce(1, *)
    guard outputs > 0 else {
      throw .invalidValue(file.path, "has shape \(header.shape), expected no dimension of 0")
    }
    if (forced ?? (header.number.isFloatingPoint ? .regression : .classification)) == .regression {
      var scale: Standardization?
      let arrays = try split.arrays(
        .float32, shape: [outputs], as: Float.self,
        finish: { train, test in
          scale = standardize([train, test], groups: outputs, shape: [outputs])
        }
      ) { index, room throws(DatasetError) in
        try readFloats(file, header.number, example: index, into: room)
      }
      try file.expectEnd()
      return (arrays, .regression(outputs: outputs), scale)
    }
    guard outputs == 1 else {
      throw .invalidValue(
        file.path, "has shape \(header.shape), expected one class label for each example")
    }
    var largest: Int64 = 0
    let arrays = try split.arrays(.int64, shape: [], as: Int64.self) {
      index, room throws(DatasetError) in
      let label = try readLabel(file, header.number, example: index)
      largest = max(largest, label)
      room.initializeElement(at: 0, to: label)
    }
    try file.expectEnd()
    return (arrays, .classification(classes: Int(largest) + 1), nil)
  }

  /// The most classes that labels may name; more are surely no labels, and no model could hold them.
  private static let mostClasses: Int64 = 100_000

  private static func readLabel(
    _ file: FileReader, _ number: NPYHeader.Number, example: Int
  ) throws(DatasetError) -> Int64 {
    var value: Double = 0
    try file.withNumbers(number, count: 1) { _, number in value = number }
    guard value >= 0, value < Double(mostClasses), value == value.rounded() else {
      throw .invalidValue(
        file.path,
        "example \(example + 1) has label \(value), expected whole numbers from 0 to "
          + "\(mostClasses - 1) (or regression)")
    }
    return Int64(value)
  }

  private static func readFloats(
    _ file: FileReader, _ number: NPYHeader.Number, example: Int,
    into room: UnsafeMutableBufferPointer<Float>
  ) throws(DatasetError) {
    var bad: (position: Int, value: Double)?
    try file.withNumbers(number, count: room.count) { position, value in
      let single = Float(value)
      if !single.isFinite, bad == nil { bad = (position, value) }
      room.initializeElement(at: position, to: single)
    }
    if let bad {
      throw .invalidValue(
        file.path,
        "example \(example + 1), number \(bad.position + 1) is \(bad.value), expected finite "
          + "32-bit numbers")
    }
  }
}

extension FileReader {
  /// Reads little-endian numbers of a type and hands them on as doubles.
  fileprivate func withNumbers(
    _ number: NPYHeader.Number, count: Int, _ body: (_ position: Int, _ value: Double) -> Void
  ) throws(DatasetError) {
    let bytes = try read(count * number.size)
    bytes.withUnsafeBytes { bytes in
      func each<Stored: BitwiseCopyable>(_ type: Stored.Type, _ convert: (Stored) -> Double) {
        for position in 0..<count {
          let offset = position * MemoryLayout<Stored>.size
          body(position, convert(bytes.loadUnaligned(fromByteOffset: offset, as: type)))
        }
      }
      switch number {
      case .bool, .uint8: each(UInt8.self, Double.init)
      case .int8: each(Int8.self, Double.init)
      case .int16: each(Int16.self) { Double(Int16(littleEndian: $0)) }
      case .int32: each(Int32.self) { Double(Int32(littleEndian: $0)) }
      case .int64: each(Int64.self) { Double(Int64(littleEndian: $0)) }
      case .float32:
        each(UInt32.self) { Double(Float(bitPattern: UInt32(littleEndian: $0))) }
      case .float64:
        each(UInt64.self) { Double(bitPattern: UInt64(littleEndian: $0)) }
      }
    }
  }
}

/// Standardizes numbers in place by the moments of the first part.
///
/// - Parameters:
///   - parts: The training part, then others.
///   - groups: How many consecutive groups of equal size an example has; each gets its own moments.
///   - shape: The shape of one example.
/// - Returns: The moments, one per group.
private func standardize(
  _ parts: [UnsafeMutableBufferPointer<Float>], groups: Int, shape: [Int]
) -> Standardization {
  let size = shape.reduce(1, *) / groups
  var moments = [RunningMoments](repeating: RunningMoments(), count: groups)
  for index in parts[0].indices { moments[index / size % groups].add(Double(parts[0][index])) }
  let scale = Standardization(
    mean: moments.map(\.mean), standardDeviation: moments.map(\.standardDeviation))
  for part in parts {
    for index in part.indices {
      let group = index / size % groups
      let distance = Double(part[index]) - scale.mean[group]
      part[index] = Float(distance / scale.standardDeviation[group])
    }
  }
  return scale
}
