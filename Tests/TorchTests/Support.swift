import Foundation
import Testing
import Torch

/// What PyTorch computed, recorded by Fixtures/record.py.
enum Fixture {
  static func load<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/\(name).json")
    return try JSONDecoder().decode(type, from: Data(contentsOf: file))
  }

  /// The same values as `wave` in record.py.
  static func wave(_ shape: [Int], scale: Double = 1, shift: Double = 0) throws -> Tensor {
    let count = shape.reduce(1, *)
    let values = (0..<count).map { Float(scale * sin(0.7 * Double($0) + shift)) }
    return try Tensor(values, shape: shape)
  }
}

/// Whether values agree up to a few units in the last place of float32 sums of this size.
func expectClose(
  _ values: [Float], _ expected: [Float], tolerance: Float = 2e-6,
  _ what: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(values.count == expected.count, what, sourceLocation: sourceLocation)
  for (value, other) in zip(values, expected) {
    let error = abs(value - other) / max(1, abs(other))
    #expect(error <= tolerance, what, sourceLocation: sourceLocation)
  }
}

/// The error of an operation that is expected to fail.
func failure(_ body: () throws -> Void) -> TorchError? {
  do {
    try body()
    return nil
  } catch {
    return error as? TorchError
  }
}

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
func train(_ model: Module, _ optimizer: Optimizer, steps: Int) throws -> [Double] {
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

/// One setting of every rule that has state of its own shape.
let rules: [any UpdateRule] = [
  SGD(learningRate: 0.05), SGD(learningRate: 0.05, momentum: 0.9, isNesterov: true),
  Adam(learningRate: 0.01), Adam(learningRate: 0.01, isAMSGrad: true),
  AdamW(learningRate: 0.01), Adagrad(learningRate: 0.1), RMSprop(learningRate: 0.01),
  RMSprop(learningRate: 0.01, momentum: 0.5, isCentered: true),
]
