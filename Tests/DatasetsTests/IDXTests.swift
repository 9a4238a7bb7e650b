import Foundation
import Testing

@testable import Datasets

@Suite struct IDXTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Three training images of 2×2 pixels with the labels 0, 2, 1, and one test image.
  static let images: [UInt8] =
    [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2] + [1, 2, 3, 4, 50, 60, 70, 80, 0, 0, 0, 255]
  static let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 3, 0, 2, 1]
  static let testImages: [UInt8] =
    [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2] + [9, 8, 7, 6]
  static let testLabels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 1, 2]

  func writeAll(replacing replaced: Int? = nil, with bytes: [UInt8] = []) throws {
    for (index, content) in [Self.images, Self.labels, Self.testImages, Self.testLabels]
      .enumerated()
    {
      try folder.write(IDX.fileNames[index], index == replaced ? bytes : content)
    }
  }

  @Test(arguments: [false, true])
  func readsPlainAndCompressedFiles(compressed: Bool) async throws {
    for (index, content) in [Self.images, Self.labels, Self.testImages, Self.testLabels]
      .enumerated()
    {
      if compressed {
        try folder.write(IDX.fileNames[index] + ".gz", await gzipped(content, in: folder))
      } else {
        try folder.write(IDX.fileNames[index], content)
      }
    }
    #expect(folder.contents.allSatisfy { $0.hasSuffix(".gz") == compressed })
    let splits = try await DatasetCatalog.load(folder.path)
    let train = splits.train
    #expect(train.task == .classification(classes: 3))
    #expect(train.inputs.shape == [1, 2, 2])
    #expect(train.inputs.allNumbers == [[1, 2, 3, 4], [50, 60, 70, 80], [0, 0, 0, 255]])
    #expect(train.targets.allNumbers == [[0], [2], [1]])
    #expect(splits.test?.inputs.allNumbers == [[9, 8, 7, 6]])
    #expect(splits.test?.targets.allNumbers == [[2]])
    // Sum 525, sum of squares 82,455 over 12 pixels.
    #expect(abs(train.mean[0] - 43.75) < 1e-4)
    let deviation = Float((82455.0 / 12 - 43.75 * 43.75).squareRoot())
    #expect(abs(train.standardDeviation[0] - deviation) < 1e-3)
  }

  @Test func worksWithoutTestFiles() async throws {
    try folder.write(IDX.fileNames[0], Self.images)
    try folder.write(IDX.fileNames[1], Self.labels)
    let splits = try await DatasetCatalog.load(folder.path)
    #expect(splits.test == nil)
    #expect(splits.note == "no test files found in \(folder.path)")
  }

  /// A file of the four, what it holds instead, and the end of the message.
  static let bad: [(file: Int, bytes: [UInt8], message: String)] = [
    (0, [], "ends at byte 0, expected 4 bytes"),
    (0, labels, "byte 0: magic number 0x00000801, expected 0x00000803 for IDX images"),
    (1, images, "byte 0: magic number 0x00000803, expected 0x00000801 for IDX labels"),
    (0, Array(images.prefix(10)), "ends at byte 10, expected 12 bytes"),
    (0, images.dropLast(), "ends at byte 27, expected 28 bytes"),
    (0, images + [1], "byte 28: expected the end of the file, found more"),
    (1, labels.dropLast(), "ends at byte 10, expected 11 bytes"),
    (1, labels + [1, 1], "byte 11: expected the end of the file, found more"),
    (1, [0, 0, 8, 1, 0, 0, 0, 2, 0, 1], "has 2 labels, expected 3 as in"),
    (3, [0, 0, 8, 1, 0, 0, 0, 1, 3], "example 1 has label 3, expected 0 to 2"),
    (
      0, [0, 0, 8, 3] + [UInt8](repeating: 255, count: 12),
      "byte 4: impossible dimensions [4294967295, 4294967295, 4294967295]"
    ),
    (
      0, [0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 2],
      "header says 0 images of 2x2 pixels"
    ),
    (
      2, [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 4, 9, 8, 7, 6],
      "images of shape [1, 1, 4], expected [1, 2, 2] as for training"
    ),
  ]

  @Test(arguments: bad.indices)
  func saysWhatIsWrong(index: Int) async throws {
    let (file, bytes, message) = Self.bad[index]
    try writeAll(replacing: file, with: bytes)
    let error = await datasetError { try await DatasetCatalog.load(folder.path) }
    let description = error?.description ?? ""
    #expect(description.hasPrefix("\(folder.path)/\(IDX.fileNames[file]): "))
    #expect(description.contains(message), "\(description)")
  }

  /// A byte from the end that is changed (or cut off), and what the message says.
  @Test(arguments: [
    (drop: 0, flip: 8, message: "the gzip data is damaged (incorrect data check)"),
    (drop: 0, flip: 1, message: "the gzip data is damaged (incorrect length check)"),
    (drop: 20, flip: nil as Int?, message: "the gzip data is truncated"),
    (drop: 4, flip: nil as Int?, message: "the gzip data is truncated"),
  ])
  func noticesDamagedCompression(drop: Int, flip: Int?, message: String) async throws {
    try folder.write(IDX.fileNames[1], Self.labels)
    var bytes = try await gzipped(Self.images, in: folder)
    bytes.removeLast(drop)
    if let flip { bytes[bytes.count - flip] ^= 0x40 }
    try folder.write(IDX.fileNames[0] + ".gz", bytes)
    let error = await datasetError { try await DatasetCatalog.load(folder.path) }
    #expect(error?.code == .corruptFile)
    #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
  }

  @Test func aHeaderCannotAskForMoreThanTheFileCanHold() async throws {
    let header: [UInt8] = [0, 0, 8, 3, 0x40, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0]
    try folder.write(IDX.fileNames[1], Self.labels)
    try folder.write(IDX.fileNames[0] + ".gz", await gzipped(header, in: folder))
    let error = await datasetError { try await DatasetCatalog.load(folder.path) }
    #expect(error?.description.contains("header promises 70368744177680 bytes") == true)
  }

  @Test func readsDebiansFashionMNISTIntoBytes() async throws {
    guard IDX.find(IDX.fileNames[0], in: "/usr/share/datasets/fashion-mnist") != nil else {
      print("skipped: Debian's package dataset-fashion-mnist is not installed")
      return
    }
    let path = SearchPath(directory: nil, variable: nil, cache: folder.path)
    let splits = try await DatasetCatalog.load(
      "fashion-mnist", options: DatasetOptions(), downloads: .forbidden, searching: path)
    #expect(splits.train.inputs.memory.bytes.count == 47_040_000)
    #expect(splits.train.inputs.shape == [1, 28, 28])
    #expect(splits.test?.count == 10_000)
    // The labels and the moments (0.2860, 0.3530 of 255) that are in everybody's examples.
    #expect(splits.train.targets.allNumbers.prefix(5) == [[9], [0], [0], [3], [0]])
    #expect(abs(splits.train.mean[0] / 255 - 0.2860) < 5e-5)
    #expect(abs(splits.train.standardDeviation[0] / 255 - 0.3530) < 5e-5)
    #expect(splits.train.classNames?.last == "ankle boot")
  }
}
