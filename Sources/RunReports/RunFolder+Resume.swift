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

  /// Writes any value as JSON; never half of it.
  ///
  /// - Parameters:
  ///   - value: The value.
  ///   - name: The name of the file.
  /// - Throws: `LogError` with the system's reason.
  public func write(_ value: some Encodable, as name: String) throws(LogError) {
    do {
      let text = try ResultDocument.encoded(value)
      try Data(text.utf8).write(to: url.appending(path: name), options: .atomic)
    } catch {
      throw LogError("cannot write \(path(name)): \(error.systemReason)")
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

  /// A value as JSON text, as `--json` prints it.
  ///
  /// - Parameter value: The value.
  /// - Returns: Lines, their keys sorted.
  /// - Throws: Where the value has no JSON.
  public static func json(_ value: some Encodable) throws -> String {
    try ResultDocument.encoded(value)
  }
}
