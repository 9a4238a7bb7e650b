import Foundation
import RunFolders
import Testing
import TrainingLogs

/// Runs that another process goes on with.
@Suite struct ResumeTests {
  private let scratch = FileManager.default.temporaryDirectory
    .appending(path: "resume-\(UUID().uuidString)", directoryHint: .isDirectory)

  private func begin(isShared: Bool = false) throws {
    try RunFolder(at: scratch.path(), named: "unused").begin(
      "train", ["model": "mlp", "momentum": 0.9], arguments: ["--epochs", "2"], isShared: isShared)
  }

  @Test func aRunComesBackAsItWasBegun() throws {
    defer { try? FileManager.default.removeItem(at: scratch) }
    // Shared, because both are of this process.
    try begin(isShared: true)
    let begun = try RunFolder.resume(scratch.path(), of: "train", isShared: true)
    #expect(begun.settings == ["model": "mlp", "momentum": 0.9])
    #expect(begun.arguments == ["--epochs", "2"])
    #expect(begun.folder.has("settings.json"))
  }

  @Test(arguments: [(false, false), (false, true), (true, false)])
  func aFolderIsOneProcess(first: Bool, second: Bool) throws {
    defer { try? FileManager.default.removeItem(at: scratch) }
    try begin(isShared: first)
    let error = #expect(throws: LogError.self) {
      try RunFolder.resume(scratch.path(), of: "train", isShared: second)
    }
    #expect(error?.description.hasSuffix(" is in use: another lrfinder is at work in it") == true)
  }

  @Test(arguments: [
    (nil, " holds no run to go on with: there is no settings.json in it"),
    ("[1]", "settings.json: expected the settings of a run as a JSON object"),
    ("{", "settings.json: expected the settings of a run as a JSON object"),
    (#"{"model": "mlp"}"#, "settings.json names no command"),
    (#"{"subcommand": "train", "arguments": "none"}"#, "settings.json names no command"),
    (#"{"subcommand": "grid", "arguments": []}"#, " holds a grid, not a train"),
  ])
  func whatIsNoSuchRunIsRefused(settings: String?, reason: String) throws {
    defer { try? FileManager.default.removeItem(at: scratch) }
    let folder = try RunFolder(at: scratch.path(), named: "unused")
    if let settings {
      try Data(settings.utf8).write(to: folder.url.appending(path: "settings.json"))
    }
    let error = #expect(throws: LogError.self) { try RunFolder.resume(scratch.path(), of: "train") }
    #expect(error?.description.hasSuffix(reason) == true, "\(error?.description ?? "")")
  }
}
