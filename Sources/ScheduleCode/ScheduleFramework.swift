public import Schedules

/// A framework that a schedule can be written out for.
public enum ScheduleFramework: String, CaseIterable, Codable, Sendable {
  /// PyTorch: `torch.optim.lr_scheduler`.
  case pytorch
  /// PyTorch Lightning: what `configure_optimizers` returns.
  case lightning
  /// Hugging Face: what the Trainer of Transformers is given.
  case huggingface
  /// Keras 3: `keras.optimizers.schedules`, or a callback.
  case keras
  /// Optax, for JAX.
  case optax
  /// MLX in Swift, with the library `Schedules`.
  case mlx

  /// The framework's name as people write it.
  public var title: String {
    switch self {
    case .pytorch: "PyTorch"
    case .lightning: "Lightning"
    case .huggingface: "Hugging Face"
    case .keras: "Keras"
    case .optax: "Optax (JAX)"
    case .mlx: "MLX Swift"
    }
  }
}

extension LearningRateSchedule {
  /// The schedule as lines to paste into a training script.
  ///
  /// The lines expect `optimizer` where the framework's schedules take one, and say in a comment
  /// when they are to be called. They give the rates of `learningRate(at:)` at every step of a
  /// training of the schedule's length.
  ///
  /// - Parameter framework: Whose schedules the lines use.
  /// - Returns: Lines with a newline at the end of each.
  public func code(for framework: ScheduleFramework) -> String {
    let lines =
      switch framework {
      case .pytorch: pytorchLines
      case .lightning: lightningLines
      case .huggingface: huggingFaceLines
      case .keras: kerasLines
      case .optax: optaxLines
      case .mlx: mlxLines
      }
    return lines.map { $0 + "\n" }.joined()
  }
}
