import EngineTestSupport
import LearningRateFinder
import Testing
import Torch

@testable import Training

extension TrainingTests {
  @Suite(.serialized) struct SearchedLearnerTests {
    private let heldOut: HeldOutExamples
    private let ramp: Ramp

    init() throws {
      try setThreadCount(1)
      heldOut = try HeldOutExamples(Made.images(count: 40))
      ramp = try Ramp(from: 1e-6, to: 10, steps: 80)
    }

    /// A whole search, with all of its trials.
    private func search(
      _ learner: Learner, keepsStates: Bool, heldOut: HeldOutExamples?
    ) throws -> (bowl: BowlOverTraining, race: RateRace) {
      var bowl = BowlOverTraining(SearchedLearner(learner, heldOut: heldOut))
      var search = Search(
        SearchPlan(
          ramp,
          verification: .init(
            budget: 10, keepsStates: keepsStates, measuresHeldOutLoss: heldOut != nil)))
      try search.run(on: &bowl)
      return (bowl, try #require(search.race))
    }

    /// A training that goes on where another ended ends where one that was never interrupted does:
    /// weights, optimizer, dropout and the order of the data are those of the earlier one.
    @Test(arguments: ["mlp", "cnn", "resnet:8"])
    func aTrialThatGoesOnEndsWhereOneFromTheStartDoes(model: String) throws {
      let searched = try makeLearner(model, isAugmented: true)
      #expect(SearchedLearner.canKeepStates(of: searched))
      let (_, race) = try search(searched, keepsStates: true, heldOut: heldOut)
      let later = race.results.filter { $0.trial.stepsBefore > 0 && $0.loss.isFinite }
      #expect(!later.isEmpty)
      for result in later {
        let learner = try makeLearner(model, isAugmented: true)
        #expect(try loss(of: learner, after: result.trial) == result.loss)
      }
    }

    /// Also without held-out examples: there a trial that goes on begins with the loss of a trained
    /// model, and a mini-batch may well have four times that.
    @Test func aTrialThatGoesOnIsJudgedByTheLossBeforeTheTraining() throws {
      let (bowl, race) = try search(
        makeLearner("mlp", batchSize: 2), keepsStates: true, heldOut: nil)
      let later = race.results.filter { $0.trial.stepsBefore > 0 }
      let hasRisen = later.contains { result in
        let own = bowl.losses(of: result.trial) ?? []
        return (own.max() ?? 0) > 4 * (own.first ?? .infinity)
      }
      #expect(hasRisen)
      #expect(later.allSatisfy { $0.loss.isFinite })
    }

    /// The first trial's steps are those of the training itself.
    @Test func aTrialIsTheTrainingFromTheSameWeights() throws {
      let learner = try makeLearner("mlp")
      let (_, race) = try search(learner, keepsStates: false, heldOut: heldOut)
      #expect(race.lossBefore == (try learner.evaluate(on: heldOut).loss))
      let first = try #require(race.results.first)
      #expect(try loss(of: learner, after: first.trial) == first.loss)
    }

    /// The mean of the held-out losses at the beginning, in the middle and at the end of the last
    /// tenth.
    private func loss(of learner: Learner, after trial: RateTrial) throws -> Double {
      var losses: [Double] = []
      let tail = trial.steps / 10
      for step in 1...trial.steps {
        _ = try learner.step(learningRate: trial.learningRate)
        if [trial.steps - tail + 1, trial.steps - tail / 2, trial.steps].contains(step) {
          losses.append(try learner.evaluate(on: heldOut).loss)
        }
      }
      return losses.reduce(0, +) / 3
    }

    @Test func withoutHeldOutExamplesTheLastTenthOfTheLossesCounts() throws {
      let (bowl, race) = try search(makeLearner("mlp"), keepsStates: false, heldOut: nil)
      for result in race.results where result.loss.isFinite {
        let losses = try #require(bowl.losses(of: result.trial))
        #expect(losses.count == result.trial.steps)
        let tail = losses.suffix(result.trial.steps / 10)
        #expect(abs(result.loss - tail.reduce(0, +) / Double(tail.count)) < 1e-12)
      }
      #expect(race.results.contains { $0.loss.isFinite })
    }

    @Test func aTrialThatDivergesEndsEarlyAndCountsAsInfinite() throws {
      let data = try Made.features()
      let settings = TrainingSettings(
        model: "mlp", optimizer: OptimizerSettings(.sgd), batchSize: 16)
      let learner = try Learner(settings, on: data)
      var bowl = BowlOverTraining(
        SearchedLearner(learner, heldOut: try HeldOutExamples(data)), around: 1e6)
      var search = Search(
        SearchPlan(
          try Ramp(from: 100, to: 1e9, steps: 100),
          verification: .init(budget: 10, measuresHeldOutLoss: true)))
      try search.run(on: &bowl) { if $0.race?.results.count == 1 { $0.stop() } }
      let race = try #require(search.race)
      #expect(race.results.map(\.loss) == [.infinity])
      #expect(race.steps < 100)
    }

    /// A second run has the weights of its own learner where there is one, and else those of the
    /// first with another order of the data.
    @Test func anotherRunIsThatOfItsLearner() throws {
      let plan = SearchPlan(try Ramp(from: 1e-4, to: 1e-2, steps: 8), runs: 2)
      func curves(_ other: ((Int) throws -> Learner)?) throws -> [Curve] {
        var search = Search(plan)
        var searched = SearchedLearner(try makeLearner("cnn", isAugmented: true), other: other)
        try search.run(on: &searched)
        return try #require(search.findings).curves
      }
      func own(seed: UInt64) throws -> [Double] {
        let learner = try makeLearner("cnn", seed: seed, isAugmented: true)
        return try plan.ramp.map { try learner.step(learningRate: $0) }
      }
      let two = try curves { run in
        try makeLearner("cnn", seed: 3 + UInt64(run), isAugmented: true)
      }
      #expect(try two.map(\.losses) == [own(seed: 3), own(seed: 4)])
      let reseeded = try curves(nil)
      #expect(reseeded[0] == two[0])
      #expect(reseeded[1].losses != two[0].losses && reseeded[1].losses != two[1].losses)
    }

    /// A test over rates that move nothing is followed by another one, as far as the budget goes.
    @Test(arguments: [0.0, 20]) func adaptsWhereATestShowsNothing(budget: Double) throws {
      let learner = try makeLearner("mlp")
      let plan = SearchPlan(
        try Ramp(from: 1e-9, to: 1e-7, steps: 60), gradientAge: .momentum(0.9),
        adaptBudget: budget)
      let findings = try #require(try learner.search(plan))
      if budget == 0 {
        #expect(findings.attempts.isEmpty && findings.verdict.code == .flat)
      } else {
        let first = try #require(findings.attempts.first)
        #expect(first.verdict.code == .flat && first.ramp == plan.ramp)
        #expect(findings.isTrusted && findings.curves[0].learningRates.last ?? 0 > 1e-3)
      }
      #expect(try learner.step(learningRate: 1e-3) == makeLearner("mlp").step(learningRate: 1e-3))
    }

    @Test func whatThereIsNoLossForIsAnError() throws {
      let plan = SearchPlan(try Ramp(from: 1e-4, to: 1e-2, steps: 8), heldOutEvery: 2)
      let message = failure { _ = try makeLearner("mlp").search(plan) }
      #expect(message == "there are no held-out examples to measure the loss on")
    }
  }
}
