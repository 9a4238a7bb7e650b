import EngineTestSupport
import LearningRateFinder
import Schedules
import Testing
import Torch

@testable import Training

/// A training follows its schedule; what finds its rate leaves no trace in it.
@Suite(.serialized, .exclusiveEngine) struct TrainerTests {
  @Test(arguments: ["constant", "one-cycle", "cosine", "warmup:5s+step:1", "triangular:1"])
  func followsTheSchedule(form: String) throws {
    let learner = try TrainerFixture.learner()
    let schedule = try TrainerFixture.schedule(form, rate: 0.05)
    let trainer = try Trainer(
      learner, schedule: schedule, steps: TrainerFixture.steps,
      heldOut: HeldOutExamples(tinyImages(count: 24)))
    var steps: [Trainer.Step] = []
    try trainer.run { step, _ in steps.append(step) }
    #expect(trainer.outcome == .completed)
    #expect(steps.map(\.index) == Array(0..<TrainerFixture.steps))
    #expect(steps.map(\.learningRate) == steps.map { schedule.learningRate(at: $0.index) })
    let momentum = try #require((learner.optimizer.groups[0].rule as? SGD)?.momentum)
    #expect(momentum == schedule.momentum(at: TrainerFixture.steps - 1) ?? 0.9)

    #expect(trainer.epochs.map(\.number) == [1, 2, 3, 4])
    // The last epoch is half one.
    #expect(trainer.epochs.map(\.steps) == [7, 14, 21, 24])
    for (epoch, start) in zip(trainer.epochs, [0, 7, 14, 21]) {
      let losses = steps[start..<epoch.steps].map(\.loss)
      #expect(abs(epoch.trainingLoss - losses.reduce(0, +) / Double(losses.count)) < 1e-12)
    }
    let last = try #require(trainer.epochs.last?.evaluation)
    #expect(try learner.evaluate(on: tinyImages(count: 24)) == last)
  }

  /// The first rule of the reliability study: the test runs from the very weights that the
  /// training then starts with, and does not move them.
  @Test(arguments: ["constant", "one-cycle"])
  func aFoundRateTrainsLikeTheSameRateByHand(form: String) throws {
    let found = try TrainerFixture.learner()
    let findings = try #require(
      try found.search(SearchPlan(Ramp(from: 1e-5, to: 10, steps: 60))))
    let rates = try #require(ScheduleRates(findings))
    let schedule = try TrainerFixture.schedule(form, rates: rates)
    let automatic = try TrainerFixture.losses(Trainer(found, schedule: schedule, steps: 24))

    let byHand = try TrainerFixture.schedule(form, rate: schedule.peak)
    let learner = try TrainerFixture.learner()
    #expect(
      try TrainerFixture.losses(Trainer(learner, schedule: byHand, steps: 24)) == automatic)
  }

  /// Training with a rate that is found again equals training without it up to there, and from
  /// there on training with the new rate.
  @Test func findingAgainChangesNothingButTheRate() throws {
    let ramp = try Ramp(from: 1e-5, to: 10, steps: 60)
    let learner = try TrainerFixture.learner()
    let trainer = try Trainer(
      learner, schedule: TrainerFixture.schedule("constant", rate: 0.003), steps: 24,
      refinding: Trainer.Refinding(everyEpochs: 2, SearchPlan(ramp)))
    var steps: [Trainer.Step] = []
    try trainer.run { step, _ in steps.append(step) }
    let finding = try #require(trainer.findings.first)
    #expect(trainer.findings.count == 1)
    #expect(finding.epoch == 2)
    let rate = try #require(finding.learningRate)
    #expect(finding.rates.map { abs($0.constant / rate - 1) < 1e-12 } ?? (rate == 0.003))

    let plain = try TrainerFixture.learner()
    let losses = try (0..<24).map { step in
      try plain.step(learningRate: step < 14 ? 0.003 : rate)
    }
    #expect(steps.map(\.loss) == losses)
    #expect(steps.map(\.learningRate) == (0..<24).map { $0 < 14 ? 0.003 : rate })
  }

  @Test func aLossThatIsNoNumberEndsTheTraining() throws {
    let trainer = try Trainer(
      TrainerFixture.learner(), schedule: TrainerFixture.schedule("constant", rate: 1e30),
      steps: 24)
    try trainer.run()
    #expect(trainer.outcome == .notFinite)
    #expect(trainer.progress.step < 24)
  }

  @Test func aPlateauLowersTheRate() throws {
    let schedule = try LearningRateSchedule.reduceOnPlateau(
      ReduceOnPlateau(start: 1e-9, factor: 0.5, patience: 0))
    let trainer = try Trainer(
      TrainerFixture.learner(), schedule: schedule, steps: 24,
      heldOut: HeldOutExamples(tinyImages(count: 24)))
    try trainer.run()
    // The rate is too small to improve on the first loss.
    #expect(trainer.epochs.map(\.learningRate) == [1e-9, 1e-9, 5e-10, 2.5e-10])
  }

  @Test func saysWhatIsImpossible() throws {
    let learner = try TrainerFixture.learner()
    let constant = try TrainerFixture.schedule("constant", rate: 0.1)
    #expect(throws: TrainingError("a training takes at least 1 step, not 0")) {
      try Trainer(learner, schedule: constant, steps: 0)
    }
    let ramp = try Ramp(from: 1e-5, to: 10, steps: 60)
    #expect(throws: TrainingError("a rate is found again after 1 epoch or more, not 0")) {
      try Trainer.Refinding(everyEpochs: 0, SearchPlan(ramp))
    }
    #expect(
      throws: TrainingError(
        "a schedule that waits for plateaus sets its rate by itself: it is not found again")
    ) {
      try Trainer(
        learner, schedule: TrainerFixture.schedule("plateau", rate: 0.1), steps: 24,
        refinding: Trainer.Refinding(everyEpochs: 1, SearchPlan(ramp)))
    }
  }
}

/// A training with everything that a step may change.
enum TrainerFixture {
  /// Three epochs and a half of 7 steps.
  static let steps = 24

  /// A model with weights, batch-norm statistics and a counter, and dropout's random numbers.
  static func learner(
    _ kind: OptimizerSettings.Kind = .sgd, seed: UInt64 = 5, batchSize: Int = 8, width: Int = 4,
    isAugmented: Bool = false, dataName: String = "tiny"
  ) throws -> Learner {
    try setThreadCount(1)
    try Torch.seed(seed)
    let model = try Sequential(
      Convolution2D(1, width, kernel: 3, padding: 1), BatchNorm(width, over: .images),
      Activation(.relu), Flatten(), Dropout(0.2), Linear(64 * width, 2))
    let settings = TrainingSettings(
      optimizer: OptimizerSettings(kind), batchSize: batchSize, seed: seed,
      isAugmented: isAugmented)
    return try Learner(
      model, optimizer: Optimizer(model.parameters, rule: settings.optimizer.rule()), settings,
      on: tinyImages(named: dataName))
  }

  static func schedule(_ form: String, rate: Double) throws -> LearningRateSchedule {
    try schedule(form, rates: ScheduleRates(learningRate: rate))
  }

  static func schedule(
    _ form: String, rates: ScheduleRates
  ) throws -> LearningRateSchedule {
    try LearningRateSchedule(form, rates: rates, steps: steps, stepsPerEpoch: 7)
  }

  static func losses(_ trainer: Trainer) throws -> [Double] {
    var losses: [Double] = []
    try trainer.run { step, _ in losses.append(step.loss) }
    return losses
  }
}
