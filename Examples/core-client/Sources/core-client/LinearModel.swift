/// A linear regression, `y = w · x + b`, trained by gradient descent on the mean squared error.
struct LinearModel {
  private(set) var weights: [Double]
  private(set) var bias = 0.0

  init(inputs: Int) { weights = Array(repeating: 0, count: inputs) }

  /// Takes one step of gradient descent.
  ///
  /// - Returns: The loss of the mini-batch before the update.
  mutating func step(on batch: some Collection<Example>, learningRate: Double) -> Double {
    var loss = 0.0
    var weightGradients = Array(repeating: 0.0, count: weights.count)
    var biasGradient = 0.0
    for example in batch {
      let prediction = zip(weights, example.inputs).reduce(bias) { $0 + $1.0 * $1.1 }
      let error = prediction - example.target
      loss += error * error / Double(batch.count)
      for input in weights.indices {
        weightGradients[input] += 2 * error * example.inputs[input] / Double(batch.count)
      }
      biasGradient += 2 * error / Double(batch.count)
    }
    for input in weights.indices { weights[input] -= learningRate * weightGradients[input] }
    bias -= learningRate * biasGradient
    return loss
  }
}
