internal import CTorch

/// An affine function of the last dimension, x Wᵀ + b: […, inputs] to […, outputs].
///
/// Parameters: `weight` [outputs, inputs] and `bias` [outputs], both uniform within
/// ±1/√inputs at first.
public final class Linear: TorchLayer {
  /// A layer with `inputs` features in and `outputs` features out.
  public init(_ inputs: Int, _ outputs: Int, bias: Bool = true) throws(TorchError) {
    try super.init { ct_linear(Int64(inputs), Int64(outputs), bias, $0) }
  }
}

/// A row of a table for every index: int64 […] to [… , size].
///
/// Parameters: `weight` [count, size], standard normal at first.
public final class Embedding: TorchLayer {
  /// A table of `count` rows of `size` numbers.
  public init(_ count: Int, _ size: Int) throws(TorchError) {
    try super.init { ct_embedding(Int64(count), Int64(size), $0) }
  }
}
