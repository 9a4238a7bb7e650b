public import Torch

/// The built-in models, by name.
public enum ModelCatalog {
  /// The names, as they are written on the command line.
  public static let names = ["cnn", "logistic", "mlp", "mlp:WIDTH,WIDTH…"]

  /// Builds a model with fresh weights from libtorch's global generator.
  ///
  /// - Parameters:
  ///   - name: `logistic` (one linear layer), `mlp` (one hidden layer of 128), `mlp:256,128` (these
  ///     hidden layers), or `cnn` (two convolutions and two linear layers, for images).
  ///   - shape: The shape of one example.
  ///   - outputs: The number of classes, or of numbers to predict.
  /// - Returns: A model that takes [batch, *shape*] to [batch, *outputs*].
  /// - Throws: `TrainingError` for an unknown name and for examples that the model cannot take.
  public static func model(
    _ name: String, inputs shape: [Int], outputs: Int
  ) throws -> Module {
    let parts = name.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    switch (parts[0], parts.count) {
    case ("logistic", 1): return try mlp(inputs: shape, hidden: [], outputs: outputs)
    case ("mlp", 1): return try mlp(inputs: shape, hidden: [128], outputs: outputs)
    case ("mlp", 2):
      let widths = parts[1].split(separator: ",", omittingEmptySubsequences: false).map {
        Int($0) ?? 0
      }
      guard widths.allSatisfy({ $0 > 0 }) else {
        throw TrainingError(
          "the widths of an mlp are whole numbers above 0: mlp:256,128, not \(name)")
      }
      return try mlp(inputs: shape, hidden: widths, outputs: outputs)
    case ("cnn", 1): return try cnn(inputs: shape, outputs: outputs)
    default:
      throw TrainingError(
        "unknown model '\(name)': expected one of \(names.joined(separator: ", "))")
    }
  }
}
