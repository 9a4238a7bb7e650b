import Datasets
import Foundation
import Testing
import Torch

@testable import Training

extension TrainingTests {
  @Suite(.serialized)
  struct EvaluationTests {
    init() throws { try setThreadCount(1) }

    /// Logits by hand from the weights: 10 examples in batches of 4, 4 and 2.
    @Test
    func meansAreThoseOfAllExamples() throws {
      let data = try Made.images([2, 2, 2], count: 10, classes: 3)
      let learner = try Learner(TrainingSettings(model: "logistic", batchSize: 4), on: data)
      let weight = try learner.model.parameters[0].values(as: Double.self)
      let bias = try learner.model.parameters[1].values(as: Double.self)
      var loss = 0.0
      var right = 0.0
      for example in 0..<10 {
        let pixels = data.inputs.numbers(ofExample: example).map { ($0 - 70) / 80 }
        let logits: [Double] = (0..<3).map { output in
          let row = weight[(output * 8)..<(output * 8 + 8)]
          return zip(row, pixels).reduce(bias[output]) { $0 + $1.0 * $1.1 }
        }
        let target = Int(data.targets.numbers(ofExample: example)[0])
        let sum = logits.map { exp($0) }.reduce(0, +)
        loss += log(sum) - logits[target]
        right += logits[target] == logits.max() ? 1 : 0
      }
      let evaluation = try learner.evaluate(on: data)
      #expect(abs(evaluation.loss - loss / 10) < 1e-6)
      #expect(evaluation.accuracy == right / 10)
      #expect(evaluation.count == 10)
    }

    @Test
    func textCountsEveryCharacterAndNumbersHaveNoAccuracy() throws {
      let text = try makeLearner("lstm on text")
      for _ in 0..<80 { _ = try text.step(learningRate: 1e-2) }
      let evaluation = try text.evaluate(on: Made.text())
      #expect(evaluation.accuracy.map { $0 > 0.85 && $0 <= 1 } == true)
      #expect(try makeLearner("mlp on features").evaluate(on: Made.features()).accuracy == nil)
      #expect(try makeLearner("autoencoder").evaluate(on: Made.images()).accuracy == nil)
    }

    @Test
    func evaluationLeavesNoTrace() throws {
      let learner = try makeLearner("resnet:8")
      let untouched = try makeLearner("resnet:8")
      for _ in 0..<3 {
        let evaluation = try learner.evaluate(on: Made.images(), limit: 10, seed: 5)
        #expect(evaluation.count == 10)
        #expect(learner.model.isTraining)
        #expect(
          try learner.step(learningRate: 1e-3) == untouched.step(learningRate: 1e-3))
      }
    }

    /// In use, batch norm has the statistics of the training, not of the batch: one example at a
    /// time gives the same as all at once.
    @Test
    func batchesDoNotMatter() throws {
      let data = try Made.images()
      let learner = try makeLearner("resnet:8", batchSize: 64)
      for _ in 0..<5 { _ = try learner.step(learningRate: 1e-2) }
      let single = try Learner(
        learner.model, optimizer: learner.optimizer, TrainingSettings(batchSize: 1), on: data)
      let (all, each) = (try learner.evaluate(on: data), try single.evaluate(on: data))
      #expect(abs(all.loss - each.loss) < 1e-5)
      #expect(all.accuracy == each.accuracy)
    }

    @Test
    func subsetsAreFixedBySeed() throws {
      let data = try Made.images()
      let first = try HeldOutExamples(data, limit: 20, seed: 1)
      #expect(try HeldOutExamples(data, limit: 20, seed: 1).rows == first.rows)
      #expect(try HeldOutExamples(data, limit: 20, seed: 2).rows != first.rows)
      #expect(Set(first.rows).count == 20)
      #expect(try HeldOutExamples(data, limit: 1000).count == 64)
      #expect(
        failure { _ = try HeldOutExamples(data, limit: 0) }
          == "the examples to evaluate on must be at least 1, not 0")
    }
  }
}
