/// The data sets that are known by name, and the forms of files and folders that are read.
public enum DatasetCatalog {
  /// The names that ``load(_:options:downloads:)`` knows.
  public static let names = ["cifar10", "digits", "fashion-mnist", "mnist"]

  /// Reads a data set into memory.
  ///
  /// - `digits` is built in. `mnist`, `fashion-mnist` and `cifar10` are looked for in
  ///   `options.directory`, in the folder that the environment variable `LRFINDER_DATA` names, in
  ///   `/usr/share/datasets` (Debian's package `dataset-fashion-mnist`) and in
  ///   `~/.cache/lrfinder`, else downloaded from their publishers and checked.
  /// - `FILE.csv`, `FILE.tsv`, also with `.gz`: a table with a header.
  /// - `X.npy,Y.npy`: inputs and their targets.
  /// - `text:FILE`: a text, whose next characters are to be predicted.
  /// - A folder: with the four IDX files of MNIST (`.gz` or not), the binary files of CIFAR-10, or
  ///   `x.npy` and `y.npy` (or `inputs.npy` and `targets.npy`).
  ///
  /// A known name is never taken for a file or folder of that name; write `./digits` for those.
  ///
  /// - Parameters:
  ///   - nameOrPath: One of the forms above.
  ///   - options: Choices that the source leaves.
  ///   - downloads: Whether files may be fetched.
  /// - Returns: The part to train on and the part to test on.
  /// - Throws: A ``DatasetError`` whose one line says which file, where in it, what was found and
  ///   what was expected.
  public static func load(
    _ nameOrPath: String, options: DatasetOptions = DatasetOptions(),
    downloads: Downloads = .allowedWithBar
  ) async throws(DatasetError) -> DatasetSplits {
    try await load(
      nameOrPath, options: options, downloads: downloads,
      searching: .current(directory: options.directory))
  }

  static func load(
    _ nameOrPath: String, options: DatasetOptions, downloads: Downloads, searching path: SearchPath
  ) async throws(DatasetError) -> DatasetSplits {
    switch nameOrPath.lowercased() {
    case "digits": return try Digits.load()
    case "mnist":
      return try await NamedDataset.mnist.load(downloads: downloads, searching: path)
    case "fashion-mnist":
      return try await NamedDataset.fashionMNIST.load(downloads: downloads, searching: path)
    case "cifar10":
      return try await NamedDataset.cifar10.load(downloads: downloads, searching: path)
    default: return try read(nameOrPath, options: options)
    }
  }

  /// Reads a data set that is named by its files.
  private static func read(
    _ path: String, options: DatasetOptions
  ) throws(DatasetError) -> DatasetSplits {
    if path.hasPrefix("text:") {
      let file = String(path.dropFirst("text:".count))
      guard !file.isEmpty else { throw .invalidOption("text: names no file, expected text:FILE") }
      return try TextCharacters.load(
        path: file, name: FileSystem.lastComponent(file), length: options.textLength)
    }
    if FileSystem.isFolder(path) { return try readFolder(path, options: options) }
    if path.hasSuffix(".npy") {
      let parts = path.split(separator: ",").map(String.init)
      guard parts.count == 2 else {
        throw .invalidOption(
          "\(path): expected two files, inputs and targets: X.npy,Y.npy")
      }
      return try NPY.load(
        inputs: parts[0], targets: parts[1], name: FileSystem.lastComponent(parts[0]),
        options: options)
    }
    let tables = [".csv", ".tsv", ".csv.gz", ".tsv.gz"]
    if tables.contains(where: { path.lowercased().hasSuffix($0) }) {
      return try CSV.load(path: path, name: FileSystem.lastComponent(path), options: options)
    }
    throw .unknownDataset(path)
  }

  private static func readFolder(
    _ folder: String, options: DatasetOptions
  ) throws(DatasetError) -> DatasetSplits {
    let name = FileSystem.lastComponent(folder)
    if IDX.find(IDX.fileNames[0], in: folder) != nil {
      return try IDX.load(folder: folder, name: name, classNames: nil)
    }
    if CIFAR10.isIn(folder) { return try CIFAR10.load(folder: folder, name: name) }
    if let pair = NPY.find(in: folder) {
      return try NPY.load(inputs: pair.inputs, targets: pair.targets, name: name, options: options)
    }
    throw .missing(
      "\(folder)/train-images-idx3-ubyte[.gz]",
      hint: "expected the IDX files of MNIST, data_batch_1.bin of CIFAR-10, or x.npy and y.npy "
        + "in this folder")
  }
}

extension DatasetError {
  fileprivate static func unknownDataset(_ name: String) -> Self {
    .init(
      .unknownDataset,
      "unknown data set '\(name)': expected \(DatasetCatalog.names.joined(separator: ", ")), "
        + "FILE.csv, FILE.tsv, X.npy,Y.npy, text:FILE, or a folder with IDX, CIFAR-10 or "
        + ".npy files")
  }
}
