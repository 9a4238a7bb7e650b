import Testing

@testable import Datasets

@Suite struct DatasetCatalogTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [
    (
      "imagenet",
      "unknown data set 'imagenet': expected cifar10, digits, fashion-mnist, mnist, FILE.csv, "
        + "FILE.tsv, X.npy,Y.npy, FILE.npz, text:FILE, or a folder with IDX, CIFAR-10 or .npy files "
        + "or a folder of images for each class"
    ),
    ("text:", "text: names no file, expected text:FILE"),
    ("x.npy", "x.npy: expected two files, inputs and targets: X.npy,Y.npy"),
    ("text:no/such.txt", "no/such.txt: no such file or folder"),
    ("no/x.npy,no/y.npy", "no/x.npy: no such file or folder"),
  ])
  func saysWhatIsWrongWithAName(name: String, message: String) async {
    let error = await datasetError { try await DatasetCatalog.load(name, downloads: .forbidden) }
    #expect(error?.description == message)
  }

  @Test func anEmptyFolderSaysWhatItShouldHold() async {
    let error = await datasetError { try await DatasetCatalog.load(folder.path) }
    #expect(error?.code == .missingFile)
    #expect(error?.description.contains("expected the IDX files of MNIST") == true)
  }

  @Test func aFolderIsNoTable() async throws {
    try folder.write("table.csv/file", "x")
    let error = await datasetError {
      try await DatasetCatalog.load("text:\(folder.path)/table.csv")
    }
    #expect(error?.description == "\(folder.path)/table.csv: is a folder, expected a file")
  }

  /// Which of the roots have the data set, and which one is taken.
  @Test(
    arguments: [
      (["directory", "variable", "system", "cache"], "directory"),
      (["variable", "system", "cache"], "variable"), (["system", "cache"], "system"),
      (["cache"], "cache"), ([], nil),
    ] as [([String], String?)])
  func searchesInOrder(present: [String], taken: String?) throws {
    for root in present { try folder.write("\(root)/mnist/train", "x") }
    let path = SearchPath(
      directory: "\(folder.path)/directory", variable: "\(folder.path)/variable",
      system: ["\(folder.path)/system"], cache: "\(folder.path)/cache")
    let found = path.folder(of: "mnist", orIn: []) { root, _ in FileSystem.isFile("\(root)/train") }
    #expect(found == taken.map { "\(folder.path)/\($0)/mnist" })
  }

  /// A download that was cut off leaves a folder that must not be taken for a data set.
  @Test func aHalfDownloadIsNotTaken() throws {
    try folder.write("cache/mnist/\(IDX.fileNames[0])", "x")
    let path = SearchPath(
      directory: nil, variable: nil, system: [], cache: "\(folder.path)/cache")
    let found = path.folder(of: "mnist", orIn: [], where: NamedDataset.mnist.isIn)
    #expect(found == nil)
  }

  @Test func theNamedFolderMayHoldTheFilesItself() async throws {
    for (name, bytes) in zip(IDX.fileNames, [IDXTests.images, IDXTests.labels]) {
      try folder.write(name, bytes)
    }
    let splits = try await DatasetCatalog.load(
      "fashion-mnist", options: DatasetOptions(directory: folder.path), downloads: .forbidden)
    #expect(splits.train.name == "fashion-mnist")
    #expect(splits.train.task == .classification(classes: 10))
  }
}

@Suite struct ExampleMemoryTests {
  @Test func aViewKeepsTheWholeAlive() throws {
    weak var whole: ExampleMemory?
    var view: ExampleMemory?
    do {
      let memory = try ExampleMemory(byteCount: 4) { $0.copyBytes(from: [1, 2, 3, 4]) }
      view = memory.view(from: 1, byteCount: 2).view(from: 1, byteCount: 1)
      whole = memory
    }
    #expect(whole != nil)
    #expect(view.map { Array($0.bytes) } == [3])
    view = nil
    #expect(whole == nil)
  }

  @Test func tooMuchMemoryIsAnError() {
    #expect(throws: DatasetError.self) {
      try ExampleMemory(byteCount: .max) { _ in }
    }
  }

  @Test func aFailedFillIsHandedOn() {
    let error = DatasetError.missing("x")
    #expect(throws: error) {
      try ExampleMemory(byteCount: 8) { _ throws(DatasetError) in throw error }
    }
  }
}
