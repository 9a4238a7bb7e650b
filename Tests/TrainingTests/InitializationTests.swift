import Datasets
import Testing
import Torch

@testable import Training

extension TrainingTests {
  @Suite(.serialized)
  struct InitializationTests {
    init() throws { try setThreadCount(1) }

    /// Weights have the variance that the table of `Initialization` says.
    ///
    /// The variance of n samples has a relative deviation of √(2/n) (normal), so 5 % is more than
    /// ten times what chance makes of 73,728 weights and more. The convolution has 576 numbers in
    /// and 1,152 out, the linear layer 300 and 400.
    @Test(arguments: Initialization.allCases.filter { $0 != .default })
    func variancesFollowTheFans(initialization: Initialization) throws {
      try seed(4)
      let model = try Sequential(
        Convolution2D(64, 128, kernel: 3), BatchNorm(128, over: .images), Linear(300, 400))
      try initialization.apply(to: model)
      let isHe = [.heUniform, .heNormal].contains(initialization)
      let fans: [Int: Double] = isHe ? [0: 576, 2: 300] : [0: 1728, 2: 700]
      for (layer, sum) in fans {
        let variance: Double = 2 / sum
        let own = model.children[layer].module.ownParameters
        let weights: [Double] = try own[0].tensor.values(as: Double.self)
        let count = Double(weights.count)
        let mean: Double = weights.reduce(0, +) / count
        let squares: [Double] = weights.map { ($0 - mean) * ($0 - mean) }
        let ratio: Double = squares.reduce(0, +) / count / variance
        #expect(abs(ratio - 1) < 0.05)
        let limit: Double = 0.05 * variance.squareRoot()
        #expect(abs(mean) < limit)
        #expect(try own[1].tensor.values().allSatisfy { $0 == 0 })
        if [.heUniform, .glorotUniform].contains(initialization) {
          let bound: Double = (3 * variance).squareRoot()
          let largest: Double = weights.map(\.magnitude).max() ?? 0
          #expect(largest <= bound)
          #expect(largest > 0.99 * bound)
        } else {
          let bound: Double = 3 * variance.squareRoot()
          #expect(weights.contains { $0.magnitude > bound })
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
      let variance = weights.map { $0 * $0 }.reduce(0, +) / Double(weights.count)
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
