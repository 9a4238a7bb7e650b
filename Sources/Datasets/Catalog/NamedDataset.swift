/// A data set that is known by name: how it is recognized, read and fetched.
struct NamedDataset: Sendable {
  let name: String
  /// Other folder names that it is found under, as torchvision or its publisher name them.
  let otherFolders: [String]
  let publication: Publication
  /// Whether a folder holds it; `complete` asks for all files.
  let isIn: @Sendable (_ folder: String, _ complete: Bool) -> Bool
  let read: @Sendable (_ folder: String, _ name: String) throws(DatasetError) -> DatasetSplits

  /// Finds or fetches it, and reads it.
  func load(
    downloads: Downloads, searching path: SearchPath
  ) async throws(DatasetError) -> DatasetSplits {
    if let folder = path.folder(of: name, orIn: otherFolders, where: isIn) {
      return try read(folder, name)
    }
    if let directory = path.directory, let reason = FileSystem.obstacle(to: directory) {
      throw .unreadable(directory, reason)
    }
    let destination = path.destination(for: name)
    let remedy = "put its files into \(destination), or name their folder with --data-dir"
    guard downloads.areAllowed else {
      throw .missing(destination, hint: "\(name) is not on this machine; \(remedy)")
    }
    do {
      try await Downloader(publication: publication, folder: destination, downloads: downloads)
        .run()
    } catch  where error.code == .downloadFailed {
      throw .downloadFailed("cannot download \(name): \(error.description); \(remedy)")
    }
    return try read(destination, name)
  }

  /// The handwritten digits of 28×28 pixels.
  static let mnist = idx(
    "mnist", otherFolders: ["MNIST/raw", "MNIST"], publication: .mnist,
    classNames: (0...9).map(String.init))

  /// The clothes of 28×28 pixels.
  static let fashionMNIST = idx(
    "fashion-mnist", otherFolders: ["FashionMNIST/raw", "FashionMNIST"], publication: .fashionMNIST,
    classNames: [
      "T-shirt/top", "trouser", "pullover", "dress", "coat", "sandal", "shirt", "sneaker", "bag",
      "ankle boot",
    ])

  /// The color photographs of 32×32 pixels.
  static let cifar10 = NamedDataset(
    name: "cifar10", otherFolders: ["cifar-10-batches-bin"], publication: .cifar10,
    isIn: { folder, complete in
      guard complete else { return CIFAR10.isIn(folder) }
      return (CIFAR10.trainingFiles + [CIFAR10.testFile]).allSatisfy {
        FileSystem.isFile("\(folder)/\($0)")
      }
    },
    read: { folder, name throws(DatasetError) in
      try CIFAR10.load(folder: folder, name: name)
    })

  /// A data set of four IDX files.
  static func idx(
    _ name: String, otherFolders: [String], publication: Publication, classNames: [String]
  ) -> NamedDataset {
    NamedDataset(
      name: name, otherFolders: otherFolders, publication: publication,
      isIn: { folder, complete in
        IDX.fileNames.prefix(complete ? 4 : 1).allSatisfy { IDX.find($0, in: folder) != nil }
      },
      read: { folder, name throws(DatasetError) in
        try IDX.load(folder: folder, name: name, classNames: classNames)
      })
  }
}
