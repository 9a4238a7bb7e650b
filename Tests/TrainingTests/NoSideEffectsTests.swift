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
  }

  @Test(arguments: OptimizerSettings.Kind.allCases, Ending.allCases)
  func trainingAfterATestIsTrainingWithoutIt(
    kind: OptimizerSettings.Kind, ending: Ending
  ) throws {
    try expectNoTrace(in: kind) { tested, _ in try rangeTest(tested, ending) }
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
    case completes, throwsMidway
  }

  /// The same of the trials that verify a rate, whose weights, data order and random numbers are put
  /// back after each, also where its seed is another.
  @Test(arguments: OptimizerSettings.Kind.allCases, RaceEnding.allCases)
  func trainingAfterTrialsIsTrainingWithoutThem(
    kind: OptimizerSettings.Kind, ending: RaceEnding
  ) throws {
    try expectNoTrace(in: kind) { tested, before in
      try trials(on: tested, ending, expecting: before)
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
  private func learner(_ kind: OptimizerSettings.Kind) throws -> Learner {
    try Torch.seed(11)
    let model = try Sequential(
      Convolution2D(1, 4, kernel: 3, padding: 1), BatchNorm(4, over: .images), Activation(.relu),
      Flatten(),
      Dropout(0.3), Linear(256, 2))
    let settings = TrainingSettings(optimizer: OptimizerSettings(kind), batchSize: 8, seed: 11)
    return try Learner(
      model, optimizer: Optimizer(model.parameters, rule: settings.optimizer.rule()), settings,
      on: tinyImages())
  }

  private func train(_ learner: Learner, steps: Int) throws -> [Double] {
    try (0..<steps).map { _ in try learner.step(learningRate: 1e-3) }
  }

  private func rangeTest(_ learner: Learner, _ ending: Ending) throws {
    struct Broken: Error {}
    var test = RangeTest(try Ramp(from: 1e-6, to: ending == .completes ? 1e-3 : 1e6, steps: 60))
    switch ending {
    case .completes:
      try learner.run(&test)
      #expect(test.curve.outcome == .completed)
    case .diverges:
      try learner.run(&test)
      #expect(test.curve.hasEndedBadly)
    case .throwsMidway:
      #expect(throws: Broken.self) {
        try learner.run(&test) { test in if test.curve.count == 17 { throw Broken() } }
      }
      #expect(test.curve.count == 17)
      #expect(test.curve.outcome == .interrupted)
    case .isInterrupted:
      try learner.run(&test) { test in if test.curve.count == 17 { test.stop() } }
      #expect(test.curve.count == 17)
      #expect(test.curve.outcome == .interrupted)
    }
  }

  private func trials(
    on learner: Learner, _ ending: RaceEnding, expecting before: State
  ) throws {
    struct Broken: Error {}
    var test = RangeTest(try Ramp(from: 1e-6, to: 10, steps: 40))
    _ = test.run { 0.3 + 2 / (1 + 1000 * $0) + $0 * $0 }
    var trials = try RateTrials(learner, heldOut: HeldOutExamples(tinyImages()))
    // Enough for trials that go on from others, and for those with another seed.
    var race = RateRace(test.answer(), of: [test.curve], budget: 1500, continues: true)
    var seeds: Set<Int> = []
    while let trial = race.next {
      if ending == .throwsMidway, trial.stepsBefore > 0 {
        #expect(throws: Broken.self) {
          try trials.run(trial) { step, _ in if step == trial.steps - 2 { throw Broken() } }
        }
        return
      }
      let (loss, steps) = try trials.run(trial)
      race.record(trial, loss: loss, stepsMade: steps)
      seeds.insert(trial.seed)
      #expect(try state(of: learner) == before)
    }
    #expect(seeds.count > 1)
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
