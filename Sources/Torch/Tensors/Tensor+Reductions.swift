internal import CTorch

extension Tensor {
  /// The matrix product of the last two dimensions, with broadcasting of the others.
  public func matmul(_ other: Tensor) throws(TorchError) -> Tensor {
    try Tensor.make { ct_matmul(handle, other.handle, $0) }
  }

  /// The mean over some dimensions, or over all of them when none is named.
  ///
  /// - Parameters:
  ///   - dimensions: Negative ones count from the end.
  ///   - keepingDimensions: Whether the dimensions stay, with size 1.
  /// - Returns: The means.
  /// - Throws: `TorchError` for integers, and for dimensions that are not there.
  public func mean(
    _ dimensions: Int..., keepingDimensions: Bool = false
  ) throws(TorchError) -> Tensor {
    try reduced(ct_mean, dimensions, keepingDimensions)
  }

  /// The sum over some dimensions, or over all of them when none is named.
  ///
  /// - Parameters:
  ///   - dimensions: Negative ones count from the end.
  ///   - keepingDimensions: Whether the dimensions stay, with size 1.
  /// - Returns: The sums.
  /// - Throws: `TorchError` for dimensions that are not there.
  public func sum(
    _ dimensions: Int..., keepingDimensions: Bool = false
  ) throws(TorchError) -> Tensor {
    try reduced(ct_sum, dimensions, keepingDimensions)
  }

  /// The index (int64) of the greatest element along a dimension, which goes away.
  public func argmax(_ dimension: Int = -1) throws(TorchError) -> Tensor {
    try Tensor.make { ct_argmax(handle, Int64(dimension), $0) }
  }

  /// exp(x) / Σ exp(x) along a dimension.
  public func softmax(_ dimension: Int = -1) throws(TorchError) -> Tensor {
    try Tensor.make { ct_softmax(handle, Int64(dimension), false, $0) }
  }

  /// The logarithm of ``softmax(_:)``, computed without overflow.
  public func logSoftmax(_ dimension: Int = -1) throws(TorchError) -> Tensor {
    try Tensor.make { ct_softmax(handle, Int64(dimension), true, $0) }
  }

  /// Scaled dot-product attention, softmax(Q Kᵀ / √size) V.
  ///
  /// Source: Vaswani and others (2017), section 3.2.1.
  ///
  /// - Parameters:
  ///   - query: [batch, heads, length, size].
  ///   - key: [batch, heads, other length, size].
  ///   - value: [batch, heads, other length, size].
  ///   - isCausal: Whether a position sees only itself and those before it.
  ///   - dropout: The probability that an attention weight is dropped, from 0 to 1.
  /// - Returns: [batch, heads, length, size].
  /// - Throws: `TorchError` for shapes that do not fit.
  public static func attention(
    query: Tensor, key: Tensor, value: Tensor, isCausal: Bool = false, dropout: Double = 0
  ) throws(TorchError) -> Tensor {
    try make { ct_attention(query.handle, key.handle, value.handle, dropout, isCausal, $0) }
  }

  private func reduced(
    _ kind: ct_reduction_kind, _ dimensions: [Int], _ keep: Bool
  ) throws(TorchError) -> Tensor {
    try Tensor.make { out in
      withSizes(dimensions) { ct_reduce(kind, handle, $0, dimensions.count, keep, out) }
    }
  }
}
