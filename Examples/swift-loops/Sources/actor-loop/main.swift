// A loop inside an actor: the model is a class that must not leave it, and its steps wait for
// batches that come from elsewhere.

import LearningRateFinder

/// A perceptron that is not `Sendable`: only the actor that owns it may touch it.
final class Classifier {
  var weights = [0.0, 0.0]
  var bias = 0.0

  /// Takes one step of gradient descent.
  ///
  /// - Returns: The mini-batch's mean logistic loss before the update.
  func step(on batch: [Example], learningRate: Double) -> Double {
    var loss = 0.0
    var gradients = [0.0, 0.0, 0.0]
    for example in batch {
      let score = example.x * weights[0] + example.y * weights[1] + bias
      let margin = example.isInside ? score : -score
      loss += softplus(-margin) / Double(batch.count)
      let slope = (example.isInside ? -1 : 1) * sigmoid(-margin) / Double(batch.count)
      gradients[0] += slope * example.x
      gradients[1] += slope * example.y
      gradients[2] += slope
    }
    weights[0] -= learningRate * gradients[0]
    weights[1] -= learningRate * gradients[1]
    bias -= learningRate * gradients[2]
    return loss
  }
}

/// Owns the model, and trains it one mini-batch at a time.
actor Trainer {
  private let model = Classifier()
  private let loader = Loader()

  /// Finds a learning rate, and puts the model back as it was.
  func findLearningRate() async throws -> Answer {
    let (weights, bias) = (model.weights, model.bias)
    defer { (model.weights, model.bias) = (weights, bias) }
    var test = RangeTest(try Ramp(from: 1e-4, to: 1e4, steps: 100))
    // The closure runs in this actor: it may use the model, and wait for another actor.
    return await test.run { rate in
      let batch = await loader.next()
      return model.step(on: batch, learningRate: rate)
    }
  }

  /// Trains for some steps, and returns the last loss.
  func train(steps: Int, learningRate: Double) async -> Double {
    var loss = 0.0
    for _ in 0..<steps {
      loss = model.step(on: await loader.next(), learningRate: learningRate)
    }
    return loss
  }
}

let trainer = Trainer()
let answer = try await trainer.findLearningRate()
print("\(answer.verdict.code.rawValue): \(answer.verdict.reason)")
if let suggestion = answer.suggestion {
  let loss = await trainer.train(steps: 500, learningRate: suggestion.learningRate)
  print("learning rate \(suggestion.learningRate), trained to a loss of \(loss)")
}
