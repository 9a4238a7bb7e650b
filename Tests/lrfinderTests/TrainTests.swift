import Foundation
import Testing

@Suite(.serialized, .enabled(if: Command.hasEngine, "built without libtorch"))
struct TrainTests {
  private func text(_ scratch: Scratch, _ name: String) throws -> String {
    try String(contentsOf: scratch.url.appending(path: name), encoding: .utf8)
  }

  private func json(_ text: String) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  private struct Found: Decodable { let learning_rate: Double }

  @Test(arguments: ["constant", "one-cycle"])
  func aFoundRateTrainsLikeTheSameRateByHand(schedule: String) throws {
    let scratch = try Scratch()
    let options = ["--schedule", schedule, "--epochs", "2", "--threads", "1"]
    let found = try Command.run(["train", "--json", "--out", "found"] + options, in: scratch.url)
    #expect(found.status == 0)
    let result = try json(found.output)
    // JSONSerialization rounds in the last place; JSONDecoder does not.
    let rate = try JSONDecoder().decode(Found.self, from: Data(found.output.utf8)).learning_rate
    #expect((result["epochs"] as? [Any])?.count == 2)
    #expect((result["findings"] as? [Any])?.count == 1)
    let byHand = try Command.run(
      ["train", "--learning-rate", "\(rate)", "--out", "hand"] + options, in: scratch.url)
    #expect(byHand.status == 0)
    #expect(byHand.output.contains("epoch 2 of 2  training loss "))
    #expect(try text(scratch, "hand/history.csv") == text(scratch, "found/history.csv"))
    #expect(try text(scratch, "hand/epochs.csv") == text(scratch, "found/epochs.csv"))
  }

