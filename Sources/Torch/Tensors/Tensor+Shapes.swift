internal import CTorch

extension Tensor {
  /// The elements in another shape; a size of -1 is computed from the others.
  public func reshaped(_ shape: [Int]) throws(TorchError) -> Tensor {
    try Tensor.make { out in
      withSizes(shape) { ct_reshape(handle, $0, shape.count, out) }
    }
  }

  /// The dimensions from `first` to `last` made one.
  public func flattened(from first: Int = 0, to last: Int = -1) throws(TorchError) -> Tensor {
    try Tensor.make { ct_flatten(handle, Int64(first), Int64(last), $0) }
  }

  /// A view with two dimensions exchanged.
  public func transposed(_ first: Int = -2, _ second: Int = -1) throws(TorchError) -> Tensor {
    try Tensor.make { ct_transpose(handle, Int64(first), Int64(second), $0) }
  }

  /// A view with the dimensions in another order.
  public func permuted(_ order: [Int]) throws(TorchError) -> Tensor {
    try Tensor.make { out in
      withSizes(order) { ct_permute(handle, $0, order.count, out) }
    }
  }

  /// A view of some positions along a dimension.
  ///
  /// - Parameters:
  ///   - dimension: Negative ones count from the end.
  ///   - range: The positions; those beyond the end are left out.
  ///   - step: The distance of positions, at least 1.
  /// - Returns: A view.
  /// - Throws: `TorchError` for a dimension that is not there and a step below 1.
  public func sliced(
    _ dimension: Int, _ range: Range<Int>, step: Int = 1
  ) throws(TorchError) -> Tensor {
    try Tensor.make {
      ct_slice(
        handle, Int64(dimension), Int64(range.lowerBound), Int64(range.upperBound), Int64(step), $0)
    }
  }

  /// The elements in reverse order along a dimension.
  public func flipped(_ dimension: Int) throws(TorchError) -> Tensor {
    try Tensor.make { ct_flip(handle, Int64(dimension), $0) }
  }

  /// The tensor with a constant around it.
  ///
  /// - Parameters:
  ///   - amounts: How many elements before and after, for the last dimension, then the last but
  ///     one, and so on.
  ///   - value: The constant.
  /// - Returns: A larger tensor.
  /// - Throws: `TorchError` for more amounts than dimensions.
  public func padded(
    _ amounts: [(before: Int, after: Int)], value: Double = 0
  ) throws(TorchError) -> Tensor {
    let flat = amounts.flatMap { [$0.before, $0.after] }
    return try Tensor.make { out in
      withSizes(flat) { ct_pad(handle, $0, flat.count, value, out) }
    }
  }

  /// Some positions along a dimension, in the order of `indices` (int64, one dimension).
  public func selected(_ dimension: Int, indices: Tensor) throws(TorchError) -> Tensor {
    try Tensor.make { ct_index_select(handle, Int64(dimension), indices.handle, $0) }
  }

  /// Tensors joined along a dimension that they have.
  public static func concatenated(
    _ tensors: [Tensor], along dimension: Int = 0
  ) throws(TorchError) -> Tensor {
    try withHandles(tensors) { handles, count, out in
      ct_cat(handles, count, Int64(dimension), out)
    }
  }

  /// Tensors of one shape joined along a new dimension.
  public static func stacked(
    _ tensors: [Tensor], along dimension: Int = 0
  ) throws(TorchError) -> Tensor {
    try withHandles(tensors) { handles, count, out in
      ct_stack(handles, count, Int64(dimension), out)
    }
  }

  private static func withHandles(
    _ tensors: [Tensor],
    _ body: (UnsafePointer<ct_tensor>, Int, UnsafeMutablePointer<ct_tensor?>) -> Int32
  ) throws(TorchError) -> Tensor {
    guard !tensors.isEmpty else { throw TorchError("expected at least one tensor to join") }
    let handles = tensors.map(\.handle)
    return try make { out in
      withExtendedLifetime(tensors) { body(handles, handles.count, out) }
    }
  }
}
