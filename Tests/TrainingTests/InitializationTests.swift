import Testing
import Torch

@testable import Training

extension TrainingTests {
  @Suite(.serialized)
  struct InitializationTests {
    /// The variance of n samples has a relative deviation of √(2/n) (normal), so 5 % is more than
    /// ten times what chance makes of 36,864 weights and more.
    @Test(
      arguments: [
        (Initialization.heUniform, 2.0 / 576, 2.0 / 300), (.heNormal, 2.0 / 576, 2.0 / 300),
        (.glorotUniform, 2.0 / (576 + 1152), 2.0 / 700),
        (.glorotNormal, 2.0 / (576 + 1152), 2.0 / 700),
      ])
    func variancesFollowTheFans(
      initialization: Initialization, convolution: Double, linear: Double
    ) throws {
      try seed(4)
      let model = try Sequential(
        Convolution2D(64, 128, kernel: 3), BatchNorm(128, over: .images), Linear(300, 400))
      try initialization.apply(to: model)
      for (layer, variance) in [(0, convolution), (2, linear)] {
        let own = model.children[layer].module.ownParameters
        let weights = try own[0].tensor.values(as: Double.self)
        let mean = weights.reduce(0, +) / Double(weights.count)
        let found = weights.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(weights.count)
        #expect(abs(found / variance - 1) < 0.05)
        #expect(abs(mean) < 0.05 * variance.squareRoot())
        #expect(try own[1].tensor.values().allSatisfy { $0 == 0 })
        if [.heUniform, .glorotUniform].contains(initialization) {
          let bound = (3 * variance).squareRoot()
          #expect(weights.allSatisfy { abs($0) <= bound })
          #expect(weights.contains { abs($0) > 0.99 * bound })
        } else {
          #expect(weights.contains { abs($0) > 3 * variance.squareRoot() })
        }
      }
      #expect(try model.children[1].module.ownParameters[0].tensor.values().allSatisfy { $0 == 1 })
    }

    @Test
    func resnetsBeginAsPublished() throws {
      try seed(1)
      let model = try ModelCatalog.model(
        "resnet20", inputs: [3, 32, 32], task: .classification(classes: 10))
      let last = model.module.namedParameters.last { $0.tensor.shape == [64, 64, 3, 3] }
      let weights = try #require(try last?.tensor.values(as: Double.self))
      let variance = weights.reduce(0) { $0 + $1 * $1 } / Double(weights.count)
      #expect(abs(variance / (2.0 / 576) - 1) < 0.05)
    }

    @Test
    func seedsDecideAndNamesMatter() throws {
      func weights(_ initialization: Initialization, seed: UInt64) throws -> [Float] {
        let settings = TrainingSettings(
          model: "mlp", batchSize: 4, seed: seed, initialization: initialization)
        return try Learner(settings, on: Made.images()).model.parameters[0].values()
      }
      for initialization in Initialization.allCases {
        let first = try weights(initialization, seed: 1)
        #expect(try weights(initialization, seed: 1) == first)
        #expect(try weights(initialization, seed: 2) != first)
      }
      #expect(try weights(.heNormal, seed: 1) != weights(.default, seed: 1))
    }
  }
}
