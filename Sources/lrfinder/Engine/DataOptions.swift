import ArgumentParser
import Datasets
import Reports
import RunFolders

extension DatasetOptions.Targets: ExpressibleByArgument {}
extension DatasetOptions.Missing: ExpressibleByArgument {}
extension DatasetOptions.ImageSize: ExpressibleByArgument {
  /// Reads `64` or `64x48` (width and height).
  public init?(argument: String) {
    let sides = argument.lowercased().split(
      separator: "x", maxSplits: 2, omittingEmptySubsequences: false
    ).map { Int($0) ?? 0 }
    guard (1...2).contains(sides.count), sides.allSatisfy((1...4096).contains) else { return nil }
    self.init(height: sides[sides.count - 1], width: sides[0])
  }

  /// As it is written.
  public var defaultValueDescription: String { "\(width)x\(height)" }
}
extension DatasetError: UsageError {
  var isUsage: Bool { code == .unknownDataset || code == .invalidOption }
}

/// What to train on.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      The data set: \(DatasetCatalog.names.joined(separator: ", ")); a table FILE.csv or FILE.tsv; \
      X.npy,Y.npy or FILE.npz, images as [examples, channels, height, width] or [examples, height, \
      width, channels]; text:FILE; or a folder, also of images: DIR/class/image.png or .jpg, or \
      DIR/train/class/… and DIR/test/class/….
      """,
      valueName: "name|path"))
  var data = "digits"

  @Option(
    help: ArgumentHelp(
      "Where data sets are looked for first, and downloaded to.", valueName: "dir"))
  var dataDir: String?

  @Option(
    help: ArgumentHelp(
      "The column of a table to predict (default: label, target, class or y, else the last).",
      valueName: "column"))
  var target: String?

  @Option(
    help: ArgumentHelp("Leave this column of a table out; may be repeated.", valueName: "column"))
  var drop: [String] = []

  @Option(
    help: ArgumentHelp(
      "Take this column of a table in though it looks like an id; may be repeated.",
      valueName: "column"))
  var keep: [String] = []

  @Option(
    help: ArgumentHelp(
      "Missing values in a table: fill them (median or most frequent value, and a column that marks "
        + "them), drop their rows, or end with an error.", valueName: "fill|drop|error"))
  var missing = DatasetOptions.Missing.fill

  @Option(
    help: ArgumentHelp(
      "The size of images in folders: N or WIDTHxHEIGHT (default: as they are where all have one "
        + "size up to 128, else 64).", valueName: "pixels"))
  var imageSize: DatasetOptions.ImageSize?

  @Option(help: "What targets are: classification or regression (default: as they look).")
  var task: DatasetOptions.Targets?

  func validate() throws {
    let isNamed = DatasetCatalog.names.contains(data.lowercased())
    let isArrays = data.hasSuffix(".npy") || data.lowercased().hasSuffix(".npz")
    let ofTables = [
      ("--target", target != nil), ("--drop", !drop.isEmpty), ("--keep", !keep.isEmpty),
      ("--missing", missing != .fill),
    ]
    if isNamed || isArrays || data.hasPrefix("text:") {
      for (option, isGiven) in ofTables where isGiven {
        throw ValidationError("\(option) is of a table, not of \(data)")
      }
      if imageSize != nil {
        throw ValidationError("--image-size is of images in folders, not of \(data)")
      }
      if task != nil, !isArrays {
        throw ValidationError("--task is of a table or .npy files, not of \(data)")
      }
    }
  }

  /// Reads the data set.
  func load() async throws -> DatasetSplits {
    try await DatasetCatalog.load(
      data,
      options: DatasetOptions(
        target: target, targets: task, directory: dataDir, drop: drop, keep: keep,
        missing: missing, imageSize: imageSize))
  }

  /// What was asked for, by the names of the options.
  var settings: Settings {
    var settings: Settings = [
      "data": .text(data), "target": SettingValue(target), "task": SettingValue(task?.rawValue),
    ]
    // Settings tell what is out of the ordinary.
    if !drop.isEmpty { settings["drop"] = .text(drop.joined(separator: ", ")) }
    if !keep.isEmpty { settings["keep"] = .text(keep.joined(separator: ", ")) }
    if missing != .fill { settings["missing"] = .text(missing.rawValue) }
    if let imageSize { settings["image_size"] = .text(imageSize.defaultValueDescription) }
    return settings
  }
}
