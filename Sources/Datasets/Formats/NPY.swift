/// Reads pairs of `.npy` arrays, in files or in an `.npz` archive: inputs and their targets, the
/// first dimension counting examples.
///
/// Inputs of bytes and booleans stay bytes and are normalized when batches are made. All other
/// inputs become float32 and are stored standardized by the training part's moments: each feature
/// for vectors, each channel for examples of three dimensions, all numbers together otherwise.
/// Images whose channels come last are turned, see ``NPYLayout``. Targets of integers or booleans
/// are classes, floating-point ones regression. Where there is no test part, every fifth example is
/// for testing.
enum NPY {
  /// Inputs and their targets.
  typealias Pair = (inputs: FileReader, targets: FileReader)

  /// Reads a pair, or one to train on and one to test on.
  static func load(
    train: Pair, test: Pair?, name: String, options: DatasetOptions
  ) throws(DatasetError) -> DatasetSplits {
    let inputs = try Arrays([train.inputs] + (test.map { [$0.inputs] } ?? []))
    let targets = try Arrays([train.targets] + (test.map { [$0.targets] } ?? []))
    for (own, other) in zip(targets.parts, inputs.parts) where own.count != other.count {
      throw .invalidValue(
        own.file.path,
        "has shape \(own.header.shape), expected \(other.count) targets as there are examples in "
          + other.file.path)
    }
    let split = TestSplit(
      count: inputs.count, ownTestPart: test == nil ? nil : inputs.parts[0].count)
    let (inputArrays, mean, deviation, layout) = try readInputs(inputs, split)
    let (targetArrays, task, scale) = try readTargets(targets, split, options.targets)

    func dataset(_ inputArray: ExampleArray, _ targetArray: ExampleArray) -> Dataset {
      Dataset(
        name: name, task: task, inputs: inputArray, targets: targetArray, mean: mean,
        standardDeviation: deviation, targetScale: scale)
    }
    var testSet: Dataset?
    if let inputArray = inputArrays.test, let targetArray = targetArrays.test {
      testSet = dataset(inputArray, targetArray)
    }
    let testNote =
      testSet == nil
      ? "too few examples for a test part"
      : test == nil ? "every fifth example is for testing" : nil
    let notes = [layout.note, testNote].compactMap(\.self)
    return DatasetSplits(
      train: dataset(inputArrays.train, targetArrays.train), test: testSet,
      note: notes.isEmpty ? nil : notes.joined(separator: "; "))
  }

  /// Arrays of the same examples, one after another.
  private struct Arrays {
    struct Part {
      let file: FileReader
      let header: NPYHeader
      var count: Int { header.shape[0] }
    }

    let parts: [Part]
    var count: Int { parts.reduce(0) { $0 + $1.count } }
    var number: NPYHeader.Number { parts[0].header.number }
    /// The dimensions of one example; empty for single numbers.
    var shape: [Int] { Array(parts[0].header.shape.dropFirst()) }
    var path: String { parts[0].file.path }

    init(_ files: [FileReader]) throws(DatasetError) {
      var parts: [Part] = []
      for file in files {
        let header = try NPYHeader(file)
        guard let count = header.shape.first, count > 0 else {
          throw .invalidValue(
            file.path, "has no examples, expected the first dimension to count them")
        }
        guard !header.shape.contains(0) else {
          throw .invalidValue(
            file.path, "has shape \(header.shape), expected no dimension of 0")
        }
        if let first = parts.first?.header {
          guard header.number == first.number, header.shape.dropFirst() == first.shape.dropFirst()
          else {
            throw .invalidValue(
              file.path,
              "has type \(header.number.rawValue) and shape \(header.shape), expected "
                + "\(first.number.rawValue) and \(first.shape) but for the first dimension, as for "
                + "training")
          }
        }
        parts.append(Part(file: file, header: header))
      }
      self.parts = parts
    }

    /// The file that an example is in.
    func file(of example: Int) -> FileReader {
      example < parts[0].count ? parts[0].file : parts[1].file
    }

