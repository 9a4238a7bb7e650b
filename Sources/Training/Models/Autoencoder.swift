internal import Torch

extension ModelRequest {
  /// An autoencoder (Hinton and Salakhutdinov 2006): linear layers with ReLU down to a narrow code
  /// and up again, which learn to give their normalized input back.
  ///
  /// - Returns: The model, which takes [batch, *shape*] to [batch, numbers of an example]; nil where
  ///   another one is asked for.
  func autoencoder() throws -> Module? {
    guard self.kind == "autoencoder" else { return nil }
    let sizes = try self.sizes(like: "autoencoder:128,32", anyNumber: true) ?? [128, 32]
    _ = try self.outputs()
    let encoder = [self.shape.reduce(1, *)] + sizes
    let layers = try Self.perceptron(encoder + encoder.reversed().dropFirst())
    return Sequential([Flatten()] + layers)
  }
}
