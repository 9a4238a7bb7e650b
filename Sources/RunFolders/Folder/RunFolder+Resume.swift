internal import Foundation
public import TrainingLogs

extension RunFolder {
  /// A run that a command began in a folder, as the folder's `settings.json` tells it.
  public struct Begun: Sendable {
    /// The folder.
    public let folder: RunFolder
    /// What the run was made with, by the names of the options.
    public let settings: Settings
    /// The command's arguments.
    public let arguments: [String]
  }

  private static let commandKey = "subcommand"
  private static let argumentsKey = "arguments"

  /// Begins a run that another process can go on with, and keeps the folder for this one.
  ///
  /// - Parameters:
  ///   - command: The name of the command.
  ///   - settings: What the run is made with, by the names of the options.
  ///   - arguments: The arguments from which the command goes on with the run.
  ///   - isShared: Whether several processes work in the folder side by side.
  /// - Throws: `LogError` with the system's reason.
  public func begin(
    _ command: String, _ settings: Settings, arguments: [String], isShared: Bool = false
  ) throws(LogError) {
    try lock(isShared: isShared)
    try write(
      settings.merging([
        Self.commandKey: .text(command), Self.argumentsKey: .list(arguments.map(SettingValue.text)),
      ]) { $1 })
  }

  /// Opens the folder of a run to go on with it, and keeps the folder for this process.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - command: The name of the command that began the run.
  ///   - isShared: Whether several processes work in the folder side by side.
  /// - Returns: The run.
  /// - Throws: `LogError` where there is no such run in it, or another process is at it.
  public static func resume(
    _ path: String, of command: String, isShared: Bool = false
  ) throws(LogError) -> Begun {
    let folder = RunFolder(URL(filePath: path, directoryHint: .isDirectory))
    let file = folder.path("settings.json")
    guard let data = FileManager.default.contents(atPath: file) else {
      throw LogError("\(path) holds no run to go on with: there is no settings.json in it")
    }
    guard var settings = try? JSONDecoder().decode(Settings.self, from: data) else {
      throw LogError("\(file): expected the settings of a run as a JSON object")
    }
    guard case .text(let other) = settings.removeValue(forKey: commandKey),
      case .list(let arguments) = settings.removeValue(forKey: argumentsKey)
    else { throw LogError("\(path) holds no run to go on with: \(file) names no command") }
    guard other == command else { throw LogError("\(path) holds a \(other), not a \(command)") }
    try folder.lock(isShared: isShared)
    return Begun(folder: folder, settings: settings, arguments: arguments.compactMap(\.text))
  }

  /// Keeps the folder for this process until it ends, however it ends.
  ///
  /// - Parameter isShared: Whether other processes may share it.
  /// - Throws: `LogError` where another process has it, and with the system's reason.
  private func lock(isShared: Bool) throws(LogError) {
    // Never closed: the lock is the process's, and the kernel takes it back at the process's end.
    let descriptor = open(path(".lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0, flock(descriptor, (isShared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 else {
      let reason = errno
      if descriptor >= 0 { close(descriptor) }
      throw LogError(
        descriptor >= 0 && reason == EWOULDBLOCK
          ? "\(path("")) is in use: another lrfinder is at work in it"
          : "cannot lock \(path(".lock")): \(String(cString: strerror(reason)))")
    }
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