    func expectEnd() throws(DatasetError) {
      for part in parts { try part.file.expectEnd() }
    }
  }

  private typealias Splits = (train: ExampleArray, test: ExampleArray?)

  private static func readInputs(
    _ arrays: Arrays, _ split: TestSplit
  ) throws(DatasetError) -> (Splits, mean: [Float], deviation: [Float], NPYLayout) {
    let layout = NPYLayout(of: arrays.shape, arrays.number)
    let shape = layout.shape
    // Moments per feature (not for vectors so long that they are rather signals) or channel.
    let groups = shape.count == 3 || (shape.count == 1 && shape[0] <= 4096) ? shape[0] : 1
    if arrays.number == .uint8 || arrays.number == .bool {
      var turned = [UInt8](repeating: 0, count: layout.isTurned ? shape.reduce(1, *) : 0)
      let splits = try split.arrays(.uint8, shape: shape, as: UInt8.self) {
        index, room throws(DatasetError) in
        let file = arrays.file(of: index)
        guard layout.isTurned else { return try file.read(UnsafeMutableRawBufferPointer(room)) }
        try turned.withUnsafeMutableBufferPointer { bytes throws(DatasetError) in
          try file.read(UnsafeMutableRawBufferPointer(bytes))
        }
        for position in turned.indices { room[layout.place(of: position)] = turned[position] }
      }
      try arrays.expectEnd()
      let whole = ExampleArray(
        memory: splits.train.memory, element: .uint8, count: splits.train.count,
        shape: groups == 1 ? [1, shape.reduce(1, *)] : shape)
      let moments = channelMoments(whole)
      return (splits, moments.mean, moments.standardDeviation, layout)
    }
    let splits = try split.arrays(
      .float32, shape: shape, as: Float.self,
      finish: { train, test in _ = standardize([train, test], groups: groups, shape: shape) }
    ) { index, room throws(DatasetError) in
      try readFloats(arrays.file(of: index), arrays.number, layout, example: index, into: room)
    }
    try arrays.expectEnd()
    return (splits, [0], [1], layout)
  }

  private static func readTargets(
    _ arrays: Arrays, _ split: TestSplit, _ forced: DatasetOptions.Targets?
  ) throws(DatasetError) -> (Splits, task: Dataset.LearningTask, scale: Standardization?) {
    let outputs = arrays.shape.reduce(1, *)
    if (forced ?? (arrays.number.isFloatingPoint ? .regression : .classification)) == .regression {
      let layout = NPYLayout(rowMajor: [outputs])
      var scale: Standardization?
      let splits = try split.arrays(
        .float32, shape: [outputs], as: Float.self,
        finish: { train, test in
          scale = standardize([train, test], groups: outputs, shape: [outputs])
        }
      ) { index, room throws(DatasetError) in
        try readFloats(arrays.file(of: index), arrays.number, layout, example: index, into: room)
      }
      try arrays.expectEnd()
      return (splits, .regression(outputs: outputs), scale)
    }
    guard outputs == 1 else {
      throw .invalidValue(
        arrays.path,
        "has shape \(arrays.parts[0].header.shape), expected one class label for each example")
    }
    var largest: Int64 = 0
    let splits = try split.arrays(.int64, shape: [], as: Int64.self) {
      index, room throws(DatasetError) in
      let label = try readLabel(arrays.file(of: index), arrays.number, example: index)
      largest = max(largest, label)
      room.initializeElement(at: 0, to: label)
    }
    try arrays.expectEnd()
    return (splits, .classification(classes: Int(largest) + 1), nil)
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
    _ file: FileReader, _ number: NPYHeader.Number, _ layout: NPYLayout, example: Int,
    into room: UnsafeMutableBufferPointer<Float>
  ) throws(DatasetError) {
    var bad: (position: Int, value: Double)?
    try file.withNumbers(number, count: room.count) { position, value in
      let single = Float(value)
      if !single.isFinite, bad == nil { bad = (position, value) }
      room.initializeElement(at: layout.place(of: position), to: single)
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
