internal import CTorch

/// Multi-head self-attention: [batch, length, size] to the same shape.
///
/// Source: Vaswani and others (2017), section 3.2.2.
///
/// Parameters: `in_proj_weight` [3 size, size], `in_proj_bias`, `out_proj.weight` [size, size],
/// `out_proj.bias`, initialised like torch.nn.MultiheadAttention's.
public final class MultiHeadAttention: TorchLayer {
  /// Self-attention.
  ///
  /// - Parameters:
  ///   - size: The number of features; a multiple of `heads`.
  ///   - heads: Into how many independent attentions they are divided.
  ///   - dropout: The probability that an attention weight is dropped in training.
  ///   - isCausal: Whether a position sees only itself and those before it.
  /// - Throws: `TorchError` when `size` is not a multiple of `heads`.
  public init(
    _ size: Int, heads: Int, dropout: Double = 0, isCausal: Bool = false
  ) throws(TorchError) {
    try super.init {
      ct_multihead_attention(Int64(size), Int64(heads), dropout, isCausal, $0)
    }
  }
}
