internal import CTorch

/// Batch norm (Ioffe and Szegedy 2015) over dimension 1.
///
/// Parameters: `weight` (ones) and `bias` (zeros) [features]. Buffers: `running_mean`,
/// `running_var` [features] and `num_batches_tracked`, changed by every call in training.
public final class BatchNorm: TorchLayer {
  /// Of which rank the inputs are.
  public enum Input: Sendable {
    /// [batch, features] or [batch, features, length].
    case vectors
    /// [batch, features, height, width].
    case images
  }

  /// A batch norm of `features` channels.
  ///
  /// - Parameters:
  ///   - features: The size of dimension 1.
  ///   - input: Of which rank the inputs are.
  ///   - epsilon: Added to the variance.
  ///   - momentum: The weight of a new batch in the running statistics.
  /// - Throws: `TorchError` for numbers that make no layer.
  public init(
    _ features: Int, over input: Input, epsilon: Double = 1e-5, momentum: Double = 0.1
  ) throws(TorchError) {
    try super.init {
      ct_batch_norm(input == .vectors ? 1 : 2, Int64(features), epsilon, momentum, $0)
    }
  }
}

/// Layer norm (Ba, Kiros and Hinton 2016) over the last dimensions.
///
/// Parameters: `weight` (ones) and `bias` (zeros) of that shape.
public final class LayerNorm: TorchLayer {
  /// A layer norm over last dimensions of this shape.
  public init(_ shape: [Int], epsilon: Double = 1e-5) throws(TorchError) {
    try super.init { out in
      withSizes(shape) { ct_layer_norm($0, shape.count, epsilon, out) }
    }
  }
}
