// A loop written by hand, with what real ones have: momentum, two parameter groups of which one
// learns at a tenth of the rate, several runs, and a stop of one's own.

import LearningRateFinder

/// Fits `y = w x + b` by gradient descent with momentum.
struct Line {
  var parameters = [0.0, 0.0]
  var velocities = [0.0, 0.0]

  /// Takes one step, a rate for each parameter.
  ///
  /// - Returns: The mean squared error of the mini-batch before the update.
  mutating func step(on batch: [(x: Double, y: Double)], rates: [Double]) -> Double {
    var loss = 0.0
    var gradients = [0.0, 0.0]
    for (x, y) in batch {
      let error = parameters[0] * x + parameters[1] - y
      loss += error * error / Double(batch.count)
      gradients[0] += 2 * error * x / Double(batch.count)
      gradients[1] += 2 * error / Double(batch.count)
    }
    for index in parameters.indices {
      velocities[index] = 0.9 * velocities[index] + gradients[index]
      parameters[index] -= rates[index] * velocities[index]
    }
    return loss
  }
}

/// A linear congruential generator (Knuth's MMIX constants): the same numbers at every run.
struct Congruential: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    // Its high bits are good, its low ones are not.
    return state ^ (state >> 32)
  }
}

func batch(_ generator: inout Congruential) -> [(x: Double, y: Double)] {
  (0..<32).map { _ in
    let x = Double.random(in: -1...1, using: &generator)
    return (x, 3 * x - 1 + Double.random(in: -0.1...0.1, using: &generator))
  }
}

let ramp = try Ramp(from: 1e-5, to: 10, steps: 100)
let groupRatios = [1, 0.1]

// A value: each run starts from a copy, and nothing has to be put back.
let curves = (0..<3).map { run in
  var line = Line()
  var generator = Congruential(state: UInt64(run))
  var test = RangeTest(ramp)
  while test.learningRate != nil {
    let rates = ramp.learningRates(at: test.curve.count, ratios: groupRatios)
    test.record(loss: line.step(on: batch(&generator), rates: rates))
  }
  return test.curve
}

let answer = Answer(curves)
print("\(answer.verdict.code.rawValue): \(answer.verdict.reason)")
if let suggestion = answer.suggestion {
  print("learning rate \(suggestion.learningRate) after \(curves.count) runs")
  var line = Line()
  var generator = Congruential(state: 0)
  var loss = 0.0
  for _ in 0..<200 {
    loss = line.step(
      on: batch(&generator), rates: groupRatios.map { $0 * suggestion.learningRate })
  }
  print(
    "trained to a loss of \(loss): y = \(line.parameters[0]) x "
      + "\(line.parameters[1])")
}
