import EngineTestSupport
import LearningRateFinder
import Testing
import Torch

@testable import Training

/// A range test leaves no trace: whatever way it ends, the training after it is the training
/// without it, bit for bit.
@Suite(.serialized, .exclusiveEngine) struct NoSideEffectsTests {
  /// How a range test in the middle of a training ends.
  enum Ending: CaseIterable {
    case completes, diverges, throwsMidway, isInterrupted
    /// In a second run, whose weights or data order are others.
    case throwsInAnotherRun, isInterruptedInAnotherRun
  }

  @Test(arguments: OptimizerSettings.Kind.allCases, Ending.allCases)
  func trainingAfterATestIsTrainingWithoutIt(
    kind: OptimizerSettings.Kind, ending: Ending
  ) throws {
    try expectNoTrace(in: kind) { tested, _ in try rangeTest(tested, ending) }
  }

  /// The same where the second run has a learner of its own, made and trained beside the first.
  @Test(arguments: Ending.allCases) func anotherRunsLearnerLeavesNoTrace(ending: Ending) throws {
    try expectNoTrace(in: .adam) { tested, _ in
      try rangeTest(tested, ending) { run in try learner(.adam, seed: 11 + UInt64(run)) }
    }
  }

  /// What is done in the midst of a training changes neither the state nor what comes after.
  private func expectNoTrace(
    in kind: OptimizerSettings.Kind,
    of interlude: (Learner, _ before: State) throws -> Void
  ) throws {
    let undisturbed = try learner(kind)
    let expected = try train(undisturbed, steps: 20)
    let end = try state(of: undisturbed)

    let tested = try learner(kind)
    var losses = try train(tested, steps: 10)
    let before = try state(of: tested)
    try interlude(tested, before)
    #expect(try state(of: tested) == before)
    losses += try train(tested, steps: 10)
    #expect(losses.map(\.bitPattern) == expected.map(\.bitPattern))
    #expect(try state(of: tested) == end)
  }

  /// The same from the very start, when there is no optimizer state yet.
  @Test(arguments: OptimizerSettings.Kind.allCases)
  func aTestBeforeTheFirstStepLeavesNoTrace(kind: OptimizerSettings.Kind) throws {
    let undisturbed = try learner(kind)
    let expected = try train(undisturbed, steps: 5)
    let tested = try learner(kind)
    try rangeTest(tested, .completes)
    #expect(try train(tested, steps: 5).map(\.bitPattern) == expected.map(\.bitPattern))
  }

  /// How a race of short trainings ends.
  enum RaceEnding: CaseIterable {
    case completes, throwsMidway, isInterrupted
  }

  /// The same of the trials that verify a rate, whose weights, data order and random numbers are put
  /// back after each, also where its seed is another.
  @Test(arguments: OptimizerSettings.Kind.allCases, RaceEnding.allCases)
  func trainingAfterTrialsIsTrainingWithoutThem(
    kind: OptimizerSettings.Kind, ending: RaceEnding
  ) throws {
    try expectNoTrace(in: kind) { tested, before in
      try race(on: tested, ending, expecting: before)
    }
  }

  /// The comparison itself sees every part: without being put back, each differs.
  @Test func aStepChangesEveryPartOfTheState() throws {
    let learner = try learner(.sgd)
    let before = try state(of: learner)
    _ = try train(learner, steps: 1)
    let after = try state(of: learner)
    #expect(before.parameters != after.parameters)
    #expect(before.buffers != after.buffers)
    #expect(before.optimizer != after.optimizer)
    #expect(before.random != after.random)
    #expect(before.nextBatch != after.nextBatch)
  }

  // MARK: - Helpers

  /// A model with everything that a step may change: weights, batch-norm statistics and a counter,
  /// dropout's random numbers.
  private func learner(_ kind: OptimizerSettings.Kind, seed: UInt64 = 11) throws -> Learner {
    try Torch.seed(seed)
    let model = try Sequential(
      Convolution2D(1, 4, kernel: 3, padding: 1), BatchNorm(4, over: .images), Activation(.relu),
      Flatten(),
      Dropout(0.3), Linear(256, 2))
    let settings = TrainingSettings(optimizer: OptimizerSettings(kind), batchSize: 8, seed: seed)
    return try Learner(
      model, optimizer: Optimizer(model.parameters, rule: settings.optimizer.rule()), settings,
      on: tinyImages())
  }

