/// The data sets that are known by name, and the forms of files and folders that are read.
public enum DatasetCatalog {
  /// The names that ``load(_:options:downloads:)`` knows.
  public static let names = ["cifar10", "digits", "fashion-mnist", "mnist"]

  /// What may be named beside ``names``, in words.
  static let forms =
    "FILE.csv, FILE.tsv, X.npy,Y.npy, FILE.npz, text:FILE, or a folder with IDX, CIFAR-10 or .npy "
    + "files or a folder of images for each class"

  /// Reads a data set into memory.
  ///
  /// - `digits` is built in. `mnist`, `fashion-mnist` and `cifar10` are looked for in
  ///   `options.directory`, in the folder that the environment variable `LRFINDER_DATA` names, in
  ///   `/usr/share/datasets` (Debian's package `dataset-fashion-mnist`) and in
  ///   `~/.cache/lrfinder`, else downloaded from their publishers and checked.
  /// - `FILE.csv`, `FILE.tsv`, `.data`, `.dat` or `.txt`, also with `.gz`: a table.
  /// - `X.npy,Y.npy`: inputs and their targets; images are [examples, channels, height, width] or
  ///   [examples, height, width, channels].
  /// - `FILE.npz`: the same in one archive, under the names `x` and `y`, or `x_train`, `y_train`,
  ///   `x_test` and `y_test`.
  /// - `text:FILE`: a text, whose next characters are to be predicted.
  /// - A folder: with the four IDX files of MNIST (`.gz` or not), the binary files of CIFAR-10,
  ///   `x.npy` and `y.npy`, or a folder of PNG and JPEG images for each class, which may lie in
  ///   folders `train` and `test`.
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
    if let reason = FileSystem.obstacle(to: path) { throw .unreadable(path, reason) }
    if FileSystem.isFolder(path) { return try readFolder(path, options: options) }
    if path.hasSuffix(".npy") {
      let parts = path.split(separator: ",").map(String.init)
      guard parts.count == 2 else {
        throw .invalidOption(
          "\(path): expected two files, inputs and targets: X.npy,Y.npy")
      }
      return try NPY.load(
        train: (FileReader(path: parts[0]), FileReader(path: parts[1])), test: nil,
        name: FileSystem.lastComponent(parts[0]), options: options)
    }
    if path.lowercased().hasSuffix(".npz") { return try NPY.load(archive: path, options: options) }
    if TableDataset.isTable(path) {
      return try TableDataset.load(
        path: path, name: FileSystem.lastComponent(path), options: options)
    }
    if let remedy = UnreadForm.remedy(for: path), FileSystem.isFile(path) {
      throw .unsupported(path, remedy)
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
    if let arrays = try NPY.load(folder: folder, options: options) { return arrays }
    if let images = try ImageFolder.load(folder: folder, name: name, options: options) {
      return images
    }
    throw .missing(
      "\(folder)/train-images-idx3-ubyte[.gz]",
      hint: "expected the IDX files of MNIST, data_batch_1.bin of CIFAR-10, x.npy and y.npy, or a "
        + "folder of PNG or JPEG images for each class in this folder")
  }
}

/// Kinds of files that hold tables or images but are not read, and what to do with them.
private enum UnreadForm {
  /// The remedy for a file of such a kind; nil for others.
  static func remedy(for path: String) -> String? {
    let name = path.lowercased()
    let table = "expected a table as text"
    func pandas(_ reader: String) -> String {
      "make one: python3 -c \"import pandas; pandas.\(reader)('FILE').to_csv('FILE.csv', "
        + "index=False)\""
    }
    if name.hasSuffix(".parquet") || name.hasSuffix(".pq") {
      return
        "Parquet is not read, as its library (Apache Arrow) is not part of the system; \(table), "
        + pandas("read_parquet")
    }
    if name.hasSuffix(".feather") || name.hasSuffix(".arrow") {
      return "Arrow files are not read; \(table), " + pandas("read_feather")
    }
    if [".xlsx", ".xls", ".ods"].contains(where: name.hasSuffix) {
      return "spreadsheets are not read; \(table): save it as CSV, or "
        + pandas("read_excel")
    }
    if [".json", ".jsonl"].contains(where: name.hasSuffix) {
      return "JSON is not read as a table; \(table), " + pandas("read_json")
    }
    if [".zip", ".tar", ".tgz", ".tar.gz"].contains(where: name.hasSuffix) {
      return "archives are not read; unpack it and name the file or folder in it"
    }
    if [".png", ".jpg", ".jpeg"].contains(where: name.hasSuffix) {
      return "is one image, expected the folder that holds a folder of images for each class"
    }
    return nil
  }
}

extension DatasetError {
  fileprivate static func unknownDataset(_ name: String) -> Self {
    .init(
      .unknownDataset,
      "unknown data set \(quoted(name)): expected \(DatasetCatalog.names.joined(separator: ", ")), "
        + DatasetCatalog.forms)
  }
}
