import Foundation
import Testing

@testable import AnswerScores
@testable import LearningRateFinder

/// What the answer has to keep on the cached curves of the benchmark: `Benchmarks/answers`.
///
/// A change of the method that makes answers worse fails here, without a training.
@Suite struct AnswerRegressionTests {
  static let tasks: [TaskResult] = {
    let package = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let folder = package.appending(path: "Benchmarks/answers/results")
    return (try? TaskResult.all(in: folder)) ?? []
  }()

  /// Tasks to report on, and those whose optimizer no development task has.
  static let sets: [String: [TaskResult]] = {
    let report = tasks.filter { $0.part == .report }
    let new = ScoreTables.newOptimizers(in: tasks)
    return ["reporting": report, "new optimizers": report.filter { new.contains($0.optimizer) }]
  }()

  /// What is worse than it has to be.
  static func shortfalls(of board: Scoreboard) -> [String] {
    guard let ours = board.ours else { return ["it never answers"] }
    var found: [String] = []
    if ours.mean > 0.05 { found.append("mean regret \(ours.mean)") }
    if ours.failures > 0.02 { found.append("failures \(ours.failures)") }
    if ours.abstained > 0.15 { found.append("abstains \(ours.abstained)") }
    if (ours.held ?? 0) < 0.8 { found.append("intervals hold \(ours.held ?? 0)") }
    for rule in board.rules {
      // On the curves that ours answers, which are the easier ones for the rules as well.
      guard let score = rule.answered else { continue }
      if score.mean <= ours.mean || score.ninetyPercent <= ours.ninetyPercent
        || score.failures < ours.failures
      {
        found.append("\(rule.name) is better")
      }
    }
    return found
  }

  @Test func thereAreEnoughTasks() {
    #expect(Self.tasks.count >= 24)
    #expect(Self.tasks.allSatisfy { $0.constant != nil && $0.curves.count == 5 })
    #expect(ScoreTables.newOptimizers(in: Self.tasks).count >= 3)
  }

  @Test(arguments: ["reporting", "new optimizers"]) func isGoodEnough(set: String) throws {
    let board = try #require(Scoreboard(Self.sets[set] ?? []))
    #expect(Self.shortfalls(of: board) == [])
  }

  @Test func isGoodEnoughForADecayingSchedule() throws {
    let tasks = Self.sets["reporting"] ?? []
    let board = try #require(Scoreboard(tasks, for: .peak))
    #expect(Self.shortfalls(of: board) == [])
  }

  /// The limits tell a bad answer: one rate for all, whatever it is, has them all against it.
  @Test(arguments: [1e-4, 1e-3, 1e-2, 1e-1]) func oneRateForAllFails(rate: Double) throws {
    let board = try #require(
      Scoreboard(Self.sets["reporting"] ?? []) { curve, age in
        Answer(curve, gradientAge: age).suggesting(rate)
      })
    #expect(try #require(board.ours).mean > 0.05)
    #expect(try #require(board.ours).failures > 0.02)
    #expect(Self.shortfalls(of: board).count > 3)
  }

  /// So does an answer that is a factor of ten off.
  @Test(arguments: [0.1, 10.0]) func answersFarOffFail(factor: Double) throws {
    let board = try #require(
      Scoreboard(Self.sets["reporting"] ?? []) { curve, age in
        let answer = Answer(curve, gradientAge: age)
        return answer.suggestion.map { answer.suggesting(factor * $0.learningRate) } ?? answer
      })
    #expect(!Self.shortfalls(of: board).isEmpty)
  }
}

extension Answer {
  /// The same with another rate, and an interval of a decade around it.
  fileprivate func suggesting(_ rate: Double) -> Answer {
    let suggestion = Suggestion(learningRate: rate, low: rate / 3, high: rate * 3)
    return Answer(
      suggestion: suggestion, peak: suggestion, range: range, verdict: verdict, rules: rules)
  }
}
