// The shape of mlx-swift's API, as far as a range test meets it, in a few lines of plain Swift: so
// that the loop in main.swift compiles on any machine. With the real package, delete this file and
// import MLX, MLXNN and MLXOptimizers.

/// An array with reference semantics, as MLX's is: a copy of the variable is the same array.
final class MLXArray {
  var values: [Float]

  init(_ values: [Float]) { self.values = values }
}

/// Parameters by their names; MLX's `ModuleParameters`.
typealias ModuleParameters = [String: MLXArray]

/// The base of all layers and models: a class, and not `Sendable`.
class Module {
  /// The parameters themselves: they alias the model's.
  func parameters() -> ModuleParameters { [:] }

  /// Replaces parameters.
  func update(parameters: ModuleParameters) {}
}

/// What every optimizer can do; setting a learning rate is not among it.
protocol Optimizer {
  func update(model: Module, gradients: ModuleParameters)
}

/// Stochastic gradient descent; like all of MLX's optimizers it has a `learningRate: Float` of its
/// own.
final class SGD: Optimizer {
  var learningRate: Float
  private let momentum: Float
  private(set) var velocities: [String: [Float]] = [:]

  init(learningRate: Float, momentum: Float = 0) {
    self.learningRate = learningRate
    self.momentum = momentum
  }

  func update(model: Module, gradients: ModuleParameters) {
    for (name, array) in model.parameters() {
      guard let gradient = gradients[name]?.values else { continue }
      let old = velocities[name] ?? Array(repeating: 0, count: gradient.count)
      let velocity = zip(old, gradient).map { momentum * $0 + $1 }
      velocities[name] = velocity
      array.values = zip(array.values, velocity).map { $0 - learningRate * $1 }
    }
  }
}
