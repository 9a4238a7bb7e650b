import Datasets
import LearningRateFinder
import Testing
import Torch

@testable import Training

extension TrainingTests {
  @Suite(.serialized)
  struct ModelTrainingTests {
    init() throws { try setThreadCount(1) }

    static let models = [
      "logistic", "mlp", "cnn", "resnet:8", "resnet:8-nobn", "lstm", "lstm on text",
      "lstm on features", "autoencoder", "autoencoder on features", "gpt:1,2,16",
    ]

    @Test(arguments: models)
    func trainingLowersTheLoss(model: String) throws {
      let learner = try makeLearner(model)
      let losses = try (0..<60).map { _ in try learner.step(learningRate: 5e-3) }
      let (first, last) = (losses.prefix(4).reduce(0, +), losses.suffix(4).reduce(0, +))
      #expect(last < 0.8 * first, "from \(first / 4) to \(last / 4)")
    }

    /// Batch norm, dropout, moments of the optimizer, data order and augmentation all come back.
    @Test(arguments: models)
    func afterARangeTestNothingHasChanged(model: String) throws {
      let isImage = !model.contains(" on ") && !model.hasPrefix("gpt")
      let learner = try makeLearner(model, isAugmented: isImage)
      let untouched = try makeLearner(model, isAugmented: isImage)
      for _ in 0..<3 {
        #expect(
          try learner.step(learningRate: 1e-3) == untouched.step(learningRate: 1e-3))
      }
      _ = try learner.search(SearchPlan(Ramp(from: 1e-4, to: 1, steps: 6)))
      for _ in 0..<4 {
        #expect(
          try learner.step(learningRate: 1e-3) == untouched.step(learningRate: 1e-3))
      }
      try expectSameState(learner, untouched)
    }

    @Test
    func dropoutAndBatchNormComeBack() throws {
      func make() throws -> Learner {
        let data = try Made.images()
        try seed(9)
        let model = try Sequential(
          Convolution2D(3, 4, kernel: 3), BatchNorm(4, over: .images), Dropout(0.5), Flatten(),
          Linear(4 * 36, 4))
        let settings = TrainingSettings(batchSize: 8)
        return try Learner(
          model, optimizer: Optimizer(model.parameters, rule: AdamW()), settings, on: data)
      }
      let learner = try make()
      let expected = try (0..<8).map { _ in try learner.step(learningRate: 1e-2) }
      let other = try make()
      var losses = try (0..<3).map { _ in try other.step(learningRate: 1e-2) }
      let snapshot = try other.snapshot()
      _ = try (0..<5).map { _ in try other.step(learningRate: 0.3) }
      try other.restore(snapshot)
      losses += try (0..<5).map { _ in try other.step(learningRate: 1e-2) }
      #expect(losses == expected)
      try expectSameState(learner, other)
    }

    @Test
    func augmentationChangesTheBatchesAndIsSeeded() throws {
      let plain = try makeLearner("mlp").step(learningRate: 0)
      let augmented = try makeLearner("mlp", isAugmented: true).step(learningRate: 0)
      let again = try makeLearner("mlp", isAugmented: true).step(learningRate: 0)
      #expect(plain != augmented)
      #expect(augmented == again)
    }

    @Test
    func augmentationIsOfImages() throws {
      let message = failure { _ = try makeLearner("lstm on text", isAugmented: true) }
      #expect(message?.hasPrefix("augmentation is of images") == true)
    }

    private func expectSameState(_ first: Learner, _ second: Learner) throws {
      let states = try [first, second].map { try $0.model.snapshot().tensors }
      #expect(states[0].map(\.name) == states[1].map(\.name))
      for (mine, other) in zip(states[0], states[1]) {
        #expect(try mine.tensor.isIdentical(to: other.tensor), "\(mine.name)")
      }
    }
  }
}
