internal import Torch

extension ModelRequest {
  /// A multilayer perceptron: linear layers with ReLU between them; without hidden layers, logistic
  /// or linear regression.
  func mlp(hidden: [Int]) throws -> Module {
    let outputs = try self.outputs()
    let layers = try Self.perceptron([self.shape.reduce(1, *)] + hidden + [outputs])
    return Sequential(self.shape.count == 1 ? layers : [Flatten()] + layers)
  }

  /// Linear layers from one width to the next, with ReLU between them.
  static func perceptron(_ widths: [Int]) throws(TorchError) -> [Module] {
    var layers: [Module] = []
    for (inputs, outputs) in zip(widths, widths.dropFirst()) {
      if !layers.isEmpty { layers.append(Activation(.relu)) }
      layers.append(try Linear(inputs, outputs))
    }
    return layers
  }
}
