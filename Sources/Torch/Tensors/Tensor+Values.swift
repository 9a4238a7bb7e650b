internal import CTorch

extension Tensor {
  /// The value of a tensor with one element.
  ///
  /// Waits for the device to compute it. Integers beyond 2⁵³ are rounded.
  public func item() throws(TorchError) -> Double {
    var value = 0.0
    try check(ct_tensor_item(handle, &value))
    return value
  }

  /// All values in row-major order, converted to `type`.
  public func values<Element: TensorElement>(
    as type: Element.Type = Float.self
  ) throws(TorchError) -> [Element] {
    let count = self.count
    if count == 0 { return [] }
    var status: Int32 = 0
    let values = [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      guard let address = bytes.baseAddress else { return }
      status = ct_tensor_read(
        handle, Element.dataType.rawValue, address, count * Element.dataType.size)
      initialized = status == 0 ? count : 0
    }
    try check(status)
    return values
  }

  /// A deep copy without a history.
  public func cloned() throws(TorchError) -> Tensor {
    try Tensor.make { ct_tensor_clone(handle, $0) }
  }

  /// The same values, by reference, without their history.
  public func detached() throws(TorchError) -> Tensor {
    try Tensor.make { ct_tensor_detach(handle, $0) }
  }

  /// Overwrites the values with those of a tensor of the same shape, converting their type and
  /// bringing them to this device; not recorded for gradients.
  public func copy(from source: Tensor) throws(TorchError) {
    try check(ct_tensor_copy(handle, source.handle))
  }

  /// Makes this tensor hold the values of `source` from now on, by reference.
  ///
  /// Their shape, type and device may differ from those before; the gradient is dropped. Modules
  /// and optimizers that know this tensor see the new values.
  public func rebind(to source: Tensor) throws(TorchError) {
    try check(ct_tensor_rebind(handle, source.handle))
  }

  /// Overwrites the values with samples of the uniform distribution on [`low`, `high`), drawn
  /// from the device's global generator; not recorded for gradients.
  public func fillUniform(from low: Double, to high: Double) throws(TorchError) {
    try check(ct_tensor_fill_uniform(handle, low, high))
  }

  /// Overwrites the values with samples of a normal distribution, drawn from the device's global
  /// generator; not recorded for gradients.
  public func fillNormal(mean: Double, standardDeviation: Double) throws(TorchError) {
    try check(ct_tensor_fill_normal(handle, mean, standardDeviation))
  }

  /// The values on `device` and in `dataType`; the tensor itself where nothing changes.
  public func moved(
    to device: Device? = nil, dataType: DataType? = nil
  ) throws(TorchError) -> Tensor {
    let device = device ?? self.device
    let type = dataType ?? self.dataType
    return try Tensor.make { ct_tensor_to(handle, device.raw, type.rawValue, $0) }
  }

  /// The order of the elements in memory.
  public enum MemoryOrder: Sendable {
    /// The last dimension innermost.
    case rowMajor
    /// Of [batch, channels, height, width] the channels innermost, which convolutions may like.
    case channelsLast
  }

  /// The values in one block of memory; the tensor itself where they are already.
  public func contiguous(_ order: MemoryOrder = .rowMajor) throws(TorchError) -> Tensor {
    try Tensor.make { ct_tensor_contiguous(handle, order == .channelsLast, $0) }
  }

  /// Whether type, shape and all values are equal bit for bit (so a NaN equals the same NaN, and
  /// -0 is not 0).
  public func isIdentical(to other: Tensor) throws(TorchError) -> Bool {
    var identical = false
    try check(ct_tensor_identical(handle, other.handle, &identical))
    return identical
  }

  /// Whether no value is infinite or NaN.
  public func isFinite() throws(TorchError) -> Bool {
    var finite = false
    try check(ct_all_finite(handle, &finite))
    return finite
  }
}
