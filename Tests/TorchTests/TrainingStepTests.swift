import Testing
import Torch

/// A small classifier with everything that has state: parameters, running statistics, dropout.
func makeClassifier() throws -> Sequential {
  try Sequential(
    Linear(6, 16), BatchNorm(16, over: .vectors), Activation(.relu), Dropout(0.25), Linear(16, 3))
}

/// Inputs and classes that a classifier can learn, the same ones every time.
func makeExamples() throws -> (inputs: Tensor, classes: Tensor) {
  let inputs: [Float] = (0..<360).map { index in Float(index * 37 % 101) / 50 - 1 }
  let classes: [Int64] = (0..<60).map { row in
    let first = inputs[row * 6]
    return first < -0.3 ? 0 : first < 0.3 ? 1 : 2
  }
  return (try Tensor(inputs, shape: [60, 6]), try Tensor(classes))
}

/// Trains for some steps and returns the loss before each of them.
func train(
  _ model: Module, _ optimizer: Optimizer, steps: Int
) throws -> [Double] {
  let (inputs, classes) = try makeExamples()
  var losses: [Double] = []
  for _ in 0..<steps {
    try optimizer.zeroGradients()
    let loss = try Loss.crossEntropy(model(inputs), classes)
    losses.append(try loss.item())
    try loss.backward()
    try optimizer.step()
  }
  return losses
}

@Suite(.serialized)
struct TrainingStepTests {
  @Test
  func trainingLowersTheLoss() throws {
    try seed(1)
    let model = try makeClassifier()
    let optimizer = try Optimizer(model.parameters, rule: SGD(learningRate: 0.1, momentum: 0.9))
    let losses = try train(model, optimizer, steps: 100)
    #expect(losses[0] > 1)
    #expect(losses[99] < 0.5)
  }
}
