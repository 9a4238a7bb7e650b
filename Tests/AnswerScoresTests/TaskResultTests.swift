import Foundation
import LearningRateFinder
import Testing

@testable import AnswerScores

@Suite struct TaskResultTests {
  static let json = """
    {"task": {"name": "a", "set": "report", "from": 0.1, "to": 10, "steps": 9, \
    "options": "--data digits --optimizer sgd --momentum 0.5"},
    "curves": [{"seed": 1, "steps": 20, "from": 1e-3, "to": 1, "outcome": "not-finite", \
    "loss": [3, 2, 1]}],
    "adapted": [{"seed": 1, "verdict": "flat", "suggestion": null, "peak": null, \
    "verified": null, "steps": 12}],
    "verified": [{"seed": 1, "verdict": "good", "steps": 30, "peak": null, \
    "suggestion": {"learning_rate": 0.1, "low": 0.01, "high": 1}, \
    "verified": {"rate": 1, "steps": 20}}],
    "constant": {"loss_before": 2, "learning_rate": [0.1, 1, 10], "loss": [1.5, 1, 2], \
    "diverged": [0, 0, 3], "runs": 3, "steps": 60, "seconds": 1}}
    """

  static func decode(_ text: String) throws -> TaskResult {
    try JSONDecoder().decode(TaskResult.self, from: Data(text.utf8))
  }

  @Test func readsAFile() throws {
    let result = try Self.decode(Self.json)
    #expect(result.name == "a" && result.part == .report && result.optimizer == "sgd")
    #expect(result.curves.count == 1 && result.epochCurves.isEmpty && result.peak == nil)
    #expect(result.curves[0].losses == [3, 2, 1])
    #expect(result.curves[0].outcome == .notFinite)
    #expect(result.curves[0].plannedSteps == 20)
    #expect(result.curves[0].learningRates[0] == 1e-3)
    #expect(result.constant?.regrets == [0.5, 0, 1])
  }

  /// β / (1 − β) steps; RMSprop and Adagrad forget.
  @Test(arguments: [
    ("sgd --momentum 0.5", 1.0), ("sgd --momentum 0", 0.0), ("sgd", 9.0), ("adam", 9.0),
    ("adamw", 9.0), ("rmsprop", 0.0), ("adagrad", 0.0),
  ]) func knowsTheAgeOfGradients(optimizer: String, age: Double) throws {
    let text = Self.json.replacing("sgd --momentum 0.5", with: optimizer)
    #expect(abs(try Self.decode(text).gradientAge.steps - age) < 1e-9)
  }

  /// The rate of the short trainings counts, and all steps do.
  @Test func scoresWhatWasRecorded() throws {
    let result = try Self.decode(Self.json)
    #expect(RecordedScore([result], \.adapted) == nil)
    let verified = try #require(RecordedScore([result], \.verified))
    #expect(verified.score.mean == 0)
    #expect(verified.score.held == nil)
    #expect(verified.highestCost == 0.5 && verified.meanCost == 0.5)
    // A loss that was measured at the very rate counts instead of the grid's.
    let measured = try Self.decode(
      Self.json.replacing("{\"rate\": 1,", with: "{\"rate\": 1, \"loss\": 1.25,"))
    #expect(RecordedScore([measured], \.verified)?.score.mean == 0.25)
    // Where no rate won, the range test's counts, with its interval.
    let undecided = try Self.decode(Self.json.replacing("{\"rate\": 1,", with: "{\"rate\": null,"))
    let score = try #require(RecordedScore([undecided], \.verified)).score
    #expect(score.mean == 0.5 && score.held == 1)
  }

  /// Every set of seeds is a search, and chooses by the mean of its losses.
  @Test func scoresSearchesWithFewerSeeds() throws {
    let searches = """
      "searches": [{"seed": 1, "steps": 20, "loss": [1.5, 1, 2]}, \
      {"seed": 2, "steps": 18, "loss": [1, 1.9, 2]}, {"seed": 3, "steps": 22, "loss": [2, 1, 2]}, \
      {"seed": 4, "steps": 9, "loss": [1]}], "constant":
      """
    let result = try Self.decode(Self.json.replacing("\"constant\":", with: searches))
    let one = try #require(RecordedScore(searching: [result], seeds: 1))
    #expect(one.score.count == 3 && abs(one.score.mean - 0.5 / 3) < 1e-12)
    #expect(abs(one.meanCost - 20 / 60) < 1e-12 && abs(one.highestCost - 22 / 60) < 1e-12)
    // The first two have 1.25 and 1.45 in the mean, the last two 1.5 and 1.45.
    let two = try #require(RecordedScore(searching: [result], seeds: 2))
    #expect(two.score.count == 3 && abs(two.score.mean - 0.5 / 3) < 1e-12)
    #expect(RecordedScore(searching: [result], seeds: 3)?.score.mean == 0)
    #expect(RecordedScore(searching: [result], seeds: 4) == nil)
  }

  @Test func saysWhichFileIsNone() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("{}".utf8).write(to: folder.appending(path: "broken.json"))
    let error = #expect(throws: UnreadableResult.self) { try TaskResult.all(in: folder) }
    #expect(error?.description.contains("broken.json") == true)
  }
}
