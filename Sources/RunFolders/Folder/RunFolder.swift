public import Foundation
public import TrainingLogs

/// The folder that holds all that a run leaves behind.
///
/// `settings.json` is written first, `curve.csv` (or `curves/run-1.csv` and so on) while the run
/// goes on, `result.json` and the pictures at its end.
public struct RunFolder: Sendable {
  /// Where the folder is.
  public let url: URL

  /// Creates the folder.
  ///
  /// - Parameters:
  ///   - path: The folder to use: one that does not exist yet, or that is empty. Nil makes a fresh
  ///     one under `runs/` in the current folder.
  ///   - name: What a fresh folder is called, followed by a number.
  /// - Throws: `LogError` where there are files in it or it cannot be made.
  public init(at path: String?, named name: String) throws(LogError) {
    guard let path else {
      try self.init(freshIn: "runs", named: name, alwaysNumbered: true)
      return
    }
    let url = URL(filePath: path, directoryHint: .isDirectory)
    if let names = try? FileManager.default.contentsOfDirectory(atPath: path), !names.isEmpty {
      throw LogError("\(path) is not empty: name a new folder, or an empty one")
    }
    try Self.makeFolder(url)
    self.init(url)
  }

  /// Creates a folder that was not there.
  ///
  /// - Parameters:
  ///   - parent: The folder that it is made in, which is made, too.
  ///   - name: What it is called; a number follows where that is taken.
  ///   - alwaysNumbered: Whether a number follows in any case.
  /// - Throws: `LogError` where it cannot be made.
  public init(
    freshIn parent: String, named name: String, alwaysNumbered: Bool = false
  ) throws(LogError) {
    let parent = URL(filePath: parent, directoryHint: .isDirectory)
    try Self.makeFolder(parent)
    // Creating without intermediates fails where the name is taken, so that two commands that
    // start together get two folders.
    var number = 1
    while true {
      let numbered = alwaysNumbered || number > 1 ? "\(name)-\(number)" : name
      let fresh = parent.appending(path: numbered, directoryHint: .isDirectory)
      do {
        try FileManager.default.createDirectory(at: fresh, withIntermediateDirectories: false)
        self.init(fresh)
        return
      } catch CocoaError.fileWriteFileExists {
        number += 1
      } catch {
        throw LogError("cannot create \(fresh.relativePath): \(error.systemReason)")
      }
    }
  }

  package init(_ url: URL) { self.url = url }

  /// The last part of its path.
  public var name: String { url.lastPathComponent }

  /// The path of a file in the folder.
  public func path(_ name: String) -> String { url.appending(path: name).relativePath }

  /// Where the curve of a run goes.
  ///
  /// - Parameters:
  ///   - run: The run, from 0.
  ///   - count: The number of runs.
  ///   - attempt: Which plan the run belongs to, from 1.
  /// - Returns: `curve.csv` for a single run, else `curves/run-1.csv` and so on; for a second plan
  ///   `attempt-2/run-1.csv` and so on.
  /// - Throws: `LogError` where the folder of the curves cannot be made.
  public func curvePath(run: Int, of count: Int, attempt: Int = 1) throws(LogError) -> String {
    if attempt > 1 {
      try Self.makeFolder(url.appending(path: "attempt-\(attempt)", directoryHint: .isDirectory))
      return path("attempt-\(attempt)/run-\(run + 1).csv")
    }
    if count == 1 { return path("curve.csv") }
    try Self.makeFolder(url.appending(path: "curves", directoryHint: .isDirectory))
    return path("curves/run-\(run + 1).csv")
  }

  /// Writes what the run was asked to do.
  ///
  /// - Throws: `LogError` with the system's reason.
  public func write(_ settings: Settings) throws(LogError) {
    try write(settings, as: "settings.json")
  }

  /// Writes any value as JSON, whole or not at all.
  ///
  /// - Parameters:
  ///   - value: The value.
  ///   - name: The name of the file.
  /// - Throws: `LogError` with the system's reason.
  public func write(_ value: some Encodable, as name: String) throws(LogError) {
    try write(name) { try Self.json(value) }
  }

  /// A value as JSON text, as `--json` prints it.
  ///
  /// - Parameter value: The value.
  /// - Returns: Lines, their keys sorted, with a newline at the end.
  /// - Throws: Where the value has no JSON.
  public static func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }

  /// Writes a file whole, or not at all.
  package func write(_ name: String, _ text: () throws -> String) throws(LogError) {
    do {
      // A temporary file that is renamed: never half a result under its name.
      try Data(text().utf8).write(to: url.appending(path: name), options: .atomic)
    } catch {
      throw LogError("cannot write \(path(name)): \(error.systemReason)")
    }
  }

  /// Makes a folder in the folder, where it is not there yet.
  package func makeFolder(_ name: String) throws(LogError) {
    try Self.makeFolder(url.appending(path: name, directoryHint: .isDirectory))
  }

  private static func makeFolder(_ url: URL) throws(LogError) {
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw LogError("cannot create the folder \(url.relativePath): \(error.systemReason)")
    }
  }
}