  private func train(_ learner: Learner, steps: Int) throws -> [Double] {
    try (0..<steps).map { _ in try learner.step(learningRate: 1e-3) }
  }

  private struct Broken: Error {}

  private func rangeTest(
    _ learner: Learner, _ ending: Ending, other: ((_ run: Int) throws -> Learner)? = nil
  ) throws {
    // Beyond the square root of the largest float, two layers make a loss that is no number.
    let ramp =
      ending == .diverges
      ? try Ramp(from: 1e30, to: 1e38, steps: 60) : try Ramp(from: 1e-6, to: 1e-3, steps: 60)
    var search = Search(SearchPlan(ramp, runs: 2))
    var searched = SearchedLearner(learner, other: other)
    let last =
      switch ending {
      case .completes, .diverges: Int.max
      case .throwsMidway, .isInterrupted: 17
      case .throwsInAnotherRun, .isInterruptedInAnotherRun: 60 + 17
      }
    switch ending {
    case .completes, .diverges:
      try search.run(on: &searched)
    case .throwsMidway, .throwsInAnotherRun:
      #expect(throws: Broken.self) {
        try search.run(on: &searched) { if $0.steps == last { throw Broken() } }
      }
    case .isInterrupted, .isInterruptedInAnotherRun:
      try search.run(on: &searched) { if $0.steps == last { $0.stop() } }
    }
    let findings = try #require(search.findings)
    switch ending {
    case .completes: #expect(findings.curves.map(\.outcome) == [.completed, .completed])
    case .diverges:
      #expect(findings.curves.count == 2 && findings.curves.allSatisfy(\.hasEndedBadly))
    case .throwsMidway, .isInterrupted:
      #expect(findings.curves.map(\.outcome) == [.interrupted] && findings.steps == last)
    case .throwsInAnotherRun, .isInterruptedInAnotherRun:
      #expect(findings.omissions == [.interruptedTest(steps: 17)] && findings.steps == last)
    }
  }

  /// Every run of the first seed that does not go on from another begins with the state before.
  private func race(
    on learner: Learner, _ ending: RaceEnding, expecting before: State
  ) throws {
    // Enough for trials that go on from others, and for those with another seed.
    let plan = SearchPlan(
      try Ramp(from: 1e-6, to: 10, steps: 60),
      verification: .init(budget: 20, keepsStates: true, measuresHeldOutLoss: true))
    var search = Search(plan)
    var bowl = BowlOverTraining(
      SearchedLearner(learner, heldOut: try HeldOutExamples(tinyImages())))
    bowl.onBegin = { run in
      let now = try state(of: learner)
      if run.seed == 0, !run.continues { #expect(now == before) }
    }
    // The last step but one of a trial that goes on from another.
    func isMidway(_ search: Search) -> Bool {
      guard let step = search.lastStep, let trial = search.race?.next else { return false }
      return trial.stepsBefore > 0 && step.index == trial.steps - 2
    }
    switch ending {
    case .completes: try search.run(on: &bowl)
    case .throwsMidway:
      #expect(throws: Broken.self) {
        try search.run(on: &bowl) { if isMidway($0) { throw Broken() } }
      }
    case .isInterrupted: try search.run(on: &bowl) { if isMidway($0) { $0.stop() } }
    }
    let results = try #require(search.findings?.race).results
    #expect((ending == .completes) == (Set(results.map(\.trial.seed)).count > 1))
    #expect((ending == .completes) == results.contains { $0.trial.stepsBefore > 0 })
  }

  private struct State: Equatable {
    var parameters: [[Float]]
    var buffers: [[Double]]
    var optimizer: [[[Float]?]]
    var random: RandomState
    var nextBatch: [Int64]
  }

  private func state(of learner: Learner) throws -> State {
    var order = learner.order
    return State(
      parameters: try learner.model.parameters.map { try $0.values(as: Float.self) },
      buffers: try learner.model.namedBuffers.map { try $0.tensor.values(as: Double.self) },
      optimizer: try learner.optimizer.groups.flatMap { group in
        try group.state().map { try $0.map { try $0?.values(as: Float.self) } }
      },
      random: try RandomState(capturing: []),
      nextBatch: order.withNextBatch { Array($0) })
  }
}

extension Curve {
  fileprivate var hasEndedBadly: Bool { outcome == .diverged || outcome == .notFinite }
}
