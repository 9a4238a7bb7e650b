import Foundation
import Testing

@Suite(.serialized, .enabled(if: Command.hasEngine, "built without libtorch"))
struct StudyTests {
  private static let small = [
    "study", "--runs", "3", "--batch-sizes", "16,64", "--optimizers", "sgd,adam", "--steps", "30",
    "--json", "--quiet",
  ]

  /// All files of a study that say what was found, by their paths.
  private func files(_ folder: URL) throws -> [String: String] {
    let manager = FileManager.default
    var files: [String: String] = [:]
    for path in try manager.subpathsOfDirectory(atPath: folder.path())
    where path.hasSuffix(".csv") || path == "result.json" {
      files[path] = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
    }
    return files
  }

  private func json(_ text: String) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func sideBySideIsOneAfterAnother() throws {
    let scratch = try Scratch()
    func study(_ name: String, workers: String) throws -> [String: String] {
      let result = try Command.run(
        Self.small + ["--threads", "1", "--out", name, "--workers", workers], in: scratch.url)
      #expect(result.errors == "")
      let files = try files(scratch.url.appending(path: name))
      #expect(files.keys.count { $0.hasPrefix("curves/") } == 12)
      return files
    }
    let serial = try study("serial", workers: "1")
    #expect(try study("parallel", workers: "3") == serial)
    #expect(serial["summary.csv"]?.split(separator: "\n").count == 13)
  }

  /// Killed at several moments, with its last line cut: what it then goes on to is what it would
  /// have been, to the last bit.
  @Test(arguments: [1, 2]) func aKilledStudyGoesOnWhereItWas(workers: Int) throws {
    let scratch = try Scratch()
    let arguments =
      ["study", "--runs", "4", "--steps", "60", "--validation", "--workers", "\(workers)"]
      + ["--threads", "1", "--model", "cnn", "--batch-size", "32", "--quiet"]
    let whole = scratch.url.appending(path: "killed")
    let killed = try kill(arguments + ["--out", "killed"], in: scratch.url, after: 70)
    // It was stopped halfway, with steps made.
    #expect(killed.steps >= 70)
    #expect(!killed.isOver)
    let partial = try files(whole).filter { $0.key.hasPrefix("curves/") }
    let cut = try #require(partial.keys.sorted().last)
    let handle = try FileHandle(forWritingTo: whole.appending(path: cut))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("17,0.0".utf8))
    try handle.close()

