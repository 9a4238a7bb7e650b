internal import Torch

extension ModelCatalog {
  /// A multilayer perceptron: linear layers with ReLU between them; without hidden layers, logistic
  /// or linear regression.
  static func mlp(_ request: ModelRequest, hidden: [Int]) throws -> Module {
    let outputs = try request.outputs()
    let layers = try perceptron([request.shape.reduce(1, *)] + hidden + [outputs])
    return Sequential(request.shape.count == 1 ? layers : [Flatten()] + layers)
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
