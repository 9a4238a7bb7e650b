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

  /// Images whose channels come last are turned; what an array of two images is taken as.
  @Test(
    arguments: [
      ("(2, 5, 6, 3)", 90, [3, 5, 6]), ("(2, 3, 5, 6)", 90, [3, 5, 6]),
      ("(2, 5, 6, 1)", 30, [1, 5, 6]),
      ("(2, 8, 9)", 72, [1, 8, 9]), ("(2, 16, 4, 4)", 256, [16, 4, 4]), ("(2, 4)", 4, [4]),
    ] as [(String, Int, [Int])])
  func recognizesTheLayoutOfImages(shape: String, size: Int, expected: [Int]) async throws {
    let bytes = (0..<(2 * size)).map { UInt8($0 % 251) }
    let floats = Self.floats(bytes.map(Float.init))
    let isTurned = shape == "(2, 5, 6, 3)"
    for (type, data) in [("'|u1'", bytes), ("'<f4'", floats)] {
      let splits = try await load(Self.npy(type, shape: shape, data), Self.twoLabels)
      let isGray = type == "'<f4'" && shape == "(2, 8, 9)"
      #expect(splits.train.inputs.shape == (isGray ? [8, 9] : expected))
      guard type == "'|u1'" else { continue }
      for example in 0..<2 {
        let numbers = splits.train.inputs.numbers(ofExample: example)
        for (position, number) in numbers.enumerated() {
          let (channel, pixel) = position.quotientAndRemainder(dividingBy: 30)
          let source = isTurned ? pixel * 3 + channel : position
          #expect(number == Double(bytes[example * size + source]))
        }
      }
    }
  }

  // MARK: - Archives

  /// A ZIP archive of members that are stored or deflated.
  func zip(
    _ members: [(name: String, bytes: [UInt8])], deflated: Bool
  ) async throws -> [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    var (body, table): ([UInt8], [UInt8]) = ([], [])
    for (name, bytes) in members {
      // gzip: ten bytes of header, the deflated data, its checksum and its size.
      let packed = try await gzipped(bytes, in: folder)
      let data = deflated ? Array(packed[10..<(packed.count - 8)]) : bytes
      let method = number(deflated ? 8 : 0, 2)
      let common =
        number(0, 2) + method + number(0, 4) + packed.suffix(8).prefix(4) + number(data.count, 4)
        + number(bytes.count, 4) + number(name.utf8.count, 2) + number(0, 2)
      table +=
        [0x50, 0x4B, 1, 2] + number(20, 2) + number(20, 2) + common + number(0, 10)
        + number(body.count, 4) + Array(name.utf8)
      body += [0x50, 0x4B, 3, 4] + number(20, 2) + common + Array(name.utf8) + data
    }
    let end =
      number(0, 4) + number(members.count, 2) + number(members.count, 2) + number(table.count, 4)
      + number(body.count, 4) + number(0, 2)
    return body + table + [0x50, 0x4B, 5, 6] + end
  }

  static let sixInputs = npy("'<f4'", shape: "(6, 1)", floats([1, 2, 3, 4, 5, 6]))
  static let sixLabels = npy("'<i8'", shape: "(6,)", bytes([0, 1, 0, 1, 0, 1] as [Int64]))

  @Test(arguments: [false, true])
  func readsArchives(deflated: Bool) async throws {
    let bytes = try await zip(
      [("y.npy", Self.sixLabels), ("x.npy", Self.sixInputs)], deflated: deflated)
    let splits = try await DatasetCatalog.load(folder.write("six.npz", bytes))
    #expect(splits.train.targets.allNumbers == [[0], [1], [0], [1], [1]])
    #expect(splits.test?.targets.allNumbers == [[0]])
  }

  /// The test part of an archive is used, and scaled as the part to train on.
  @Test func readsTheTestPartOfAnArchive() async throws {
    let two = Self.npy("'<f4'", shape: "(2, 1)", Self.floats([0, 2]))
    let bytes = try await zip(
      [
        ("x_train.npy", two), ("y_train.npy", Self.twoLabels),
        ("x_test.npy", Self.npy("'<f4'", shape: "(1, 1)", Self.floats([5]))),
        ("y_test.npy", Self.npy("'|u1'", shape: "(1,)", [1])),
      ], deflated: true)
    let splits = try await DatasetCatalog.load(folder.write("a.npz", bytes))
    #expect(splits.train.inputs.allNumbers == [[-1], [1]])
    #expect(splits.test?.inputs.allNumbers == [[4]])
    #expect(splits.note == nil)
  }

  /// Every archive that is cut off or has a changed byte is refused, or read as it was.
  @Test(arguments: [false, true])
  func damagedArchivesAreToldApart(deflated: Bool) async throws {
    let whole = try await zip(
      [("x.npy", Self.sixInputs), ("y.npy", Self.sixLabels)], deflated: deflated)
    let expected = try await DatasetCatalog.load(folder.write("whole.npz", whole)).train
    func check(_ bytes: [UInt8]) async throws {
      let path = try folder.write("damaged.npz", bytes)
      do {
        let read = try await DatasetCatalog.load(path).train
        #expect(read.inputs.allNumbers == expected.inputs.allNumbers)
        #expect(read.targets.allNumbers == expected.targets.allNumbers)
      } catch {
        #expect(error.description.hasPrefix(path))
      }
    }
    for length in stride(from: 0, to: whole.count, by: 7) {
      try await check(Array(whole[..<length]))
    }
    for index in stride(from: 0, to: whole.count, by: 3) {
      var bytes = whole
      bytes[index] ^= 0xFF
      try await check(bytes)
    }
  }

  @Test func saysWhichArraysAnArchiveHas() async throws {
    let bytes = try await zip(
      [("a.npy", Self.sixInputs), ("b.npy", Self.sixLabels)], deflated: false)
    let path = try folder.write("ab.npz", bytes)
    let error = await datasetError { try await DatasetCatalog.load(path) }
    #expect(
      error?.description
        == "\(path): has the arrays a, b: expected x and y, or x_train, y_train, x_test and y_test")
  }
}
