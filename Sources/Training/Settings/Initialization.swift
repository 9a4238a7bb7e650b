public import Torch

/// How the weights of linear and convolution layers begin; a model's other parameters begin as
/// libtorch has them.
///
/// With fan-in, the numbers that one output is computed from (the inputs of a linear layer; of a
/// convolution, channels / groups × kernel height × width), and fan-out, the numbers that one input
/// takes part in:
///
/// | name | distribution | source |
/// |---|---|---|
/// | `he-uniform` | uniform within ±√(6 / fan-in) | He, Zhang, Ren and Sun (2015) |
/// | `he-normal` | normal, variance 2 / fan-in | the same, equation 10 |
/// | `glorot-uniform` | uniform within ±√(6 / (fan-in + fan-out)) | Glorot and Bengio (2010), (16) |
/// | `glorot-normal` | normal, variance 2 / (fan-in + fan-out) | the same, equation 12 |
///
/// Biases of these layers are then zero.
public enum Initialization: String, Hashable, Sendable, CaseIterable {
  /// The model's own: libtorch's for most models, the published one of `resnet…` and `gpt`.
  case `default`
  /// Uniform by the fan-in.
  case heUniform = "he-uniform"
  /// Normal by the fan-in.
  case heNormal = "he-normal"
  /// Uniform by fan-in and fan-out.
  case glorotUniform = "glorot-uniform"
  /// Normal by fan-in and fan-out.
  case glorotNormal = "glorot-normal"

  /// Draws the weights of all linear and convolution layers of a model anew, from the global
  /// generator of libtorch, and sets their biases to zero; `default` changes nothing.
  ///
  /// Attention counts as four linear layers: query, key, value and output.
  ///
  /// - Parameter model: The model, whose layers are used in the order of their names.
  /// - Throws: `TorchError` where libtorch refuses.
  public func apply(to model: Module) throws(TorchError) {
    guard self != .default else { return }
    try fillWeights(of: model)
    for (_, module) in model.namedModules where Self.isLinear(module) {
      for parameter in module.ownParameters where parameter.name.hasSuffix("bias") {
        try parameter.tensor.copy(from: Tensor.zeros(parameter.tensor.shape))
      }
    }
  }

  /// Draws the weights of some linear and convolution layers anew.
  func fillWeights(
    of model: Module, where isWanted: (Module) -> Bool = { _ in true }
  ) throws(TorchError) {
    for (_, module) in model.namedModules where Self.isLinear(module) && isWanted(module) {
      for parameter in module.ownParameters where parameter.name.hasSuffix("weight") {
        try fill(parameter.tensor, fans: Self.fans(of: parameter.tensor, in: module))
      }
    }
  }

  private func fill(_ weight: Tensor, fans: (in: Double, out: Double)) throws(TorchError) {
    let variance: Double
    switch self {
    case .default: return
    case .heUniform, .heNormal: variance = 2 / fans.in
    case .glorotUniform, .glorotNormal: variance = 2 / (fans.in + fans.out)
    }
    switch self {
    case .heUniform, .glorotUniform:
      // The variance of the uniform distribution within ±a is a² / 3.
      let bound = (3 * variance).squareRoot()
      try weight.fillUniform(from: -bound, to: bound)
    default: try weight.fillNormal(mean: 0, standardDeviation: variance.squareRoot())
    }
  }

  private static func isLinear(_ module: Module) -> Bool {
    module is Linear || module is Convolution2D || module is TransposedConvolution2D
      || module is MultiHeadAttention
  }

  private static func fans(of weight: Tensor, in module: Module) -> (in: Double, out: Double) {
    let shape = weight.shape.map(Double.init)
    let kernel = shape.dropFirst(2).reduce(1, *)
    // A transposed convolution keeps its inputs first; attention keeps three layers in one matrix.
    if module is TransposedConvolution2D { return (shape[0] * kernel, shape[1] * kernel) }
    if module is MultiHeadAttention { return (shape[1], shape[1]) }
    return (shape[1] * kernel, shape[0] * kernel)
  }
}
