internal import CTorch

/// What a training step minimizes, averaged over the examples of a batch.
public enum Loss: String, Hashable, Sendable, CaseIterable {
  /// -log softmax(prediction)[class]: logits [N, C, …] against int64 classes [N, …].
  case crossEntropy = "cross-entropy"
  /// -prediction[class]: log-probabilities [N, C, …] against int64 classes [N, …].
  case negativeLogLikelihood = "nll"
  /// The mean of (prediction - target)² over all elements, of equal shapes.
  case meanSquaredError = "mse"
  /// The mean of |prediction - target| over all elements, of equal shapes.
  case meanAbsoluteError = "l1"
  /// Huber's loss: ½ d² for a difference below 1, else |d| - ½; of equal shapes.
  case smoothL1 = "smooth-l1"
  /// The cross entropy of σ(prediction) with probabilities of the same shape.
  case binaryCrossEntropy = "bce"

  /// The loss of a batch, a scalar to call ``Tensor/backward()`` on.
  ///
  /// - Throws: `TorchError` when shapes or types do not fit; regression targets are not broadcast.
  public func callAsFunction(_ prediction: Tensor, _ target: Tensor) throws(TorchError) -> Tensor {
    let kind =
      switch self {
      case .crossEntropy: ct_cross_entropy
      case .negativeLogLikelihood: ct_negative_log_likelihood
      case .meanSquaredError: ct_mean_squared_error
      case .meanAbsoluteError: ct_mean_absolute_error
      case .smoothL1: ct_smooth_l1
      case .binaryCrossEntropy: ct_binary_cross_entropy
      }
    return try Tensor.make { ct_loss(kind, prediction.handle, target.handle, $0) }
  }
}
