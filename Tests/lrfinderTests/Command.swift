import Foundation
import Testing

/// Runs the built command as a user would.
struct Command {
  /// What a run printed and how it ended.
  struct Result {
    let status: Int32
    let output: String
    let errors: String
  }

  /// The built command, beside the tests.
  static let path = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appending(path: "lrfinder").path()

  /// Whether the command was built with the engine.
  static let hasEngine =
    (try? run(["--help"]).output.split(separator: "\n").contains { $0.hasPrefix("  find ") })
    == true

  /// Runs the command to its end, in a fresh folder where none is named; once something holds, it is
  /// sent SIGINT.
  static func run(
    _ arguments: [String], in folder: URL? = nil, interruptedOnce holds: (() -> Bool)? = nil
  ) throws -> Result {
    let scratch = try folder == nil ? Scratch() : nil
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    process.currentDirectoryURL = folder ?? scratch?.url
    let (output, errors) = (Pipe(), Pipe())
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    if let holds {
      while process.isRunning, !holds() { Thread.sleep(forTimeInterval: 0.02) }
      process.interrupt()
    }
    // Both pipes are drained while the command runs, or it would wait for a full one.
    let drained = DispatchQueue(label: "errors").sync { errors.fileHandleForReading }
    nonisolated(unsafe) var errorData = Data()
    let group = DispatchGroup()
    DispatchQueue.global().async(group: group) { errorData = drained.readDataToEndOfFile() }
    let outputData = output.fileHandleForReading.readDataToEndOfFile()
    group.wait()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: String(decoding: outputData, as: UTF8.self),
      errors: String(decoding: errorData, as: UTF8.self))
  }
}

/// A folder that is gone when the test is over.
final class Scratch {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appending(path: "lrfinder-\(UUID().uuidString)", directoryHint: .isDirectory)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Writes a file and returns its path.
  func file(_ name: String, _ text: String) throws -> String {
    let file = url.appending(path: name)
    try Data(text.utf8).write(to: file)
    return file.path()
  }
}

extension Scratch {
  /// Whether a file is there and has so many bytes.
  func has(_ name: String, ofBytes count: Int = 0) -> Bool {
    ((try? Data(contentsOf: url.appending(path: name)))?.count).map { $0 >= count } ?? false
  }

  /// The names of what is in the folder.
  func contents() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.path()).sorted()
  }
}
