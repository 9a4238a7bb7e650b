internal import Torch

extension ModelCatalog {
  /// An autoencoder (Hinton and Salakhutdinov 2006): linear layers with ReLU down to a narrow code
  /// and up again, which learn to give their normalized input back.
  ///
  /// - Returns: The model, which takes [batch, *shape*] to [batch, numbers of an example]; nil where
  ///   another one is asked for.
  static func autoencoder(_ request: ModelRequest) throws -> Module? {
    guard request.kind == "autoencoder" else { return nil }
    let sizes = try request.sizes(like: "autoencoder:128,32", anyNumber: true) ?? [128, 32]
    _ = try request.outputs()
    let encoder = [request.shape.reduce(1, *)] + sizes
    let layers = try perceptron(encoder + encoder.reversed().dropFirst())
    return Sequential([Flatten()] + layers)
  }
}
