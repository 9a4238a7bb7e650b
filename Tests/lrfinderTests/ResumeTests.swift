import Foundation
import Testing

/// Folders of runs that can be gone on with: who may, and what they say of the run.
@Suite(.serialized, .enabled(if: Command.hasEngine, "built without libtorch"))
struct ResumeTests {
  /// Waits until something holds, a minute at most.
  private func wait(until holds: () -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while !holds() {
      try #require(ContinuousClock.now < deadline, "it did not happen within a minute")
      Thread.sleep(forTimeInterval: 0.02)
    }
  }

  /// Starts a command that runs until it is interrupted.
  private func start(_ arguments: [String], in folder: URL) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: Command.path)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  private func rows(_ file: URL) -> [Substring] {
    (try? String(contentsOf: file, encoding: .utf8))?.split(separator: "\n") ?? []
  }

  @Test(arguments: [
    ("train", ["--learning-rate", "0.05", "--epochs", "100000", "--checkpoint-every", "20"]),
    ("grid", ["--rates", "0.01", "--budget", "10000000"]),
  ])
  func aFolderInUseIsLeftAlone(command: String, options: [String]) throws {
    let scratch = try Scratch()
    let first = try start(
      [command, "--out", "run", "--threads", "1", "--quiet"] + options, in: scratch.url)
    defer { first.terminate() }
    let history = scratch.url.appending(path: "run/history.csv")
    let settings = scratch.url.appending(path: "run/settings.json")
    try wait { command == "train" ? rows(history).count > 50 : !rows(settings).isEmpty }
    let second = try Command.run([command, "--resume", "run", "--quiet"], in: scratch.url)
    #expect(second.status == 1)
    #expect(second.errors == "lrfinder: run is in use: another lrfinder is at work in it\n")
    #expect(first.isRunning)
    first.interrupt()
    first.waitUntilExit()
    if command == "train" {
      let steps = rows(history).dropFirst().map { $0.prefix { $0 != "," } }
      #expect(steps == steps.indices.map { "\($0)"[...] })
    }
    // The lock went with its process.
    let lock = open(scratch.url.appending(path: "run/.lock").path(), O_RDWR)
    defer { close(lock) }
    #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
  }

  @Test(arguments: [
    ("find", "run holds no run to go on with: run/settings.json names no command"),
    ("grid", "run holds a grid, not a train"),
    ("study", "run holds a study, not a train"),
  ])
  func whatIsNoTrainingIsNotTrainedOn(command: String, reason: String) throws {
    let scratch = try Scratch()
    let options = command == "grid" ? ["--rates", "0.1", "--budget", "2"] : ["--steps", "20"]
    _ = try Command.run(
      [command, "--out", "run", "--runs", "1", "--threads", "1"] + options, in: scratch.url)
    let other = try Command.run(["train", "--resume", "run"], in: scratch.url)
    #expect(other.status == 1 && other.errors == "lrfinder: \(reason)\n")
  }

  /// What was left to the defaults is in the settings as it was used.
  @Test(
    arguments: [
      ["find", "--steps", "20"], ["train", "--learning-rate", "0.1", "--budget", "2"],
      ["grid", "--rates", "0.1", "--runs", "1", "--budget", "2"],
      ["study", "--runs", "1", "--steps", "20"],
    ],
    [
      ([], 0.9, 0, "cross-entropy"), (["--momentum", "0.5"], 0.5, 0, "cross-entropy"),
      (["--optimizer", "adamw", "--loss", "mse"], nil, 0.01, "mse"),
      (["--optimizer", "rmsprop"], 0, 0, "cross-entropy"),
    ] as [([String], Double?, Double, String)])
  func settingsHoldWhatWasUsed(
    command: [String],
    expected: (options: [String], momentum: Double?, decay: Double, loss: String)
  ) throws {
    let scratch = try Scratch()
    _ = try Command.run(
      command + ["--out", "run", "--quiet", "--threads", "1"] + expected.options, in: scratch.url)
    for file in ["settings.json", "result.json"] {
      let data = try Data(contentsOf: scratch.url.appending(path: "run/\(file)"))
      let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
      let settings = object["settings"] as? [String: Any] ?? object
      #expect(settings["momentum"] as? Double == expected.momentum)
      #expect(settings["weight_decay"] as? Double == expected.decay)
      #expect(settings["loss"] as? String == expected.loss)
      #expect(settings["threads"] as? Int == 1)
    }
  }
}