    let resumed = try Command.run(["study", "--resume", "killed", "--json"], in: scratch.url)
    #expect(resumed.status == 0, "\(resumed.errors)")
    let again = try files(whole)
    for (path, text) in partial { #expect(again[path]?.hasPrefix(text) == true) }

    // The plan of the validation was measured; the same one makes the same study.
    let other = scratch.url.appending(path: "other")
    try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      at: whole.appending(path: "settings.json"), to: other.appending(path: "settings.json"))
    _ = try Command.run(["study", "--resume", "other", "--json"], in: scratch.url)
    #expect(try files(other) == again)
  }

  /// Runs the command until it has made so many steps, then kills it.
  private func kill(
    _ arguments: [String], in folder: URL, after steps: Int
  ) throws -> (steps: Int, isOver: Bool) {
    let process = Process()
    process.executableURL = URL(filePath: Command.path)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    func made() throws -> Int {
      try files(folder.appending(path: "killed")).filter { $0.key.hasPrefix("curves/") }
        .values.reduce(0) { $0 + max(0, $1.count { $0 == "\n" } - 1) }
    }
    while process.isRunning, (try? made()) ?? 0 < steps { Thread.sleep(forTimeInterval: 0.01) }
    let isOver = !process.isRunning
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    return (try made(), isOver)
  }

  @Test func saysWhatTheRunsSayTogether() throws {
    let result = try Command.run(["study", "--runs", "4", "--same-order", "--quiet"])
    #expect(result.status == 0)
    #expect(result.output.contains("median of 4 runs"))
    #expect(result.output.contains("4 of 4 runs diverged"))
    #expect(result.output.contains("by our answer: the initialization does not change"))
    #expect(!result.output.contains("to the power of"))
  }

  @Test func theRateOverTheBatchSizeIsAPowerLaw() throws {
    let document = try json(
      Command.run(["study", "--runs", "2", "--batch-sizes", "16,64,256", "--json"]).output)
    let laws = try #require(document["scaling"] as? [[String: Any]])
    let fit = try #require(laws.first?["fit"] as? [String: Any])
    #expect(laws.map { $0["rate"] as? String } == ["suggestion", "reliability"])
    #expect(fit["count"] as? Int == 6)
    let exponent = try #require(fit["exponent"] as? Double)
    #expect(exponent > 0 && exponent < 1.5)
  }

  /// An epoch of 1438 examples has fewer steps with larger batches, and each cell its own ramp: from
  /// the first rate to the last in as many steps as it has.
  @Test func anEpochIsThatOfTheBatchSize() throws {
    struct Document: Decodable {
      struct Run: Decodable {
        let steps: Int
        let outcome: String
      }
      struct Cell: Decodable {
        let batch_size, steps: Int
        let runs: [Run]
      }
      let cells: [Cell]
    }
    let scratch = try Scratch()
    // Up to a rate at which nothing diverges: every run comes to its end.
    let result = try Command.run(
      ["study", "--runs", "2", "--batch-sizes", "64,256", "--steps", "epoch", "--to", "1e-3"]
        + ["--out", "epochs", "--json", "--quiet"], in: scratch.url)
    #expect(result.errors == "")
    let cells = try JSONDecoder().decode(Document.self, from: Data(result.output.utf8)).cells
    #expect(cells.map(\.batch_size) == [64, 256])
    #expect(cells.map(\.steps) == [1438 / 64, 1438 / 256])
    for cell in cells {
      #expect(cell.runs.map(\.steps) == [cell.steps, cell.steps])
      #expect(cell.runs.allSatisfy { $0.outcome == "completed" })
      let path = "epochs/curves/sgd-batch-\(cell.batch_size)/run-1.csv"
      let curve = try String(contentsOf: scratch.url.appending(path: path), encoding: .utf8)
      let rates = curve.split(separator: "\n").dropFirst().map { $0.split(separator: ",")[1] }
      #expect(rates.count == cell.steps)
      #expect(rates.first.flatMap { Double($0) } == 1e-7)
      #expect(rates.last.flatMap { Double($0) } == 1e-3)
    }
  }

  /// Equal weights: the first loss of all runs differs by the batch alone, and with equal order by
  /// the weights alone.
  @Test(arguments: ["--same-weights", "--same-order"])
  func whatIsTheSameIsTheSame(option: String) throws {
    let scratch = try Scratch()
    let whole = ["--batch-size", "1438", "--steps", "2", "--runs", "3", "--quiet", "--json"]
    _ = try Command.run(["study", "--out", "s", option] + whole, in: scratch.url)
    let curves = scratch.url.appending(path: "s/curves/sgd-batch-1438")
    let losses = try (1...3).map { run in
      let text = try String(contentsOf: curves.appending(path: "run-\(run).csv"), encoding: .utf8)
      return try #require(
        text.split(separator: "\n")[1].split(separator: ",").last.flatMap { Double($0) })
    }
    // A batch of all examples: in another order, their mean differs by its rounding alone.
    let spread = (losses.max() ?? 0) - (losses.min() ?? 0)
    #expect(option == "--same-weights" ? spread < 1e-5 : spread > 1e-4)
  }

  @Test func anotherStudyIsNotResumed() throws {
    let scratch = try Scratch()
    _ = try Command.run(
      ["study", "--runs", "2", "--steps", "10", "--out", "one", "--quiet"], in: scratch.url)
    let other = try Command.run(
      ["study", "--runs", "3", "--steps", "10", "--resume", "one"], in: scratch.url)
    #expect(other.status == 2)
    #expect(
      other.errors == "lrfinder: one holds another study: its runs is 2, not 3\n")
    let sizes = try Command.run(
      ["study", "--batch-sizes", "8,16", "--resume", "one"], in: scratch.url)
    #expect(
      sizes.errors == "lrfinder: one holds another study: its batch_sizes is none, not 8, 16\n")
    let none = try Command.run(["study", "--resume", "two"], in: scratch.url)
    #expect(
      none.errors == "lrfinder: two holds no run to go on with: there is no settings.json in it\n")
    // A curve that another machine made is found out.
    let curve = scratch.url.appending(path: "one/curves/sgd-batch-64/run-2.csv")
    try Data("step,learning_rate,loss\n0,1e-07,3.5\n".utf8).write(to: curve)
    let foreign = try Command.run(["study", "--resume", "one"], in: scratch.url)
    #expect(foreign.status == 1)
    #expect(foreign.errors.contains("run-2.csv: step 0 was '0,1e-07,3.5' and is now '0,1e-07,"))
    #expect(foreign.errors.count { $0 == "\n" } == 1)
  }

  /// What is not said again is that of the study, not the default.
  @Test(arguments: [
    ["--optimizer", "adam"], ["--runs", "2", "--json"], ["--steps", "10", "--rate-only"],
  ])
  func itsOwnOptionsResumeAStudy(options: [String]) throws {
    let scratch = try Scratch()
    _ = try Command.run(
      ["study", "--runs", "2", "--steps", "10", "--optimizer", "adam", "--out", "one", "--json"],
      in: scratch.url)
    let again = try Command.run(
      ["study", "--resume", "one", "--quiet"] + options, in: scratch.url)
    #expect(again.status != 1 && again.status != 2 && again.errors == "")
  }

  @Test(arguments: [
    ("--runs 0", "--runs must be at least 1, not 0"),
    ("--workers 0", "--workers must be at least 1, not 0"),
    ("--batch-sizes 32,x", "The value '32,x' is invalid for '--batch-sizes <n,n…>'"),
    ("--batch-sizes 32,32", "the batch size 32 is there twice"),
    ("--batch-sizes 32,5000", "the batch size, 5000, is larger than the 1438 examples of digits"),
    ("--optimizers sgd,nope", "The value 'sgd,nope' is invalid for '--optimizers"),
    ("--weight-decays 0,-1", "the weight decay has to be 0 or greater, not -1.0"),
    (
      "--same-weights --same-order",
      "runs with --same-weights and --same-order are all the same: choose one of them"
    ),
    ("--validation-cost 1", "--validation-cost lies between 0 and 1, not at 1.0"),
    ("--batch-sizes 8,16 --batch-size 64", "choose one of --batch-size and --batch-sizes"),
    ("--optimizers sgd --optimizer adam", "choose one of --optimizer and --optimizers"),
    ("--weight-decays 0 --weight-decay 1", "choose one of --weight-decay and --weight-decays"),
    ("--out a --resume b", "choose one of --out and --resume"),
    ("--rate-only --batch-sizes 8,16", "--rate-only prints one rate, and this study has one for"),
  ]) func wrongUsageIsOneLine(arguments: String, message: String) throws {
    let result = try Command.run(["study"] + arguments.split(separator: " ").map(String.init))
    #expect(result.status == 2)
    #expect(result.output.isEmpty)
    #expect(result.errors.hasPrefix("lrfinder: \(message)"), "\(result.errors)")
    #expect(result.errors.count { $0 == "\n" } == 1)
  }
}
