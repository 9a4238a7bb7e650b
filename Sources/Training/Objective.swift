public import Datasets
internal import Torch

/// What a model in training is to learn from its examples: what its output is compared with, and
/// by which loss.
public enum Objective: Hashable, Sendable {
  /// The class: outputs [batch, classes] are logits; the loss is the cross entropy.
  case classification
  /// The numbers: outputs [batch, numbers]; the loss is the mean squared error.
  case regression
  /// The character after each character: outputs [batch, length, vocabulary] are logits; the loss
  /// is the cross entropy, averaged over all positions.
  case nextCharacter
  /// The normalized example itself, whatever the data set's targets are: outputs [batch, numbers
  /// of an example]; the loss is the mean squared error.
  case reconstruction

  /// The objective that a data set asks for.
  ///
  /// - Parameter task: What is to be learned from the data set.
  public init(_ task: Dataset.Task) {
    self =
      switch task {
      case .classification: .classification
      case .regression: .regression
      case .nextCharacter: .nextCharacter
      }
  }

  /// Whether an output is right or wrong, so that an accuracy can be told.
  public var hasAccuracy: Bool { self == .classification || self == .nextCharacter }

  /// The loss of a batch, a scalar.
  func loss(_ output: Tensor, inputs: Tensor, targets: Tensor) throws(TorchError) -> Tensor {
    switch self {
    case .classification: try Loss.crossEntropy(output, targets)
    case .regression: try Loss.meanSquaredError(output, targets)
    case .nextCharacter:
      try Loss.crossEntropy(output.flattened(from: 0, to: 1), targets.flattened())
    case .reconstruction: try Loss.meanSquaredError(output, inputs.flattened(from: 1))
    }
  }

  /// The share of a batch's outputs whose greatest logit is that of the target.
  func accuracy(_ output: Tensor, targets: Tensor) throws(TorchError) -> Double {
    let right = try output.argmax(-1).equals(targets)
    return try right.sum().item() / Double(max(1, targets.count))
  }
}
