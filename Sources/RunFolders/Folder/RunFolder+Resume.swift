internal import Foundation
public import TrainingLogs

extension RunFolder {
  /// The folder of a run that was interrupted, to go on with.
  ///
  /// - Parameter path: The folder.
  /// - Throws: `LogError` where it is none, or holds no command to go on with.
  public init(resuming path: String) throws(LogError) {
    url = URL(filePath: path, directoryHint: .isDirectory)
    guard FileManager.default.fileExists(atPath: self.path(Self.argumentsName)) else {
      throw LogError("\(path) holds no run to go on with: there is no \(Self.argumentsName) in it")
    }
  }

  private static let argumentsName = "arguments.json"

  /// Writes the command's arguments, from which the run goes on after an interruption.
  ///
  /// - Throws: `LogError` with the system's reason.
  public func write(arguments: [String]) throws(LogError) {
    try write(arguments, as: Self.argumentsName)
  }

  /// Reads the command's arguments.
  ///
  /// - Throws: `LogError` where they are not there or damaged.
  public func arguments() throws(LogError) -> [String] {
    let file = path(Self.argumentsName)
    do {
      return try JSONDecoder().decode([String].self, from: Data(contentsOf: URL(filePath: file)))
    } catch { throw LogError("\(file) cannot be read: it is missing or damaged") }
  }

  /// Whether a file of this name is in the folder.
  public func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  /// Removes a file, if it is there.
  ///
  /// - Parameter name: The name of the file.
  public func remove(_ name: String) {
    try? FileManager.default.removeItem(atPath: path(name))
  }

  /// Removes the curves of range tests, those of all attempts.
  public func removeCurves() {
    remove("curve.csv")
    remove("curves")
    var attempt = 2
    while has("attempt-\(attempt)") {
      remove("attempt-\(attempt)")
      attempt += 1
    }
  }

  /// Opens a folder that a run was kept in before.
  ///
  /// - Parameter path: The folder.
  /// - Throws: `LogError` where it holds no run.
  public init(reopening path: String) throws(LogError) {
    self.init(URL(filePath: path, directoryHint: .isDirectory))
    guard FileManager.default.fileExists(atPath: self.path("settings.json")) else {
      throw LogError("\(path) holds no study: expected a settings.json in it")
    }
  }

  /// What the run was asked to do.
  ///
  /// - Throws: `LogError` where the folder has no such file, or something else in it.
  public func settings() throws(LogError) -> Settings {
    let path = path("settings.json")
    do {
      return try JSONDecoder().decode(Settings.self, from: Data(contentsOf: URL(filePath: path)))
    } catch CocoaError.fileReadNoSuchFile {
      throw LogError("\(path): no such file")
    } catch {
      throw LogError("\(path): expected the settings of a study as a JSON object")
    }
  }

  /// The runs that a folder keeps: its own, or else those of the folders in it, such as one for
  /// each optimizer of a script.
  ///
  /// - Parameter path: The folder.
  /// - Returns: At least one folder with a result in it.
  /// - Throws: `LogError` where there is none.
  public static func runs(in path: String) throws(LogError) -> [RunFolder] {
    let folder = RunFolder(URL(filePath: path, directoryHint: .isDirectory))
    if folder.has("result.json") { return [folder] }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let runs = names.sorted().filter { folder.has("\($0)/result.json") }
    guard !runs.isEmpty else {
      throw LogError("\(path) holds no finished run: expected a result.json in it")
    }
    return runs.map { RunFolder(folder.url.appending(path: $0, directoryHint: .isDirectory)) }
  }
}
