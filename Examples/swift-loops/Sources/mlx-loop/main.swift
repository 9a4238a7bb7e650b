// A range test of a model in the shape of mlx-swift's API. Four things need care there; each is
// marked.

import LearningRateFinder

/// A linear regression: the model of this example.
final class Regression: Module {
  private var weight = MLXArray([0])
  private var bias = MLXArray([0])

  override func parameters() -> ModuleParameters { ["weight": weight, "bias": bias] }

  override func update(parameters: ModuleParameters) {
    weight = parameters["weight"] ?? weight
    bias = parameters["bias"] ?? bias
  }

  /// The mean squared error and its gradients; MLX's `valueAndGrad(model:_:)`.
  func lossAndGradients(_ batch: [(x: Float, y: Float)]) -> (Float, ModuleParameters) {
    var (loss, dWeight, dBias) = (Float(0), Float(0), Float(0))
    for (x, y) in batch {
      let error = weight.values[0] * x + bias.values[0] - y
      loss += error * error / Float(batch.count)
      dWeight += 2 * error * x / Float(batch.count)
      dBias += 2 * error / Float(batch.count)
    }
    return (loss, ["weight": MLXArray([dWeight]), "bias": MLXArray([dBias])])
  }
}

// 1. The protocol `Optimizer` has no learning rate, but every optimizer has one. A function that
//    shall take any of them asks for this; `extension Adam: HasLearningRate {}` and the like are
//    all that the others need.
protocol HasLearningRate: Optimizer, AnyObject {
  var learningRate: Float { get set }
}

extension SGD: HasLearningRate {}

extension Module {
  // 2. `parameters()` aliases the model's arrays: what a step changes, changes in it, too. A
  //    snapshot has to copy the values. (In MLX: `mapValues { $0 + 0 }`, then `eval` of the
  //    result before the first step, since its arrays are lazy.)
  func snapshot() -> ModuleParameters {
    parameters().mapValues { MLXArray($0.values) }
  }
}

/// Runs a range test, and puts the model back as it was.
///
/// - Parameters:
///   - model: The model. Not `Sendable`, so all of this stays where the caller is.
///   - ramp: The rates that the test goes through.
///   - makeOptimizer: Makes the optimizer that is tested. A fresh one: MLX's optimizers keep their
///     momenta by parameter and have no call that puts them back.
///   - step: Trains one mini-batch, and returns its loss before the update.
/// - Returns: What the curve says.
func findLearningRate<Model: Module>(
  of model: Model, ramp: Ramp, makeOptimizer: () -> some HasLearningRate,
  step: (Model, any HasLearningRate) -> Float
) -> Answer {
  let before = model.snapshot()
  defer { model.update(parameters: before) }
  let optimizer = makeOptimizer()
  var test = RangeTest(ramp)
  return test.run { rate in
    // 3. A step that `compile(inputs:outputs:)` has captured holds the rate of its first call as
    //    a constant: test the step that is not compiled, and compile it when the rate is known.
    optimizer.learningRate = Float(rate)
    // 4. `loss.item(Float.self)` makes MLX compute the step; without it, or `eval(model)`, a
    //    hundred steps would pile up as one graph.
    return Double(step(model, optimizer))
  }
}

/// Mini-batches of `y = 3 x - 1` with noise, the same ones at every run (SplitMix64: Steele, Lea
/// and Flood, 2014).
final class Batches {
  private var state: UInt64 = 2015

  func next() -> [(x: Float, y: Float)] {
    (0..<32).map { _ in
      let x = uniform()
      return (x, 3 * x - 1 + 0.1 * uniform())
    }
  }

  /// A number between -1 and 1.
  private func uniform() -> Float {
    state &+= 0x9e37_79b9_7f4a_7c15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
    return Float(Int64(bitPattern: bits ^ (bits >> 31))) / 0x1p63
  }
}

func trainOneBatch(
  _ model: Regression, _ optimizer: any HasLearningRate, _ batch: [(x: Float, y: Float)]
) -> Float {
  let (loss, gradients) = model.lossAndGradients(batch)
  optimizer.update(model: model, gradients: gradients)
  return loss
}

let model = Regression()
let batches = Batches()
let answer = findLearningRate(
  of: model, ramp: try Ramp(from: 1e-5, to: 10, steps: 100),
  makeOptimizer: { SGD(learningRate: 0, momentum: 0.9) },
  step: { model, optimizer in trainOneBatch(model, optimizer, batches.next()) })
print("\(answer.verdict.code.rawValue): \(answer.verdict.reason)")

if let suggestion = answer.suggestion {
  let optimizer = SGD(learningRate: Float(suggestion.learningRate), momentum: 0.9)
  var loss = Float.nan
  for _ in 0..<100 { loss = trainOneBatch(model, optimizer, batches.next()) }
  print("learning rate \(suggestion.learningRate), trained to a loss of \(loss)")
}
