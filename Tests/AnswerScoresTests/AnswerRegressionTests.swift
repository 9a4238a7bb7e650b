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

  /// The answer to each curve, which several tests ask for.
  static let answers: [Curve: Answer] = {
    let pairs = (sets["reporting"] ?? []).flatMap { task in
      task.curves.map { ($0, Answer($0, gradientAge: task.gradientAge)) }
    }
    return Dictionary(pairs) { first, _ in first }
  }()

  static func answer(_ curve: Curve, _ age: GradientAge) -> Answer {
    answers[curve] ?? Answer(curve, gradientAge: age)
  }

  /// What is worse than it has to be: the limits are those that the benchmark is to show.
  static func shortfalls(of board: Scoreboard) -> [String] {
    guard let ours = board.ours else { return ["it never answers"] }
    var found: [String] = []
    if ours.mean > 0.05 { found.append("mean regret \(ours.mean)") }
    if ours.failures > 0.02 { found.append("failures \(ours.failures)") }
    if (ours.held ?? 0) < 0.8 { found.append("intervals hold \(ours.held ?? 0)") }
    for rule in board.rules {
      guard let score = rule.all else { continue }
      if score.mean <= ours.mean || score.ninetyPercent <= ours.ninetyPercent
        || score.failures < ours.failures
      {
        found.append("\(rule.name) is better")
      }
    }
    return found
  }

  /// The scores on some tasks, of the library's answer or of another.
  static func board(
    _ set: String, for goal: Scoreboard.Goal = .constant,
    answering: (Curve, GradientAge) -> Answer = answer
  ) throws -> Scoreboard {
    // Made before it is required, so that a failure does not print every curve.
    let board = Scoreboard(sets[set] ?? [], for: goal, answering: answering)
    return try #require(board)
  }

  @Test func thereAreEnoughTasks() {
    let unfinished = Self.tasks.filter { $0.constant == nil || $0.curves.count < 5 }.map(\.name)
    #expect(Self.tasks.count >= 24 && unfinished == [])
    #expect(ScoreTables.newOptimizers(in: Self.tasks).count >= 3)
  }

  @Test func isGoodEnough() throws {
    let board = try Self.board("reporting")
    #expect(Self.shortfalls(of: board) == [])
    let ours = try #require(board.ours)
    #expect(ours.abstained <= 0.15)
    // Abstaining is no way to win: on the curves that it answers, the rules do better as well.
    for rule in board.rules {
      let same = try #require(rule.answered)
      #expect(same.mean > ours.mean && same.ninetyPercent > ours.ninetyPercent, "\(rule.name)")
      #expect(same.failures >= ours.failures, "\(rule.name)")
    }
  }

  @Test func isGoodEnoughForOtherOptimizers() throws {
    let shortfalls = Self.shortfalls(of: try Self.board("new optimizers"))
    #expect(shortfalls == [])
  }

  @Test func isGoodEnoughForADecayingSchedule() throws {
    let shortfalls = Self.shortfalls(of: try Self.board("reporting", for: .peak))
    #expect(shortfalls == [])
  }

  /// The limits tell a bad answer: the same rate for all, whatever it is, is not good enough.
  @Test(arguments: [1e-4, 1e-3, 1e-2, 1e-1]) func oneRateForAllFails(rate: Double) throws {
    let board = try Self.board("reporting") { curve, age in
      Self.answer(curve, age).suggesting(rate)
    }
    let shortfalls = Self.shortfalls(of: board)
    for expected in ["mean regret", "failures", "intervals hold", "is better"] {
      #expect(shortfalls.contains { $0.contains(expected) }, "\(expected)")
    }
  }

  /// Nor is an answer that is a factor of ten off.
  @Test(arguments: [0.1, 10.0]) func answersFarOffFail(factor: Double) throws {
    let board = try Self.board("reporting") { curve, age in
      let answer = Self.answer(curve, age)
      return answer.suggestion.map { answer.suggesting(factor * $0.learningRate) } ?? answer
    }
    let shortfalls = Self.shortfalls(of: board)
    #expect(!shortfalls.isEmpty)
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
