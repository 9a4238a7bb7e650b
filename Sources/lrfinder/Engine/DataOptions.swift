import ArgumentParser
import Datasets
import Reports
import RunFolders

extension DatasetOptions.Targets: ExpressibleByArgument {}
extension DatasetError: UsageError {
  var isUsage: Bool { code == .unknownDataset || code == .invalidOption }
}

/// What to train on.
struct DataOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The data set: \(DatasetCatalog.names.joined(separator: ", ")), FILE.csv, X.npy,Y.npy, text:FILE, or a folder.",
      valueName: "name|path"))
  var data = "digits"

  @Option(
    help: ArgumentHelp(
      "Where data sets are looked for first, and downloaded to.", valueName: "dir"))
  var dataDir: String?

  @Option(
    help: ArgumentHelp(
      "The column of a CSV file to predict (default: label, target, class or y, else the last).",
      valueName: "column"))
  var target: String?

  @Option(help: "What targets are: classification or regression (default: as they look).")
  var task: DatasetOptions.Targets?

  func validate() throws {
    let isNamed = DatasetCatalog.names.contains(data.lowercased())
    if isNamed || data.hasPrefix("text:") {
      if target != nil { throw ValidationError("--target is of a CSV file, not of \(data)") }
      if task != nil {
        throw ValidationError("--task is of a CSV file or .npy files, not of \(data)")
      }
    }
    if target != nil, data.hasSuffix(".npy") {
      throw ValidationError("--target is of a CSV file: X.npy,Y.npy names its targets")
    }
  }

  /// Reads the data set.
  func load() async throws -> DatasetSplits {
    try await DatasetCatalog.load(
      data, options: DatasetOptions(target: target, targets: task, directory: dataDir))
  }

  /// What was asked for, by the names of the options.
  var settings: Settings {
    [
      "data": .text(data), "target": SettingValue(target), "task": SettingValue(task?.rawValue),
    ]
  }
}
