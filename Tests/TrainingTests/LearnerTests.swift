import Datasets
import EngineTestSupport
import LearningRateFinder
import Testing
import Torch

@testable import Training

@Suite(.serialized, .exclusiveEngine) struct LearnerTests {
  @Test(arguments: ["logistic", "mlp", "mlp:16,8", "cnn"])
  func learnsTheDigits(model: String) async throws {
    let data = try await DatasetCatalog.load("digits")
    let learner = try Learner(TrainingSettings(model: model), on: data.train)
    let losses = try (0..<60).map { _ in try learner.step(learningRate: 0.05) }
    let (start, end) = (losses[0], losses.suffix(10).reduce(0, +) / 10)
    #expect(end < start / 2)
  }

  /// The first loss of ten classes, with weights that know nothing yet, is ln 10.
  @Test func startsAtTheLossOfChance() async throws {
    let data = try await DatasetCatalog.load("digits")
    let learner = try Learner(TrainingSettings(model: "mlp"), on: data.train)
    #expect(abs(try learner.step(learningRate: 0) - 2.302585) < 0.3)
  }

  @Test func theSameSeedGivesTheSameCurve() throws {
    func losses(seed: UInt64) throws -> [Double] {
      let learner = try Learner(TrainingSettings(batchSize: 8, seed: seed), on: tinyImages())
      return try (0..<12).map { _ in try learner.step(learningRate: 0.01) }
    }
    #expect(try losses(seed: 5) == losses(seed: 5))
    #expect(try losses(seed: 5) != losses(seed: 6))
  }

  /// Two batches of 8 that are accumulated are one batch of 16: the mean of their losses, and the
  /// mean of their gradients.
  @Test func accumulatedBatchesAreOneLargeBatch() throws {
    func learner(batchSize: Int, accumulate: Int) throws -> Learner {
      try Learner(
        TrainingSettings(batchSize: batchSize, seed: 2, accumulate: accumulate), on: tinyImages())
    }
    let large = try learner(batchSize: 16, accumulate: 1)
    let small = try learner(batchSize: 8, accumulate: 2)
    #expect(small.stepsPerEpoch == 3)
    for _ in 0..<3 {
      let (a, b) = (try large.step(learningRate: 0.1), try small.step(learningRate: 0.1))
      #expect(abs(a - b) < 1e-5)
    }
  }

  @Test func clippingBoundsTheUpdate() throws {
    let settings = TrainingSettings(
      optimizer: OptimizerSettings(.sgd, momentum: 0), batchSize: 8, clipNorm: 0.01)
    let learner = try Learner(settings, on: tinyImages())
    let before = try learner.model.parameters.flatMap { try $0.values(as: Float.self) }
    _ = try learner.step(learningRate: 1)
    let after = try learner.model.parameters.flatMap { try $0.values(as: Float.self) }
    let squares = zip(before, after).map { (a, b) -> Float in (a - b) * (a - b) }
    let norm = squares.reduce(0, +).squareRoot()
    #expect(norm <= 0.0101)
    #expect(norm > 0.005)
  }

  @Test func bfloat16IsCloseToFloat32() throws {
    func loss(_ precision: TrainingSettings.Precision) throws -> Double {
      let learner = try Learner(
        TrainingSettings(batchSize: 16, precision: precision), on: tinyImages())
      return try learner.step(learningRate: 0)
    }
    let (full, half) = (try loss(.float32), try loss(.bfloat16))
    #expect(full != half)
    #expect(abs(full - half) < 0.05)
  }

  @Test func groupsTrainAtTheirOwnRates() throws {
    let model = try Sequential(Flatten(), Linear(64, 4), Linear(4, 2))
    let (first, second) = (model.children[1].module, model.children[2].module)
    let optimizer = try Optimizer(first.parameters, rule: SGD())
    try optimizer.addGroup(second.parameters, rule: SGD())
    let learner = try Learner(
      model, optimizer: optimizer, TrainingSettings(batchSize: 8), on: tinyImages(),
      rateRatios: [0, 1])
    let frozen = try first.parameters[0].values(as: Float.self)
    let trained = try second.parameters[0].values(as: Float.self)
    _ = try learner.step(learningRate: 0.1)
    #expect(try first.parameters[0].values(as: Float.self) == frozen)
    #expect(try second.parameters[0].values(as: Float.self) != trained)
    #expect(optimizer.groups.map(\.learningRate) == [0, 0.1])
  }

  @Test func choosingThreadsLeavesTheLearnerAsItWas() throws {
    let learner = try Learner(TrainingSettings(batchSize: 8, seed: 1), on: tinyImages())
    let untouched = try Learner(TrainingSettings(batchSize: 8, seed: 1), on: tinyImages())
    let threads = try learner.chooseThreadCount(upTo: 2)
    #expect((1...2).contains(threads))
    #expect(try threadCount() == threads)
    #expect(
      try learner.step(learningRate: 0.1).bitPattern
        == untouched.step(learningRate: 0.1).bitPattern)
  }

  @Test(arguments: [
    (TrainingSettings(batchSize: 61), "the batch size, 61, is larger than the 60 examples of tiny"),
    (TrainingSettings(batchSize: 0), "the batch size must be at least 1, not 0"),
    (
      TrainingSettings(batchSize: 8, accumulate: 0),
      "batches to accumulate must be at least 1, not 0"
    ),
    (
      TrainingSettings(batchSize: 8, clipNorm: 0),
      "the norm to clip gradients to must be above 0, not 0.0"
    ),
    (TrainingSettings(model: "resnet"), "unknown model 'resnet': expected one of "),
    (TrainingSettings(model: "mlp:9,x"), "the sizes of mlp are whole numbers from 1 to 65536"),
    (
      TrainingSettings(optimizer: OptimizerSettings(.adam, momentum: 0.5)),
      "adam has no momentum setting: only sgd and rmsprop have"
    ),
  ])
  func refusesSettingsThatDoNotFit(settings: TrainingSettings, message: String) {
    let error = #expect(throws: TrainingError.self) { try Learner(settings, on: tinyImages()) }
    #expect(error?.description.hasPrefix(message) == true)
  }
}
