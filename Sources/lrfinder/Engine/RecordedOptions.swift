import RunReports
import Torch
import Training

extension TrainingOptions {
  /// What was asked for, by the names of the options, as a run folder keeps it.
  ///
  /// - Parameter data: What is trained on.
  /// - Returns: A value for each name.
  func recorded(with data: DataOptions) -> Settings {
    [
      "data": .text(data.data), "target": SettingValue(data.target),
      "task": SettingValue(data.task.map { "\($0)" }), "model": .text(model),
      "loss": SettingValue(loss?.rawValue), "optimizer": .text(optimizer.rawValue),
      "momentum": SettingValue(momentum),
      "nesterov": .text(nesterov ? "yes" : "no"), "weight_decay": SettingValue(weightDecay),
      "batch_size": .integer(batchSize), "accumulate": .integer(accumulate),
      "clip_norm": SettingValue(clipNorm), "init": .text(initialization.rawValue),
      "augment": .text(augment ? "yes" : "no"), "precision": .text(precision.rawValue),
      "device": .text(device), "seed": .text("\(seed)"),
    ]
  }
}
