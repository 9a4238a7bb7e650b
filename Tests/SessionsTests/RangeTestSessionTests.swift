import Foundation
import LearningRateFinder
import RunFolders
import Testing

@testable import Sessions

/// A training whose loss is best at one rate and is infinite far above it.
private struct Bowl: TestedTraining {
  var best = 0.03
  /// What was asked for.
  var ranges: [Int] = []
  var trials: [RateTrial] = []
  /// Range tests of fewer steps than this show a plateau.
  var plateau = 0
  /// Is called before each step.
  var beforeStep: () throws -> Void = {}

  mutating func run(
    _ test: inout RangeTest, run: Int, onStep: (inout RangeTest) throws -> Void
  ) throws {
    ranges.append(run)
    while let rate = test.learningRate {
      try beforeStep()
      let fall = test.ramp.count < plateau ? 2.3 : 2.3 / (1 + 10 * rate / best)
      test.record(loss: fall + 0.2 + (rate / best / 100) * (rate / best / 100))
      try onStep(&test)
    }
  }

  mutating func run(
    _ trial: RateTrial, onStep: (_ step: Int, _ loss: Double) throws -> Void
  ) throws -> (loss: Double, steps: Int) {
    trials.append(trial)
    for step in trial.stepsBefore..<trial.steps {
      try beforeStep()
      try onStep(step + 1, 1)
    }
    let decades = log10(trial.learningRate / best)
    return (0.5 + decades * decades, trial.stepsToMake)
  }
}

@Suite(.serialized) final class RangeTestSessionTests {
  private let scratch = FileManager.default.temporaryDirectory
    .appending(path: "session-\(UUID().uuidString)", directoryHint: .isDirectory)
  private let interrupt = Interrupt()
  private var said: [String] = []

  deinit { try? FileManager.default.removeItem(at: scratch) }

  private func session(
    runs: Int = 1, to: Double = 10, steps: Int = 100, adaptBudget: Double = 20,
    verifyBudget: Double? = nil
  ) throws -> RangeTestSession {
    let ramp = try Ramp(from: 1e-7, to: to, steps: steps)
    let plan = SessionPlan(
      RangeTestPlan(ramp, runs: runs), gradientAge: GradientAge.none, adaptBudget: adaptBudget,
      verification: verifyBudget.map { SessionPlan.Verification(budget: $0, lossBefore: 2.5) })
    return RangeTestSession(
      plan, in: try RunFolder(at: scratch.path(), named: "unused"), interrupt: interrupt,
      output: .init(isQuiet: true) { [unowned self] in said.append($0) })
  }

  private func run(_ session: RangeTestSession, on bowl: inout Bowl) throws {
    while let task = session.next() { try session.perform(task, on: &bowl) }
  }

  @Test(arguments: [1, 3]) func testsEachRunOnce(runs: Int) throws {
    let session = try session(runs: runs)
    var bowl = Bowl()
    try run(session, on: &bowl)
    #expect(bowl.ranges == Array(0..<runs) && bowl.trials.isEmpty)
    #expect(session.isComplete && session.curves.count == runs && said.isEmpty)
    #expect(session.steps == session.curves.reduce(0) { $0 + $1.count })
    #expect(session.learningRate == session.answer?.suggestion?.learningRate)
    try session.requireCompletion()
  }

  @Test func widensTheRangeWithinItsBudget() throws {
    let session = try session(to: 1e-2)
    var bowl = Bowl()
    try run(session, on: &bowl)
    #expect(bowl.ranges.count > 1)
    #expect(said.first?.hasPrefix("never-diverged: ") == true)
    #expect(said.first?.contains("; trying again from 1e-7 to 10") == true)
    #expect(FileManager.default.fileExists(atPath: session.folder.path("attempt-2/run-1.csv")))
  }

  /// A good answer that is not taken yet is told why.
  @Test func saysThatALateDescentIsConfirmed() throws {
    let session = try session()
    var bowl = Bowl()
    bowl.plateau = 200
    try run(session, on: &bowl)
    #expect(said.count == 2)
    #expect(said.first?.hasSuffix("; trying again with 300 steps") == true)
    #expect(said.last?.hasPrefix("good: ") == true)
    #expect(
      said.last?.hasSuffix("; only the longer ramp shows it: confirming it with 900 steps") == true)
  }

  @Test func withoutABudgetItStaysAtTheFirstTest() throws {
    let session = try session(to: 1e-2, adaptBudget: 0)
    var bowl = Bowl()
    try run(session, on: &bowl)
    #expect(bowl.ranges == [0] && said.isEmpty)
  }

  /// One budget for all: a lengthened ramp does not fit beside the trials, another range does.
  @Test(arguments: [(1e-3, 1), (1e-2, 1), (1, 2), (10, 1)], [4.0, 10, 50])
  func verifyingHasOneBudget(test: (to: Double, runs: Int), budget: Double) throws {
    let session = try session(runs: test.runs, to: test.to, verifyBudget: budget)
    var bowl = Bowl()
    try run(session, on: &bowl)
    let race = try #require(session.race)
    #expect(session.isComplete)
    #expect(session.steps <= Int(100 * budget))
    let tested = session.steps - race.steps
    #expect(race.budget == Int(100 * budget) - max(tested, 100 * test.runs))
    #expect(tested <= max(Int(25 * budget), 100 * test.runs))
  }

  @Test func keepsTheTrialsThatVerifyTheRate() throws {
    let session = try session(verifyBudget: 10)
    var bowl = Bowl()
    try run(session, on: &bowl)
    let race = try #require(session.race)
    #expect(race.budget == 900 && race.steps <= 900)
    #expect(bowl.trials == race.results.map(\.trial))
    let verified = try #require(race.verifiedRate)
    #expect(session.learningRate == verified.learningRate)
    #expect(abs(log10(verified.learningRate / 0.03)) < 0.01)
    let rows = try String(contentsOfFile: session.folder.path("trials.csv"), encoding: .utf8)
      .split(separator: "\n")
    #expect(rows.first == "learning_rate,seed,steps,loss")
    #expect(rows.count == bowl.trials.count + 1)
    #expect(session.result(settings: [:]).verified?.rate == verified.learningRate)
  }

  /// Whatever the trials were, the message counts every step, and their file has every whole one.
  @Test(arguments: [50, 130, 320]) func interruptedItKeepsWhatWasMade(step: Int) throws {
    let session = try session(verifyBudget: 10)
    var (bowl, made) = (Bowl(), 0)
    bowl.beforeStep = {
      made += 1
      if made == step { self.interrupt.request() }
    }
    try run(session, on: &bowl)
    #expect(made == step && session.steps == step && !session.isComplete)
    let error = #expect(throws: StoppedSession.self) { try session.requireCompletion() }
    #expect(
      error?.description
        == "interrupted; the \(step) steps that were made are in \(session.folder.path(""))")
    if step == 320 {
      let rows = try String(contentsOfFile: session.folder.path("trials.csv"), encoding: .utf8)
      #expect(rows.split(separator: "\n").count == 2)
    }
  }
}
