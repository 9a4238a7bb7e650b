import Foundation
import Testing

@Suite(.serialized, .enabled(if: Command.hasEngine, "built without libtorch"))
struct FindTests {
  private func json(_ text: String) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func findsARateOnTheBundledDigits() throws {
    let scratch = try Scratch()
    let result = try Command.run(["find", "--threads", "1"], in: scratch.url)
    #expect(result.status == 0)
    #expect(result.output.contains("learning rate  "))
    #expect(result.output.contains("\ngood: the loss falls from 2.3"))
    #expect(result.output.contains("fastai-valley"))
    #expect(result.errors.hasSuffix("lrfinder: kept in runs/digits-mlp-1\n"))
    let folder = scratch.url.appending(path: "runs/digits-mlp-1")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path())
    #expect(Set(names).isSuperset(of: ["curve.csv", "result.json", "settings.json"]))

    // The curve that was kept gives the same answer again. (Of the rules, fastai's ask for the
    // number of planned steps, which a file of a curve that diverged does not tell.)
    let found = try json(
      String(contentsOf: folder.appending(path: "result.json"), encoding: .utf8))
    let again = try Command.run(
      ["analyze", folder.appending(path: "curve.csv").path(), "--json", "--momentum", "0.9"],
      in: scratch.url)
    let analyzed = try json(again.output)
    for key in ["suggestion", "peak", "range"] {
      #expect(found[key] as? NSDictionary == analyzed[key] as? NSDictionary)
    }
  }

  /// What the settings of the run folder say of the optimizer, and which of its curves count.
  @Test(arguments: [
    [], ["--nesterov", "--momentum", "0.8"], ["--optimizer", "adam"], ["--optimizer", "rmsprop"],
    ["--runs", "2"], ["--to", "1e-3", "--from", "1e-6"],
  ])
  func analyzeOfTheFolderAgrees(options: [String]) throws {
    let scratch = try Scratch()
    let found = try Command.run(
      ["find", "--threads", "1", "--rate-only", "--out", "run"] + options, in: scratch.url)
    #expect(found.status == 0)
    let again = try Command.run(["analyze", "run", "--rate-only"], in: scratch.url)
    #expect(again.output == found.output)
    // Whoever says otherwise is believed.
    let other = try Command.run(
      ["analyze", "run", "--rate-only", "--momentum", "0.97"], in: scratch.url)
    #expect(other.output != found.output)
  }

  @Test(arguments: ["sgd", "adam", "adamw", "rmsprop", "adagrad"])
  func theSameSeedGivesTheSameCurveToTheLastBit(optimizer: String) throws {
    func curve(seed: String) throws -> NSDictionary {
      let result = try Command.run(
        ["find", "--json", "--threads", "1", "--seed", seed, "--optimizer", optimizer])
      return try #require(json(result.output)["curve"] as? NSDictionary)
    }
    let first = try curve(seed: "7")
    #expect(try curve(seed: "7") == first)
    #expect(try curve(seed: "8") != first)
  }

  @Test func severalRunsHaveACurveEach() throws {
    let scratch = try Scratch()
    let result = try Command.run(
      ["find", "--runs", "3", "--json", "--out", "study", "--threads", "1"], in: scratch.url)
    #expect(result.status == 0)
    #expect((try json(result.output)["runs"] as? [Any])?.count == 3)
    let curves = scratch.url.appending(path: "study/curves").path()
    let names = try FileManager.default.contentsOfDirectory(atPath: curves).sorted()
    #expect(names == ["run-1.csv", "run-2.csv", "run-3.csv"])
  }

  @Test func verifiesTheRateByShortTrainings() throws {
    let scratch = try Scratch()
    let options = ["find", "--verify", "--threads", "1", "--steps", "80"]
    let result = try Command.run(options + ["--json", "--out", "verified"], in: scratch.url)
    #expect(result.status == 0)
    let found = try json(result.output)
    let verified = try #require(found["verified"] as? [String: Any])
    let rate = try #require(verified["rate"] as? Double)
    let (low, high) = (verified["low"] as? Double ?? .nan, verified["high"] as? Double ?? .nan)
    #expect(low < rate && rate < high && (0.003...0.5).contains(rate))
    #expect(try #require(verified["steps"] as? Int) <= 720)
    let trials = try #require(verified["trials"] as? [[String: Any]])
    let kept = try String(
      contentsOf: scratch.url.appending(path: "verified/trials.csv"), encoding: .utf8)
    #expect(kept.split(separator: "\n").count == trials.count + 1)
    let settings = try #require(found["settings"] as? [String: Any])
    #expect(settings["verify"] as? String == "yes" && settings["verify_budget"] as? Double == 10)

    // The same rate, to the last bit, whatever is printed of it.
    let alone = try Command.run(options + ["--rate-only"], in: scratch.url)
    #expect(alone.output.contains(/^0\.\d+\n$/))
    #expect(abs((Double(alone.output.dropLast()) ?? 0) - rate) <= 1e-12)
    let text = try Command.run(options, in: scratch.url).output
    #expect(text.contains("\nverified rate  "))
    #expect(text.contains("\nverified by \(trials.count) short trainings of "))
    #expect(text.contains("\nfrom the curve alone:\nlearning rate  "))
    #expect(text.contains(/[▼v] verified 0\.|verified 0\.\d+ \(.*\)  [▼v]/))
  }

  /// The range test and its answer are the same with short trainings after it and without.
  @Test func theAnswerOfTheCurveIsTheSameWhereItIsVerified() throws {
    let options = ["find", "--json", "--threads", "1"]
    let without = try json(Command.run(options).output)
    let with = try json(Command.run(options + ["--verify"]).output)
    #expect(with["suggestion"] as? NSDictionary == without["suggestion"] as? NSDictionary)
    #expect(with["curve"] as? NSDictionary == without["curve"] as? NSDictionary)
    #expect(without["verified"] == nil)
  }

  @Test(arguments: [
    ("x,label\n", "cat", ["cross-entropy", "bce", "mse", "l1", "smooth-l1"]),
    ("x,price\n", "1.5", ["mse", "l1", "smooth-l1"]),
  ])
  func anyLossThatFitsTheTargets(header: String, target: String, losses: [String]) throws {
    let scratch = try Scratch()
    let rows = (0..<100).map { row in
      let (x, isOdd) = (Double(row * 37 % 100) / 50 - 1, row % 2 == 1)
      let value = target == "cat" ? (x > 0 ? "cat" : "dog") : "\(3 * x + (isOdd ? 0.1 : -0.1))"
      return "\(x),\(value)\n"
    }
    let file = try scratch.file("data.csv", header + rows.joined())
    var starts: Set<Double> = []
    for loss in losses {
      let result = try Command.run(
        ["find", "--data", file, "--loss", loss, "--json", "--batch-size", "16", "--no-adapt"],
        in: scratch.url)
      #expect(result.status == 0 || result.status == 3, "\(loss): \(result.errors)")
      let curve = try #require(json(result.output)["curve"] as? [String: Any])
      starts.insert(try #require((curve["loss"] as? [Double])?.first))
    }
    // Each loss is another number on the same first mini-batch.
    #expect(starts.count == losses.count)
    if target != "cat" {
      let wrong = try Command.run(
        ["find", "--data", file, "--loss", "cross-entropy"], in: scratch.url)
      #expect(wrong.status == 2)
      #expect(
        wrong.errors
          == "lrfinder: the loss cross-entropy does not fit numbers: choose one of mse, l1, smooth-l1\n"
      )
    }
  }

  @Test func stepsOfAnEpochAreExamplesOverBatchSize() throws {
    let result = try Command.run(["find", "--json", "--steps", "epoch", "--batch-size", "20"])
    let settings = try #require(json(result.output)["settings"] as? [String: Any])
    #expect(settings["steps"] as? Int == 1438 / 20)
  }

  @Test func overwritesNothing() throws {
    let scratch = try Scratch()
    _ = try scratch.file("precious", "x")
    let result = try Command.run(["find", "--out", scratch.url.path()], in: scratch.url)
    #expect(result.status == 1)
    #expect(result.errors.contains("is not empty: name a new folder, or an empty one"))
    #expect(try scratch.contents() == ["precious"])
  }

  @Test func ctrlCKeepsWhatWasMeasured() throws {
    let scratch = try Scratch()
    let result = try Command.run(
      ["find", "--steps", "10000000", "--threads", "1", "--out", "kept"], in: scratch.url,
      interruptedOnce: { scratch.has("kept/curve.csv", ofBytes: 100) })
    #expect(result.status == 1)
    let line = try #require(result.errors.split(separator: "\n").last)
    let steps = try #require(line.split(separator: " ").compactMap { Int($0) }.first)
    #expect(line == "lrfinder: interrupted; the \(steps) steps that were made are in kept")
    let curve = try String(
      contentsOf: scratch.url.appending(path: "kept/curve.csv"), encoding: .utf8)
    #expect(curve.split(separator: "\n").count == steps + 1)
    #expect(steps > 0)
  }
}
