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
      interruptedAfter: .seconds(2))
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
