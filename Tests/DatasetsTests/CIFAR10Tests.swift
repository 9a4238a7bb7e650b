import Testing

@testable import Datasets

@Suite struct CIFAR10Tests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A record whose planes hold one value each.
  static func record(_ label: UInt8, _ planes: (UInt8, UInt8, UInt8)) -> [UInt8] {
    [label] + [planes.0, planes.1, planes.2].flatMap { [UInt8](repeating: $0, count: 1024) }
  }

  @Test func readsTheFilesThatAreThere() async throws {
    try folder.write("data_batch_2.bin", Self.record(9, (1, 2, 3)) + Self.record(0, (3, 2, 5)))
    try folder.write("data_batch_5.bin", Self.record(4, (5, 2, 10)))
    try folder.write("test_batch.bin", Self.record(7, (7, 8, 9)))
    let splits = try await DatasetCatalog.load(folder.path)
    let train = splits.train
    #expect(splits.note == "2 of 5 training files found in \(folder.path)")
    #expect(train.task == .classification(classes: 10))
    #expect(train.inputs.shape == [3, 32, 32])
    #expect(train.targets.allNumbers == [[9], [0], [4]])
    #expect(train.inputs.numbers(ofExample: 2)[1024] == 2)
    #expect(train.inputs.numbers(ofExample: 2)[2048] == 10)
    // Planes of 1, 3, 5; of 2 throughout, which has no spread to divide by; of 3, 5, 10.
    #expect(train.mean == [3, 2, 6])
    #expect(abs(train.standardDeviation[0] - Float((8.0 / 3).squareRoot())) < 1e-6)
    #expect(train.standardDeviation[1] == 1)
    #expect(splits.test?.targets.allNumbers == [[7]])
  }

  @Test func isFoundByNameUnderThePublishersFolder() async throws {
    try folder.write("cifar-10-batches-bin/data_batch_1.bin", Self.record(1, (1, 2, 3)))
    let splits = try await DatasetCatalog.load(
      "cifar10", options: DatasetOptions(), downloads: .forbidden, searching: folder.searchPath)
    #expect(splits.train.count == 1)
    #expect(splits.note?.hasSuffix(", no test_batch.bin") == true)
  }

  @Test(arguments: [
    (bytes: [UInt8](), message: "has 0 bytes, expected a multiple of 3073"),
    (
      bytes: record(1, (0, 0, 0)) + [1, 2],
      message: "has 3075 bytes, expected a multiple of 3073; record 2 is cut off"
    ),
    (
      bytes: record(1, (0, 0, 0)) + record(10, (0, 0, 0)),
      message: "example 2 has label 10, expected 0 to 9"
    ),
  ])
  func saysWhatIsWrong(bytes: [UInt8], message: String) async throws {
    let path = try folder.write("data_batch_1.bin", bytes)
    let error = await datasetError { try await DatasetCatalog.load(folder.path) }
    #expect(error?.description == "\(path): \(message)")
  }

  @Test func readsThePublishedFiles() async throws {
    guard let sharedData else {
      print("skipped: no CIFAR-10 in ../shared/data/cifar10")
      return
    }
    let splits = try await DatasetCatalog.load("\(sharedData)/cifar10")
    #expect(splits.train.count % 10_000 == 0)
    #expect(splits.test?.count == 10_000)
    // The first labels of the first training file: a frog, two trucks, a deer.
    #expect(splits.train.targets.allNumbers.prefix(4) == [[6], [9], [9], [4]])
    // Near the moments of all five files: 0.4914, 0.4822, 0.4465 of 255.
    for (mean, known) in zip(splits.train.mean, [0.4914, 0.4822, 0.4465]) {
      #expect(abs(Double(mean) / 255 - known) < 0.01)
    }
  }
}
