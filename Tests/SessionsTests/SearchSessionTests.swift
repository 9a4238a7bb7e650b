import Foundation
import LearningRateFinder
import RunFolders
import Testing

@testable import Sessions

/// A training whose loss is best at one rate and is infinite far above it.
private struct Bowl: SearchedTraining {
  var best = 0.03
  /// What was asked for.
  var runs: [Search.Run] = []
  /// How often it was put back.
  var ends = 0
  /// Range tests of fewer steps than this show a plateau.
  var plateau = 0
  /// Is called before each step.
  var beforeStep: () throws -> Void = {}

  /// The seeds of its range tests.
  var rangeTests: [Int] { runs.filter { $0.purpose == .rangeTest }.map(\.seed) }
  var trials: [RateTrial] { runs.compactMap(\.trial) }

  mutating func begin(_ run: Search.Run) { runs.append(run) }

  mutating func train(learningRate rate: Double) throws -> (loss: Double, heldOut: Double?) {
    try beforeStep()
    guard let run = runs.last, run.purpose == .rangeTest else { return (1, nil) }
    let fall = run.steps < plateau ? 2.3 : 2.3 / (1 + 10 * rate / best)
    return (fall + 0.2 + (rate / best / 100) * (rate / best / 100), nil)
  }

  func evaluate() -> Double {
    guard let trial = runs.last?.trial else { return 2.5 }
    let decades = log10(trial.learningRate / best)
    return 0.5 + decades * decades
  }

  mutating func end() { ends += 1 }
}

extension Search.Run {
  fileprivate var trial: RateTrial? { if case .trial(let trial) = purpose { trial } else { nil } }
}

@Suite(.serialized) final class SearchSessionTests {
  private let scratch = FileManager.default.temporaryDirectory
    .appending(path: "session-\(UUID().uuidString)", directoryHint: .isDirectory)
  private let interrupt = Interrupt()
  private var said: [String] = []

  deinit { try? FileManager.default.removeItem(at: scratch) }

  private func session(
    runs: Int = 1, to: Double = 10, steps: Int = 100, adaptBudget: Double = 20,
    verifyBudget: Double? = nil
  ) throws -> SearchSession {
    let ramp = try Ramp(from: 1e-7, to: to, steps: steps)
    let plan = SearchPlan(
      ramp, runs: runs, gradientAge: GradientAge.none, adaptBudget: adaptBudget,
      verification: verifyBudget.map { .init(budget: $0, measuresHeldOutLoss: true) })
    return SearchSession(
      plan, in: try RunFolder(at: scratch.path(), named: "unused"), interrupt: interrupt,
      output: .init(isQuiet: true) { [unowned self] in said.append($0) })
  }

  @Test(arguments: [1, 3]) func testsEachRunOnce(runs: Int) throws {
    let session = try session(runs: runs)
    var bowl = Bowl()
    try session.run(on: &bowl)
    #expect(bowl.rangeTests == Array(0..<runs) && bowl.runs.count == runs && bowl.ends == 1)
    let findings = try session.requireFindings()
    #expect(findings.isComplete && findings.curves.count == runs && said.isEmpty)
    #expect(findings.steps == findings.curves.reduce(0) { $0 + $1.count })
    #expect(findings.learningRate == findings.answer.suggestion?.learningRate)
    #expect(session.nextRun == nil && session.timing.steps == findings.steps)
  }

  /// A caller that makes each run elsewhere gets the same as one that makes all at once.
  @Test func runsMayBeMadeOneByOne() throws {
    let session = try session(runs: 3)
    var elsewhere: [Search.Run] = []
    while let run = session.nextRun {
      var bowl = Bowl()
      try session.makeRun(on: &bowl)
      #expect(bowl.runs == [run] && bowl.ends == 0)
      elsewhere.append(run)
    }
    #expect(elsewhere.map(\.seed) == [0, 1, 2])
    var (search, bowl) = (Search(session.search.plan), Bowl())
    try search.run(on: &bowl)
    #expect(try session.requireFindings() == search.findings)
  }

  @Test func widensTheRangeWithinItsBudget() throws {
    let session = try session(to: 1e-2)
    var bowl = Bowl()
    try session.run(on: &bowl)
    #expect(bowl.rangeTests.count > 1)
    #expect(said.first?.hasPrefix("never-diverged: ") == true)
    #expect(said.first?.contains("; trying again from 1e-7 to 10") == true)
    #expect(FileManager.default.fileExists(atPath: session.folder.path("attempt-2/run-1.csv")))
  }