  /// A training at a verified rate begins with the weights and batches that verified it.
  @Test func aVerifiedRateTrainsLikeTheSameRateByHand() throws {
    let scratch = try Scratch()
    let options = ["--epochs", "1", "--threads", "1"]
    let found = try Command.run(
      ["train", "--verify", "--json", "--out", "found"] + options, in: scratch.url)
    #expect(found.status == 0)
    let rate = try JSONDecoder().decode(Found.self, from: Data(found.output.utf8)).learning_rate
    let byHand = try Command.run(
      ["train", "--learning-rate", "\(rate)", "--out", "hand"] + options, in: scratch.url)
    #expect(byHand.status == 0)
    #expect(try text(scratch, "hand/history.csv") == text(scratch, "found/history.csv"))
    let verified = try Command.run(
      ["find", "--verify", "--no-adapt", "--rate-only", "--threads", "1"], in: scratch.url)
    #expect(verified.output == "\(rate)\n")
    #expect(
      try text(scratch, "found/trials.csv").split(separator: "\n").count > 4)
  }

  @Test func aKilledTrainingGoesOnToTheSameBits() throws {
    let scratch = try Scratch()
    let options = [
      "--schedule", "one-cycle", "--budget", "1500", "--threads", "1", "--refind-every", "20",
      "--checkpoint-every", "100", "--optimizer", "adam",
    ]
    _ = try Command.run(["train", "--quiet", "--out", "whole"] + options, in: scratch.url)
    let status = try kill(
      ["train", "--quiet", "--out", "killed"] + options, in: scratch.url,
      when: "killed/checkpoint.safetensors")
    #expect(status == SIGKILL)
    // As if it had taken a thousand seconds to its checkpoint.
    let times = scratch.url.appending(path: "killed/checkpoints.csv")
    try Data("step,seconds\n100,1000.5\n9999,5000\n".utf8).write(to: times)
    let resumed = try Command.run(["train", "--resume", "killed"], in: scratch.url)
    #expect(resumed.status == 0)
    #expect(resumed.errors.contains("lrfinder: going on after step "))
    #expect(try text(scratch, "killed/history.csv") == text(scratch, "whole/history.csv"))
    #expect(try text(scratch, "killed/epochs.csv") == text(scratch, "whole/epochs.csv"))
    let (a, b) = (
      try Data(contentsOf: scratch.url.appending(path: "killed/checkpoint.safetensors")),
      try Data(contentsOf: scratch.url.appending(path: "whole/checkpoint.safetensors"))
    )
    #expect(a == b)
    let seconds = try #require(json(text(scratch, "killed/result.json"))["seconds"] as? Double)
    #expect(seconds > 1000.5 && seconds < 5000)
  }

  @Test func resumingWhatIsOverChangesNothing() throws {
    let scratch = try Scratch()
    let begin = ["train", "--learning-rate", "0.1", "--budget", "30", "--out", "run", "--quiet"]
    #expect(try Command.run(begin, in: scratch.url).status == 0)
    let before = try text(scratch, "run/result.json")
    // The result is made again where only its file is missing.
    for isKept in [true, false] {
      if !isKept {
        try FileManager.default.removeItem(at: scratch.url.appending(path: "run/result.json"))
      }
      #expect(try Command.run(["train", "--resume", "run"], in: scratch.url).status == 0)
      #expect(try text(scratch, "run/result.json") == before)
    }
    #expect(try #require(json(before)["seconds"] as? Double) > 0)
  }

  @Test func aTrainingThatEndsWorseThanItBeganSaysSo() throws {
    let scratch = try Scratch()
    let options = ["--learning-rate", "100", "--epochs", "2", "--threads", "1"]
    let worse = try Command.run(["train", "--out", "run"] + options, in: scratch.url)
    #expect(worse.status == 3)
    #expect(worse.output.contains("\n44 steps in "))
    let warnings = worse.errors.split(separator: "\n").filter { $0.contains("worse") }
    #expect(warnings.count == 1)
    let sentence =
      /lrfinder: the training ended worse than it began: test loss ([0-9.]+) after it, 2\.[0-9]+ before/
    let match = try #require(warnings.first?.wholeMatch(of: sentence))
    #expect((Double(match.1) ?? 0) > 4)
    let kept = try json(text(scratch, "run/result.json"))
    #expect(kept["outcome"] as? String == "completed")
    #expect(kept["ended_worse"] as? Bool == true)
    let after = try #require(kept["loss_after"] as? Double)
    #expect((kept["test"] as? [String: Any])?["loss"] as? Double == after)
    #expect(try after > #require(kept["loss_before"] as? Double))
    // What is over stays as bad.
    #expect(try Command.run(["train", "--resume", "run", "--quiet"], in: scratch.url).status == 3)
    let printed = try Command.run(["train", "--json"] + options, in: scratch.url)
    #expect(printed.status == 3)
    #expect(try json(printed.output)["ended_worse"] as? Bool == true)
  }

  /// It has learned its examples by heart; what it was to learn from them is another matter.
  @Test func aTrainingThatOverfitsHasNotEndedWorse() throws {
    let scratch = try Scratch()
    let rows = (0..<60).map { row in
      (0..<7).map { "\(sin(pow(Double(7 * row + $0), 3)))" }.joined(separator: ",")
    }
    _ = try scratch.file("noise.csv", "a,b,c,d,e,f,y\n" + rows.joined(separator: "\n") + "\n")
    let result = try Command.run(
      [
        "train", "--data", "noise.csv", "--model", "mlp:64", "--optimizer", "adam",
        "--learning-rate", "0.01", "--epochs", "200", "--batch-size", "8", "--json",
      ], in: scratch.url)
    #expect(result.status == 0, "\(result.errors)")
    let values = try json(result.output)
    let (before, after) = (values["loss_before"] as? Double, values["loss_after"] as? Double)
    #expect(try #require(after) > (try #require(before)))
    #expect(values["ended_worse"] as? Bool == false)
  }

  @Test func aTrainingWithoutHeldOutExamplesIsComparedOnItsOwn() throws {
    let scratch = try Scratch()
    // Fewer than five rows leave no test part.
    _ = try scratch.file("line.csv", "x,y\n0,1\n1,3\n2,5\n3,7\n")
    let options = [
      "--data", "line.csv", "--task", "regression", "--batch-size", "2", "--budget", "40", "--json",
      "--clip-norm", "1",
    ]
    for (rate, status) in [("0.001", 0), ("1e-30", 0), ("10", 3)] as [(String, Int32)] {
      let result = try Command.run(
        ["train", "--learning-rate", rate] + options, in: scratch.url)
      #expect(result.status == status, "\(rate): \(result.errors)")
      let values = try json(result.output)
      #expect(values["test"] is NSNull && values["outcome"] as? String == "completed")
      #expect(result.errors.contains("worse than it began: training loss ") == (status == 3))
      #expect(values["ended_worse"] as? Bool == (status == 3))
      #expect(values["loss_before"] is Double)
    }
  }

  @Test func goesOnWithNoOtherTraining() throws {
    let scratch = try Scratch()
    let begin = ["train", "--learning-rate", "0.1", "--budget", "20", "--out", "run", "--quiet"]
    #expect(try Command.run(begin, in: scratch.url).status == 0)
    let other = try Command.run(
      ["train", "--resume", "run", "--model", "logistic"], in: scratch.url)
    #expect(other.status == 2)
    #expect(
      other.errors == "lrfinder: run holds another train: its model is mlp, not logistic\n")
    let again = try Command.run(["train", "--resume", "run", "--json"], in: scratch.url)
    #expect(again.status == 0)
    #expect(try json(again.output)["steps"] as? Int == 20)
    let none = try Command.run(["train", "--resume", "nowhere"], in: scratch.url)
    #expect(none.status == 1)
    #expect(
      none.errors
        == "lrfinder: nowhere holds no run to go on with: there is no settings.json in it\n")
  }

  /// Where the first range test shows nothing, another one is made, as `find` makes it.
  @Test func findsTheRateByAnotherTestWhereOneShowsNothing() throws {
    let scratch = try Scratch()
    let result = try Command.run(
      [
        "train", "--from", "1e-12", "--to", "1e-11", "--threads", "1", "--budget", "20",
        "--out", "run",
      ], in: scratch.url)
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("found 0.0"))
    #expect(result.errors.hasPrefix("lrfinder: flat: the loss stays near 2.3"))
    #expect(result.errors.contains("; trying again from 1e-12 to 10\n"))
    let findings = try #require(
      json(text(scratch, "run/result.json"))["findings"] as? [[String: Any]])
    #expect(findings.count == 1 && findings[0]["steps"] as? Int ?? 0 > 100)
  }

  @Test func trainsNothingWithoutARateToTrust() throws {
    let scratch = try Scratch()
    let result = try Command.run(
      ["train", "--steps", "4", "--threads", "1", "--out", "run"], in: scratch.url)
    #expect(result.status == 3)
    #expect(result.output == "nothing was trained\n")
    #expect(result.errors.hasPrefix("lrfinder: no rate to train with: "))
    #expect(result.errors.count { $0 == "\n" } == 1)
    let kept = try json(text(scratch, "run/result.json"))
    #expect(kept["outcome"] as? String == "not-trained")
    #expect(kept["learning_rate"] is NSNull)
    #expect(kept["loss_after"] is NSNull && kept["ended_worse"] as? Bool == false)
  }

  @Test func writesTheScheduleForOthers() throws {
    let scratch = try Scratch()
    let result = try Command.run(
      [
        "train", "--learning-rate", "0.5", "--schedule", "one-cycle", "--budget", "40",
        "--schedule-out", "cycle.json", "--threads", "1",
      ], in: scratch.url)
    #expect(result.status == 0)
    let file = try json(text(scratch, "cycle.json"))
    #expect((file["schedule"] as? [String: Any])?["peak"] as? Double == 0.5)
    #expect(file["steps"] as? Int == 40)
    let lines = try text(scratch, "cycle.txt")
    #expect(lines.contains("OneCycleLR(optimizer, max_lr=0.5, total_steps=40"))
    for name in ["pytorch", "lightning", "huggingface", "keras", "optax", "mlx"] {
      #expect(lines.contains("# --- \(name)\n"))
    }
  }

  @Test(arguments: [
    ("no/such/s.json", "/no/such is no folder"), ("plan.txt", "it is to be JSON"),
    (".", "it is a folder"),
  ]) func refusesAPlaceForTheScheduleBeforeTraining(path: String, reason: String) throws {
    let scratch = try Scratch()
    let result = try Command.run(
      ["train", "--schedule-out", path, "--out", "run"], in: scratch.url)
    #expect(result.status == 1 && result.output == "")
    #expect(result.errors.hasPrefix("lrfinder: cannot write \(path): "))
    #expect(result.errors.contains(reason) && result.errors.count { $0 == "\n" } == 1)
    #expect(!FileManager.default.fileExists(atPath: scratch.url.appending(path: "run").path()))
  }

  /// Runs the command, and kills it as soon as a file is there; returns the signal.
  private func kill(_ arguments: [String], in folder: URL, when name: String) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: Command.path)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let path = folder.appending(path: name).path()
    while process.isRunning, !FileManager.default.fileExists(atPath: path) {
      Thread.sleep(forTimeInterval: 0.002)
    }
    #if canImport(Darwin)
      Darwin.kill(process.processIdentifier, SIGKILL)
    #else
      Glibc.kill(process.processIdentifier, SIGKILL)
    #endif
    process.waitUntilExit()
    return process.terminationReason == .uncaughtSignal ? process.terminationStatus : 0
  }

  static let wrongUsage: [(String, String)] = [
    (
      "train --learning-rate 0",
      "The value '0' is invalid for '--learning-rate <rate|auto>': expected a number above 0, or 'auto'"
    ),
    ("train --schedule sine", "no schedule is called 'sine'; known are constant, step,"),
    ("train --schedule step:0", "step:LENGTH[,FACTOR=0.1]"),
    ("train --epochs 0", "--epochs must be at least 1, not 0"),
    ("train --epochs 1 --budget 3", "choose one of --epochs and --budget"),
    ("train --budget long", "The value 'long' is invalid for '--budget <length>'"),
    ("train --refind-every 0", "--refind-every must be at least 1, not 0"),
    (
      "train --refind-every 1 --schedule plateau --learning-rate 1",
      "a schedule that waits for plateaus sets its rate by itself: it is not found again"
    ),
    (
      "train --schedule warmup:30s+cosine --budget 20 --learning-rate 1",
      "a warm-up must be shorter than the training of 20 steps: 30"
    ),
    (
      "train --schedule warmup:500%+cosine --learning-rate 1",
      "a warm-up must be shorter than the training of 66 steps: 330"
    ),
    (
      "grid --schedule one-cycle:2 --budget 30",
      "the rise of a cycle of 30 steps must be a share below 1 and take more than one step: 2.0"
    ),
    ("train --out a --resume b", "choose one of --out and --resume"),
    ("grid --from 0", "the first rate of a grid must be above 0, not 0"),
    ("grid --from 1 --to 0.1", "the last rate of a grid must not be below the first, 1, not 0.1"),
    ("grid --per-decade 0", "a grid has at least 1 rate in a decade, not 0"),
    ("grid --runs 0", "a grid has at least 1 run, not 0"),
    ("grid --budget 0epochs", "The value '0epochs' is invalid for '--budget <length>'"),
    ("grid --find-steps 1", "a range test takes at least 2 steps, not 1"),
  ]

  @Test(arguments: wrongUsage) func saysInOneLineWhatIsWrong(
    arguments: String, sentence: String
  ) throws {
    let scratch = try Scratch()
    let result = try Command.run(
      arguments.split(separator: " ").map(String.init), in: scratch.url)
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("lrfinder: "))
    #expect(result.errors.contains(sentence), "\(result.errors)")
    #expect(result.errors.count { $0 == "\n" } == 1)
  }
}
