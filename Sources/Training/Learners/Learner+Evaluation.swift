public import Datasets
public import Torch

extension Learner {
  /// Measures the model on a data set, without training on it or leaving any other trace.
  ///
  /// - Parameters:
  ///   - dataset: The examples, of the same shape and task as those of the training.
  ///   - limit: The most examples to take; nil for all.
  ///   - seed: Which ones, where there are more than `limit`.
  /// - Returns: The means over all of these examples, the last batch weighing as many as it has.
  /// - Throws: `TrainingError` for a limit below 1, and `TorchError` where libtorch refuses.
  public func evaluate(
    on dataset: Dataset, limit: Int? = nil, seed: UInt64 = 0
  ) throws -> Evaluation {
    try evaluate(
      on: HeldOutExamples(dataset, on: settings.device, limit: limit, seed: seed))
  }

  /// Measures the model on examples that were chosen before.
  ///
  /// The model is in evaluation mode meanwhile: batch norm uses its running statistics, and dropout
  /// drops nothing.
  ///
  /// - Parameter held: The examples.
  /// - Returns: The means over all of them, the last batch weighing as many as it has.
  /// - Throws: `TorchError` where libtorch refuses; the model is in training mode again then, too.
  public func evaluate(on held: HeldOutExamples) throws(TorchError) -> Evaluation {
    let wasTraining = model.isTraining
    try model.setTraining(false)
    let result = Result { () throws(TorchError) in
      try withoutGradients { () throws(TorchError) in try means(of: held) }
    }
    try model.setTraining(wasTraining)
    return try result.get()
  }

  private func means(of held: HeldOutExamples) throws(TorchError) -> Evaluation {
    var loss = 0.0
    var right = 0.0
    var start = 0
    while start < held.count {
      let end = min(start + settings.batchSize, held.count)
      let (inputs, targets) = try held.rows.withUnsafeBufferPointer { rows throws(TorchError) in
        try held.examples.batch(UnsafeBufferPointer(rebasing: rows[start..<end]))
      }
      let (batchLoss, output) = try forward(inputs, targets)
      loss += try batchLoss.item() * Double(end - start)
      if objective.hasAccuracy {
        right += try objective.accuracy(output, targets: targets) * Double(end - start)
      }
      start = end
    }
    let count = Double(held.count)
    return Evaluation(
      loss: loss / count, accuracy: objective.hasAccuracy ? right / count : nil,
      count: held.count)
  }
}