  /// A good answer that is not taken yet is told why.
  @Test func saysThatALateDescentIsConfirmed() throws {
    let session = try session()
    var bowl = Bowl()
    bowl.plateau = 200
    try session.run(on: &bowl)
    #expect(said.count == 2)
    #expect(said.first?.hasSuffix("; trying again with 300 steps") == true)
    #expect(said.last?.hasPrefix("good: ") == true)
    #expect(
      said.last?.hasSuffix("; only the longer ramp shows it: confirming it with 900 steps") == true)
  }

  @Test func withoutABudgetItStaysAtTheFirstTest() throws {
    let session = try session(to: 1e-2, adaptBudget: 0)
    var bowl = Bowl()
    try session.run(on: &bowl)
    #expect(bowl.rangeTests == [0] && said.isEmpty)
  }

  /// One budget for all: a lengthened ramp does not fit beside the trials, another range does.
  @Test(arguments: [(1e-3, 1), (1e-2, 1), (1, 2), (10, 1)], [4.0, 10, 50])
  func verifyingHasOneBudget(test: (to: Double, runs: Int), budget: Double) throws {
    let session = try session(runs: test.runs, to: test.to, verifyBudget: budget)
    var bowl = Bowl()
    try session.run(on: &bowl)
    let findings = try session.requireFindings()
    let race = try #require(findings.race)
    #expect(findings.steps <= Int(100 * budget))
    let tested = findings.steps - race.steps
    #expect(race.budget == Int(100 * budget) - max(tested, 100 * test.runs))
    #expect(tested <= max(Int(25 * budget), 100 * test.runs))
  }

  @Test func keepsTheTrialsThatVerifyTheRate() throws {
    let session = try session(verifyBudget: 10)
    var bowl = Bowl()
    try session.run(on: &bowl)
    let findings = try session.requireFindings()
    let race = try #require(findings.race)
    #expect(race.budget == 900 && race.steps <= 900 && race.lossBefore == 2.5)
    #expect(bowl.trials == race.results.map(\.trial))
    let verified = try #require(race.verifiedRate)
    #expect(findings.learningRate == verified.learningRate)
    #expect(abs(log10(verified.learningRate / 0.03)) < 0.01)
    let rows = try String(contentsOfFile: session.folder.path("trials.csv"), encoding: .utf8)
      .split(separator: "\n")
    #expect(rows.first == "learning_rate,seed,steps,loss")
    #expect(rows.count == bowl.trials.count + 1)
    let result = ResultDocument(findings, settings: [:], timing: session.timing)
    #expect(result.verified?.rate == verified.learningRate)
  }

  /// Whatever the trials were, the message counts every step, and their file has every whole one.
  @Test(arguments: [50, 130, 320]) func interruptedItKeepsWhatWasMade(step: Int) throws {
    let session = try session(verifyBudget: 10)
    var (bowl, made) = (Bowl(), 0)
    bowl.beforeStep = {
      made += 1
      if made == step { self.interrupt.request() }
    }
    try session.run(on: &bowl)
    #expect(made == step && session.search.steps == step && !session.search.isComplete)
    #expect(bowl.ends == 1 && session.nextRun == nil)
    let error = #expect(throws: StoppedSession.self) { try session.requireFindings() }
    #expect(
      error?.description
        == "interrupted; the \(step) steps that were made are in \(session.folder.path(""))")
    if step == 320 {
      let rows = try String(contentsOfFile: session.folder.path("trials.csv"), encoding: .utf8)
      #expect(rows.split(separator: "\n").count == 2)
    }
  }

  /// Also a training that fails is put back, and its steps are on disk.
  @Test(arguments: [50, 130]) func anErrorComesOutAndKeepsWhatWasMade(step: Int) throws {
    struct Broken: Error {}
    let session = try session(verifyBudget: 10)
    var (bowl, made) = (Bowl(), 0)
    bowl.beforeStep = {
      if made == step { throw Broken() }
      made += 1
    }
    #expect(throws: Broken.self) { try session.run(on: &bowl) }
    #expect(bowl.ends == 1 && session.search.steps == step && session.nextRun == nil)
    let kept = try String(contentsOfFile: session.folder.path("curve.csv"), encoding: .utf8)
    let curve = try #require(session.search.findings).curves[0]
    #expect(kept.split(separator: "\n").count == curve.count + 1)
  }
}
