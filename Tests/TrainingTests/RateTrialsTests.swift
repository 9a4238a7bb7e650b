import EngineTestSupport
import LearningRateFinder
import Testing
import Torch

@testable import Training

extension TrainingTests {
  @Suite(.serialized) struct RateTrialsTests {
    private let heldOut: HeldOutExamples

    init() throws {
      try setThreadCount(1)
      heldOut = try HeldOutExamples(Made.images(count: 40))
    }

    /// All trials of a race, as they come.
    private func race(
      _ trials: inout RateTrials, continues: Bool,
      onStep: (RateTrial, _ loss: Double) -> Void = { _, _ in }
    ) throws -> RateRace {
      var test = RangeTest(try Ramp(from: 1e-6, to: 10, steps: 80))
      _ = test.run { 0.3 + 2 / (1 + 1000 * $0) + $0 * $0 }
      var race = RateRace(
        test.answer(), of: [test.curve], budget: 720, continues: continues,
        lossBefore: trials.lossBefore)
      while let trial = race.next {
        let (loss, steps) = try trials.run(trial) { onStep(trial, $1) }
        race.record(trial, loss: loss, stepsMade: steps)
      }
      return race
    }

    /// A training that goes on where another ended ends where one that was never interrupted does:
    /// weights, optimizer, dropout and the order of the data are those of the earlier one.
    @Test(arguments: ["mlp", "cnn", "resnet:8"])
    func aTrialThatGoesOnEndsWhereOneFromTheStartDoes(model: String) throws {
      var kept = try RateTrials(makeLearner(model, isAugmented: true), heldOut: heldOut)
      #expect(kept.areKept)
      let race = try race(&kept, continues: true)
      #expect(race.results.contains { $0.trial.stepsBefore > 0 })
      for result in race.results where result.trial.stepsBefore > 0 && result.loss.isFinite {
        let learner = try makeLearner(model, isAugmented: true)
        #expect(try loss(of: learner, after: result.trial) == result.loss)
      }
    }

    /// Also without held-out examples: there a trial that goes on begins with the loss of a trained
    /// model, and a mini-batch may well have four times that.
    @Test func aTrialThatGoesOnIsJudgedByTheLossBeforeTheTraining() throws {
      var trials = try RateTrials(makeLearner("mlp", batchSize: 2), heldOut: nil)
      var losses: [RateTrial: [Double]] = [:]
      let race = try race(&trials, continues: true) { losses[$0, default: []].append($1) }
      let later = race.results.filter { $0.trial.stepsBefore > 0 }
      let hasRisen = later.contains { result in
        let own = losses[result.trial] ?? []
        return (own.max() ?? 0) > 4 * (own.first ?? .infinity)
      }
      #expect(hasRisen)
      #expect(later.allSatisfy { $0.loss.isFinite })
    }

    /// The first trial's steps are those of the training itself.
    @Test func aTrialIsTheTrainingFromTheSameWeights() throws {
      let learner = try makeLearner("mlp")
      var trials = try RateTrials(learner, heldOut: heldOut)
      #expect(trials.lossBefore == (try learner.evaluate(on: heldOut).loss))
      let race = try race(&trials, continues: false)
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
      var trials = try RateTrials(makeLearner("mlp"), heldOut: nil)
      #expect(trials.lossBefore == nil)
      var losses: [Double] = []
      let trial = try #require(try firstTrial())
      let (loss, steps) = try trials.run(trial) { step, loss in
        #expect(step == losses.count + 1)
        losses.append(loss)
      }
      #expect(steps == trial.steps && losses.count == trial.steps)
      let tail = losses.suffix(trial.steps / 10)
      #expect(abs(loss - tail.reduce(0, +) / Double(tail.count)) < 1e-12)
    }

    @Test func aTrialThatDivergesEndsEarlyAndCountsAsInfinite() throws {
      let learner = try makeLearner("mlp on features")
      let data = try Made.features()
      let settings = TrainingSettings(model: "mlp", optimizer: OptimizerSettings(.sgd))
      let diverging = try Learner(settings.with(batchSize: 16), on: data)
      #expect(learner.objective == diverging.objective)
      var trials = try RateTrials(diverging, heldOut: HeldOutExamples(data))
      let (loss, steps) = try trials.run(try #require(try firstTrial(around: 1e6)))
      #expect(loss == .infinity)
      #expect(steps < 100)
    }

    private func firstTrial(around rate: Double = 0.01) throws -> RateTrial? {
      var test = RangeTest(try Ramp(from: rate / 1e4, to: rate * 1e3, steps: 100))
      _ = test.run { 0.3 + 2 / (1 + 10 * $0 / rate) + $0 / rate * $0 / rate / 100 }
      return RateRace(test.answer(), of: [test.curve], budget: 900).next
    }
  }
}

extension TrainingSettings {
  fileprivate func with(batchSize: Int) -> Self {
    var settings = self
    settings.batchSize = batchSize
    return settings
  }
}
