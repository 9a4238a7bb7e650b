internal import Torch

extension ModelCatalog {
  /// A multilayer perceptron: linear layers with ReLU between them; without hidden layers, logistic
  /// or linear regression.
  static func mlp(inputs shape: [Int], hidden: [Int], outputs: Int) throws(TorchError) -> Module {
    var layers: [Module] = shape.count == 1 ? [] : [Flatten()]
    var width = shape.reduce(1, *)
    for next in hidden {
      layers += [try Linear(width, next), Activation(.relu)]
      width = next
    }
    layers.append(try Linear(width, outputs))
    return Sequential(layers)
  }
}
