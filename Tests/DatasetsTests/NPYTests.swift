import Testing

@testable import Datasets

@Suite struct NPYTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A `.npy` file as NumPy writes it.
  static func npy(
    _ descr: String, shape: String, _ data: [UInt8], version: UInt8 = 1, order: String = "False"
  ) -> [UInt8] {
    let prefix = version == 1 ? 10 : 12
    var header = Array(
      "{'descr': \(descr), 'fortran_order': \(order), 'shape': \(shape), }".utf8)
    while (prefix + header.count + 1) % 64 != 0 { header.append(UInt8(ascii: " ")) }
    header.append(UInt8(ascii: "\n"))
    let length = [UInt8(header.count & 255), UInt8(header.count >> 8)]
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + (version == 1 ? [] : [0, 0])
      + header + data
  }

  static func bytes<Number: FixedWidthInteger>(_ numbers: [Number]) -> [UInt8] {
    numbers.flatMap { number in withUnsafeBytes(of: number.littleEndian) { Array($0) } }
  }

  static func floats(_ numbers: [Float]) -> [UInt8] { bytes(numbers.map(\.bitPattern)) }

  func load(
    _ inputs: [UInt8], _ targets: [UInt8], _ options: DatasetOptions = DatasetOptions()
  ) async throws -> DatasetSplits {
    try folder.write("x.npy", inputs)
    try folder.write("y.npy", targets)
    return try await DatasetCatalog.load(folder.path, options: options)
  }

  /// Labels of two examples.
  static let twoLabels = npy("'|u1'", shape: "(2,)", [0, 1])

  @Test(arguments: [
    ("'<f4'", floats([1, 5, 3, 5])), ("'<f8'", bytes([1.0, 5, 3, 5].map(\.bitPattern))),
    ("'|i1'", bytes([1, 5, 3, 5] as [Int8])), ("'<i2'", bytes([1, 5, 3, 5] as [Int16])),
    ("'<i4'", bytes([1, 5, 3, 5] as [Int32])), ("'<i8'", bytes([1, 5, 3, 5] as [Int64])),
  ])
  func numbersAreStandardizedPerFeature(descr: String, data: [UInt8]) async throws {
    for version in 1...3 as ClosedRange<UInt8> {
      let splits = try await load(
        Self.npy(descr, shape: "(2, 2)", data, version: version), Self.twoLabels)
      #expect(splits.train.inputs.element == .float32)
      #expect(splits.train.inputs.shape == [2])
      #expect(splits.train.inputs.allNumbers == [[-1, 0], [1, 0]])
      #expect(splits.train.mean == [0])
    }
  }

  @Test func bytesStayBytes() async throws {
    let splits = try await load(
      Self.npy("'|u1'", shape: "(2, 2, 1, 2)", [1, 1, 10, 30, 3, 3, 10, 30]), Self.twoLabels)
    #expect(splits.train.inputs.element == .uint8)
    #expect(splits.train.inputs.shape == [2, 1, 2])
    #expect(splits.train.inputs.allNumbers == [[1, 1, 10, 30], [3, 3, 10, 30]])
    #expect(splits.train.mean == [2, 20])
    #expect(splits.train.standardDeviation == [1, 10])
    #expect(splits.train.task == .classification(classes: 2))
  }

  @Test func everyFifthExampleIsForTesting() async throws {
    let inputs = Self.npy("'|b1'", shape: "(6,)", [0, 1, 0, 1, 0, 1])
    let labels = Self.npy("'<i8'", shape: "(6, 1)", Self.bytes([0, 1, 2, 3, 4, 5] as [Int64]))
    let splits = try await load(inputs, labels)
    #expect(splits.train.targets.allNumbers == [[0], [1], [2], [3], [5]])
    #expect(splits.test?.targets.allNumbers == [[4]])
    #expect(splits.train.inputs.shape == [1])
    #expect(splits.train.task == .classification(classes: 6))
  }

  @Test(arguments: [nil, .regression, .classification] as [DatasetOptions.Targets?])
  func targetsAreTakenAsAsked(forced: DatasetOptions.Targets?) async throws {
    let inputs = try folder.write("a.npy", Self.npy("'<f4'", shape: "(2, 1)", Self.floats([1, 2])))
    let targets = try folder.write("b.npy", Self.npy("'<f4'", shape: "(2,)", Self.floats([0, 2])))
    let splits = try await DatasetCatalog.load(
      "\(inputs),\(targets)", options: DatasetOptions(targets: forced))
    if forced == .classification {
      #expect(splits.train.task == .classification(classes: 3))
      #expect(splits.train.targets.allNumbers == [[0], [2]])
    } else {
      #expect(splits.train.task == .regression(outputs: 1))
      #expect(splits.train.targets.allNumbers == [[-1], [1]])
      #expect(
        splits.train.targetScale == Standardization(mean: [1], standardDeviation: [1]))
    }
  }

  static let goodInputs = npy("'<f4'", shape: "(2, 1)", floats([1, 2]))
  static let bad: [(inputs: [UInt8], targets: [UInt8], message: String)] = [
    ([], twoLabels, "x.npy: byte 0: expected the .npy magic \\x93NUMPY"),
    (npy("'<f4'", shape: "(2,)", [], version: 9), twoLabels, "x.npy: .npy version 9.0"),
    (
      npy("'<f4'", shape: "(2, 1)", floats([1, 2]), order: "True"), twoLabels,
      "x.npy: is in Fortran order, expected C order"
    ),
    (npy("'|O'", shape: "(2,)", []), twoLabels, "x.npy: holds Python objects, expected b1, u1"),
    (npy("[('a', '<f4')]", shape: "(2,)", []), twoLabels, "x.npy: has records [('a', '<f4')]"),
    (npy("'>f4'", shape: "(2,)", []), twoLabels, "x.npy: has type >f4 (big-endian)"),
    (npy("'<c8'", shape: "(2,)", []), twoLabels, "x.npy: has type <c8, expected b1"),
    (npy("'<f4'", shape: "()", floats([1])), twoLabels, "x.npy: has no examples"),
    (
      npy("'<f4'", shape: "(2, 0)", []), twoLabels, "x.npy: has shape [2, 0], expected no dimension"
    ),
    (
      npy("'<f4'", shape: "(2, 1)", floats([1])), twoLabels, "x.npy: ends at byte 132, expected 136"
    ),
    (goodInputs + [0], twoLabels, "x.npy: byte 136: expected the end of the file, found more"),
    (
      npy("'<f4'", shape: "(9223372036854775807, 9)", []), twoLabels,
      "x.npy: byte 10: impossible shape"
    ),
    (npy("'<f4'", shape: "(-2,)", []), twoLabels, "x.npy: byte 10: the header has no 'shape'"),
    (
      npy("'<f4'", shape: "(2, 1)", floats([1, .nan])), twoLabels,
      "x.npy: example 2, number 1 is nan, expected finite"
    ),
    (
      goodInputs, npy("'|u1'", shape: "(3,)", [0, 1, 2]),
      "y.npy: has shape [3], expected 2 targets as there are examples in"
    ),
    (
      goodInputs, npy("'|i1'", shape: "(2,)", [0, 255]),
      "y.npy: example 2 has label -1.0, expected whole numbers from 0 to 99999"
    ),
    (
      goodInputs, npy("'|u1'", shape: "(2, 2)", [0, 1, 0, 1]),
      "y.npy: has shape [2, 2], expected one class label for each example"
    ),
  ]

  @Test(arguments: bad.indices)
  func saysWhatIsWrong(index: Int) async throws {
    let (inputs, targets, message) = Self.bad[index]
    let error = await datasetError { try await load(inputs, targets) }
    #expect(
      error?.description.hasPrefix("\(folder.path)/\(message)") == true,
      "\(error?.description ?? "")")
  }
}
