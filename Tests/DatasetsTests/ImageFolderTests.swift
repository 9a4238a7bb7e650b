import Foundation
import Testing

@testable import Datasets

@Suite(.enabled(if: !ImageFile.formats.isEmpty, "built without libpng and libjpeg"))
struct ImageFolderTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A PNG image as the format's specification has it, its data stored without compression.
  ///
  /// The pixels come row by row, channels last. Type 0 is gray, 2 is color, 4 and 6 are the same
  /// with opacity.
  static func png(_ pixels: [UInt8], width: Int, type: UInt8 = 2) -> [UInt8] {
    let channels = [0: 1, 2: 3, 4: 2, 6: 4][type] ?? 1
    let row = width * channels
    func big(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(value >> (24 - 8 * $0) & 255) } }
    func checksum(_ bytes: [UInt8]) -> UInt32 {
      ~bytes.reduce(UInt32.max) { sum, byte in
        (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
      }
    }
    func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
      let named = Array(name.utf8) + data
      return big(UInt32(data.count)) + named + big(checksum(named))
    }
    let lines = stride(from: 0, to: pixels.count, by: row).flatMap { [0] + pixels[$0..<($0 + row)] }
    let (low, high) = lines.reduce((UInt32(1), UInt32(0))) { sums, byte in
      let low = (sums.0 + UInt32(byte)) % 65521
      return (low, (sums.1 + low) % 65521)
    }
    let size = [UInt8(lines.count & 255), UInt8(lines.count >> 8)]
    let header =
      big(UInt32(width)) + big(UInt32(pixels.count / row)) + [8, type, 0, 0, 0]
    return [0x89, 0x50, 0x4E, 0x47, 13, 10, 26, 10] + chunk("IHDR", header)
      + chunk("IDAT", [0x78, 1, 1] + size + size.map { ~$0 } + lines + big(high << 16 | low))
      + chunk("IEND", [])
  }

  func load(_ options: DatasetOptions = DatasetOptions()) async throws -> DatasetSplits {
    try await DatasetCatalog.load(folder.path, options: options)
  }

  /// Two gray and two color images, with and without opacity.
  @Test(
    arguments: [
      (0, [10, 20, 30, 40], [10, 20, 30, 40]),
      (4, [10, 9, 20, 9, 30, 9, 40, 9], [10, 20, 30, 40]),
      (2, [1, 2, 3, 4, 5, 6], [1, 4, 2, 5, 3, 6]),
      (6, [1, 2, 3, 9, 4, 5, 6, 9], [1, 4, 2, 5, 3, 6]),
    ] as [(UInt8, [UInt8], [Double])])
  func readsEveryKindOfPNG(type: UInt8, pixels: [UInt8], expected: [Double]) async throws {
    for name in ["cat", "dog"] {
      try folder.write("\(name)/1.png", Self.png(pixels, width: 2, type: type))
    }
    let splits = try await load()
    #expect(splits.train.classNames == ["cat", "dog"])
    #expect(splits.train.inputs.element == .uint8)
    #expect(splits.train.inputs.allNumbers == [expected, expected])
    #expect(splits.train.targets.allNumbers == [[0], [1]])
  }

  /// 8×8 pixels of red 200, green 100 and blue 50 (gray 124), as libjpeg-turbo wrote them.
  static let jpegs = [
    "color": """
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkI\
    BgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoK\
    CgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgr/wAARCAAIAAgDASIAAhEBAxEB/8QAFQABAQAAAAAA\
    AAAAAAAAAAAAAAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAACP/EABQRAQAA\
    AAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AJ4Armw//9k=
    """,
    "gray": """
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkI\
    BgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAABf/E\
    ABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8APf/Z
    """,
    "inks": """
    /9j/7gAOQWRvYmUAZAAAAAAA/9sAQwACAQEBAQECAQEBAgICAgIEAwICAgIFBAQDBAYFBgYGBQYGBgcJCAYH\
    CQcGBggLCAkKCgoKCgYICwwLCgwJCgoK/8AAFAgACAAIBEMRAE0RAFkRAEsRAP/EABUAAQEAAAAAAAAAAAAA\
    AAAAAAkH/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAA4EQwBNAFkASwAAPwBIEPGOfx//2Q==
    """,
  ]

  @Test(arguments: [("color", [200, 100, 50]), ("gray", [124]), ("inks", [200, 100, 50])])
  func readsJPEG(kind: String, expected: [Double]) async throws {
    let data = try #require(Data(base64Encoded: Self.jpegs[kind] ?? ""))
    // The content tells the kind, not the name.
    for name in ["a/1.jpg", "b/1.png"] { try folder.write(name, Array(data)) }
    let splits = try await load()
    #expect(splits.train.inputs.shape == [expected.count, 8, 8])
    let numbers = splits.train.inputs.numbers(ofExample: 0)
    for (position, number) in numbers.enumerated() {
      #expect(abs(number - expected[position / 64]) <= 1)
    }
  }

  /// A gray image beside colored ones has three equal channels.
  @Test func grayBecomesColorBesideColor() async throws {
    try folder.write("a/1.png", Self.png([7, 8], width: 2, type: 0))
    try folder.write("b/1.png", Self.png([1, 2, 3, 4, 5, 6], width: 2))
    #expect(try await load().train.inputs.allNumbers == [[7, 8, 7, 8, 7, 8], [1, 4, 2, 5, 3, 6]])
  }

  @Test func setsAFifthOfEachClassAsideAlwaysTheSame() async throws {
    for (label, count) in [20, 10, 3].enumerated() {
      for index in 0..<count {
        let shade = UInt8(100 * label + index)
        try folder.write("class\(label)/\(index).png", Self.png([shade], width: 1, type: 0))
      }
    }
    let splits = try await load()
    let test = try #require(splits.test)
    let counts = (0..<3).map { label in
      test.targets.allNumbers.count { $0 == [Double(label)] }
    }
    #expect(counts == [4, 2, 0])
    let all = splits.train.inputs.allNumbers + test.inputs.allNumbers
    #expect(Set(all.map { $0[0] }).count == 33)
    #expect(try await load().test?.inputs.allNumbers == test.inputs.allNumbers)
  }

  @Test(arguments: ["test", "Test", "val"])
  func takesTheFolderForTesting(name: String) async throws {
    for (path, shade) in [("train/a/1", 1), ("train/b/x/2", 2), ("\(name)/b/3", 3)] {
      try folder.write("\(path).PNG", Self.png([UInt8(shade)], width: 1, type: 0))
    }
    try folder.write("readme.txt", "x")
    let splits = try await load()
    #expect(splits.train.inputs.allNumbers == [[1], [2]])
    #expect(splits.test?.inputs.allNumbers == [[3]])
    #expect(splits.test?.targets.allNumbers == [[1]])
  }

  /// Up to one in twenty damaged images is left out and told; more are an error.
  @Test(arguments: [(1, true), (3, false)])
  func leavesAFewDamagedImagesOut(damaged: Int, isBearable: Bool) async throws {
    for index in 0..<40 {
      let image = Self.png([UInt8(index), 1, 2, 3], width: 2, type: 0)
      // The header is sound, what follows is not there.
      try folder.write(
        "\(index % 2)/\(100 + index).png", index < damaged ? Array(image.prefix(45)) : image)
    }
    if isBearable {
      let splits = try await load()
      #expect(splits.train.count + (splits.test?.count ?? 0) == 39)
      let shades = (splits.train.inputs.allNumbers + (splits.test?.inputs.allNumbers ?? []))
        .map { $0[0] }
      #expect(shades.sorted() == (1..<40).map(Double.init))
      #expect(
        splits.note?.contains("1 damaged image left out, the first \(folder.path)/0/100") == true)
    } else {
      let error = await datasetError { try await load() }
      #expect(error?.description == "\(folder.path)/0/100.png: the image is truncated")
    }
  }

  static let bad: [(files: [String], message: String)] = [
    (["a/1.png"], ": has images in one folder, 'a', expected a folder for each class"),
    (
      ["a/1.txt", "b/2.txt"],
      "/train-images-idx3-ubyte[.gz]: no such file or folder; expected the IDX"
    ),
    (
      ["train/a/1.png", "train/b/1.png", "test/c/1.png"],
      "/test: has the class 'c', which the images to train on have not"
    ),
  ]

  @Test(arguments: bad.indices)
  func saysWhatIsWrong(index: Int) async throws {
    for file in Self.bad[index].files { try folder.write(file, Self.png([1], width: 1, type: 0)) }
    let error = await datasetError { try await load() }
    #expect(error?.description.hasPrefix(folder.path + Self.bad[index].message) == true)
  }

  /// No image has so many pixels; to allocate memory for them would be what its maker wants.
  @Test func refusesABomb() async throws {
    var image = Self.png([1], width: 1, type: 0)
    image.replaceSubrange(16..<24, with: [0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF])
    for name in ["a/1.png", "b/1.png"] { try folder.write(name, image) }
    #expect(await datasetError { try await load() }?.code == .corruptFile)
  }

  // MARK: - Sizes

  /// Images of several sizes come to one; an image of one color keeps it.
  @Test(arguments: [nil, DatasetOptions.ImageSize(height: 3, width: 5)])
  func bringsImagesToOneSize(size: DatasetOptions.ImageSize?) async throws {
    for (name, width, height) in [("a/1", 90, 70), ("b/1", 4, 200)] {
      let pixels = [UInt8](repeating: 77, count: width * height)
      try folder.write("\(name).png", Self.png(pixels, width: width, type: 0))
    }
    let train = try await load(DatasetOptions(imageSize: size)).train
    #expect(train.inputs.shape == [1, size?.height ?? 64, size?.width ?? 64])
    #expect(train.inputs.allNumbers.joined().allSatisfy { $0 == 77 })
  }

  /// A row of pixels at half its size, and at twice its size, by hand: the weights of a triangle of
  /// four pixels are 1, 3, 3, 1 eighths (at the ends 3, 3, 1 sevenths); of two, 1 and 3 quarters.
  @Test(
    arguments: [
      ([80, 0, 80, 0], 2, [46, 34]), ([80, 0], 4, [80, 60, 20, 0]), ([5, 9], 2, [5, 9]),
    ] as [([UInt8], Int, [UInt8])])
  func weighsPixelsByATriangle(pixels: [UInt8], width: Int, expected: [UInt8]) {
    // As many rows as columns, all alike, so that nothing is cut off.
    let square = pixels.flatMap { _ in pixels }
    var room = [UInt8](repeating: 0, count: width * width)
    square.withUnsafeBufferPointer { square in
      room.withUnsafeMutableBufferPointer { room in
        resize(
          square, height: pixels.count, width: pixels.count, channels: 1,
          to: .init(height: width, width: width), into: room)
      }
    }
    #expect(room == (0..<width).flatMap { _ in expected })
  }

  /// What does not fit the proportions is cut off on both sides.
  @Test func cutsTheMiddleOut() {
    var room = [UInt8](repeating: 0, count: 4)
    let pixels: [UInt8] = [9, 1, 2, 9, 9, 3, 4, 9]
    pixels.withUnsafeBufferPointer { pixels in
      room.withUnsafeMutableBufferPointer { room in
        resize(
          pixels, height: 2, width: 4, channels: 1, to: .init(height: 2, width: 2), into: room)
      }
    }
    #expect(room == [1, 2, 3, 4])
  }
}
