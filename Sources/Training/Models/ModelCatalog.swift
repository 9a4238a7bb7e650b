public import Datasets
internal import Torch

/// The built-in models, by name.
public enum ModelCatalog {
  /// The names, as they are written on the command line.
  public static let names = [
    "autoencoder", "autoencoder:WIDTH,WIDTH…", "cnn", "gpt", "gpt:LAYERS,HEADS,WIDTH", "logistic",
    "lstm", "lstm:LAYERS,WIDTH", "mlp", "mlp:WIDTH,WIDTH…", "resnet20", "resnet56",
    "resnet:LAYERS", "resnet20-nobn", "FILE.pt",
  ]

  /// Builds a model with fresh weights from libtorch's global generator.
  ///
  /// | name | model |
  /// |---|---|
  /// | `logistic` | one linear layer |
  /// | `mlp`, `mlp:256,128` | hidden layers of 128, or of these widths |
  /// | `cnn` | two convolutions and two linear layers, for images |
  /// | `resnet20`, `resnet56`, `resnet:N` | a residual network for CIFAR, of N = 6n + 2 layers |
  /// | `resnet20-nobn`, `resnet:N-nobn` | the same without batch norm |
  /// | `lstm`, `lstm:2,256` | an LSTM of 1 layer of 128, or of so many layers and such a width |
  /// | `gpt`, `gpt:6,6,384` | a transformer of 4 layers, 4 heads and width 128, or of these; text |
  /// | `autoencoder`, `autoencoder:256,16` | an encoder of 128 and 32, or of these, and its mirror |
  /// | `FILE.pt`, `FILE.pth` | a TorchScript module, with the weights that are in the file |
  ///
  /// - Parameters:
  ///   - name: One of ``names``.
  ///   - shape: The shape of one example.
  ///   - task: What is to be learned from the examples.
  /// - Returns: A model that takes [batch, *shape*], in training mode.
  /// - Throws: `TrainingError` for an unknown name and for examples that the model cannot take, and
  ///   `TorchError` where there is no memory for it.
  public static func model(
    _ name: String, inputs shape: [Int], task: Dataset.LearningTask
  ) throws -> BuiltInModel {
    let request = ModelRequest(name: name, shape: shape, task: task)
    if let module = try request.autoencoder() {
      return BuiltInModel(module, objective: .reconstruction)
    }
    return BuiltInModel(try predictor(request), objective: Objective(task))
  }

  /// Whether a name is that of a file, which brings its own weights.
  public static func isFile(_ name: String) -> Bool {
    name.hasSuffix(".pt") || name.hasSuffix(".pth")
  }

  /// A model that learns the data set's targets.
  private static func predictor(_ request: ModelRequest) throws -> Module {
    if isFile(request.name) { return try request.scripted() }
    if let layers = try ModelRequest.residualLayers(request.name) {
      return try request.resnet(layers)
    }
    switch request.kind {
    case "cnn" where !request.hasSizes: return try request.cnn()
    case "gpt": return try request.gpt()
    case "logistic" where !request.hasSizes: return try request.mlp(hidden: [])
    case "lstm": return try request.lstm()
    case "mlp":
      let hidden = try request.sizes(like: "mlp:256,128", anyNumber: true)
      return try request.mlp(hidden: hidden ?? [128])
    default:
      throw TrainingError(
        "unknown model '\(request.name)': expected one of \(names.joined(separator: ", "))")
    }
  }
}
