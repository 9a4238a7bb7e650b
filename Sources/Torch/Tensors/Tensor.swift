internal import CTorch

/// An array of numbers of one type, with any number of dimensions, on one device.
///
/// A tensor is a reference: views (`reshaped`, `transposed`, `sliced`) share their values with
/// the tensor they were made from, and a parameter that an optimizer updates changes for
/// everybody who holds it. Tensors are not `Sendable`: one belongs to the task that uses it.
///
/// ```swift
/// let x = try Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
/// let y = try (x * 2).sum()
/// print(try y.item())  // 20.0
/// ```
public final class Tensor {
  let handle: ct_tensor

  /// Takes a handle over.
  init(owning handle: ct_tensor) { self.handle = handle }

  deinit { ct_tensor_free(handle) }

  /// The tensor that a C function gives out.
  @inline(__always)
  static func make(
    _ body: (UnsafeMutablePointer<ct_tensor?>) -> Int32
  ) throws(TorchError) -> Tensor {
    var handle: ct_tensor?
    guard body(&handle) == 0, let handle else { throw .last }
    return Tensor(owning: handle)
  }

  /// A tensor on the CPU with a copy of `values`, in row-major order.
  ///
  /// - Parameters:
  ///   - values: As many as `shape` has elements.
  ///   - shape: The size of every dimension; nil for one dimension of all values.
  /// - Throws: `TorchError` when the number of values is not that of the shape.
  public convenience init<Element: TensorElement>(
    _ values: [Element], shape: [Int]? = nil
  ) throws(TorchError) {
    let shape = shape ?? [values.count]
    try Tensor.requireCount(values.count, of: shape)
    var handle: ct_tensor?
    let status = values.withUnsafeBytes { bytes in
      withSizes(shape) { sizes in
        // An empty array may have no address at all.
        withUnsafePointer(to: 0 as UInt64) { nothing in
          ct_tensor_copy_of(
            bytes.baseAddress ?? UnsafeRawPointer(nothing), sizes, shape.count,
            Element.dataType.rawValue, &handle)
        }
      }
    }
    guard status == 0, let handle else { throw .last }
    self.init(owning: handle)
  }

  /// A tensor of one value and no dimensions.
  public convenience init(_ value: some TensorElement) throws(TorchError) {
    try self.init([value], shape: [])
  }

  /// A tensor on the CPU over existing memory, without a copy.
  ///
  /// - Parameters:
  ///   - memory: The values in row-major order; aligned for `dataType`. It must neither move nor
  ///     change its size while `owner` lives.
  ///   - shape: The size of every dimension; together exactly the size of `memory`.
  ///   - dataType: The type of the values.
  ///   - owner: Kept alive as long as any tensor shares the memory.
  /// - Throws: `TorchError` when the memory is empty or its size is not that of the shape.
  public convenience init(
    borrowing memory: UnsafeRawBufferPointer, shape: [Int], dataType: DataType, owner: AnyObject
  ) throws(TorchError) {
    guard memory.count.isMultiple(of: dataType.size) else {
      throw TorchError("\(memory.count) bytes do not hold whole elements of type \(dataType)")
    }
    try Tensor.requireCount(memory.count / dataType.size, of: shape)
    guard let address = memory.baseAddress else {
      throw TorchError("an empty buffer has no memory to share")
    }
    let context = Unmanaged.passRetained(owner)
    var handle: ct_tensor?
    let status = withSizes(shape) { sizes in
      ct_tensor_borrow(
        UnsafeMutableRawPointer(mutating: address), sizes, shape.count, dataType.rawValue,
        context.toOpaque(),
        { context in
          if let context { Unmanaged<AnyObject>.fromOpaque(context).release() }
        }, &handle)
    }
    guard status == 0, let handle else {
      context.release()
      throw .last
    }
    self.init(owning: handle)
  }

  /// A tensor with the same value everywhere.
  public static func filled(
    _ value: Double, shape: [Int], dataType: DataType = .float32, device: Device = .cpu
  ) throws(TorchError) -> Tensor {
    try make { out in
      withSizes(shape) {
        ct_tensor_full($0, shape.count, value, dataType.rawValue, device.raw, out)
      }
    }
  }

  /// A tensor of zeros.
  public static func zeros(
    _ shape: [Int], dataType: DataType = .float32, device: Device = .cpu
  ) throws(TorchError) -> Tensor {
    try filled(0, shape: shape, dataType: dataType, device: device)
  }

  /// A tensor of ones.
  public static func ones(
    _ shape: [Int], dataType: DataType = .float32, device: Device = .cpu
  ) throws(TorchError) -> Tensor {
    try filled(1, shape: shape, dataType: dataType, device: device)
  }

  /// A float32 tensor of samples of the standard normal distribution, drawn from the device's
  /// global generator (see ``seed(_:)``).
  public static func normal(_ shape: [Int], device: Device = .cpu) throws(TorchError) -> Tensor {
    let tensor = try zeros(shape, device: device)
    try tensor.fillNormal(mean: 0, standardDeviation: 1)
    return tensor
  }

  /// How many tensors are alive in this process; for tests that look for leaks.
  public static var liveCount: Int { Int(ct_live_tensors()) }

  private static func requireCount(_ count: Int, of shape: [Int]) throws(TorchError) {
    var product = 1
    for size in shape {
      let (result, overflow) = product.multipliedReportingOverflow(by: size)
      guard size >= 0, !overflow else { throw TorchError("a tensor cannot have shape \(shape)") }
      product = result
    }
    guard product == count else {
      throw TorchError("\(count) values do not fill a tensor of shape \(shape)")
    }
  }
}

/// Calls `body` with the sizes as C wants them, without a copy.
@inline(__always)
func withSizes<Result>(_ sizes: [Int], _ body: (UnsafePointer<Int64>) -> Result) -> Result {
  if sizes.isEmpty { return withUnsafePointer(to: 0 as Int64, body) }
  return sizes.withUnsafeBytes { bytes in
    // Int and Int64 have the same layout on every platform that libtorch exists for; the array
    // is not empty, so that its address is there.
    withExtendedLifetime(sizes) {
      bytes.withMemoryRebound(to: Int64.self) { buffer in
        buffer.baseAddress.map(body) ?? withUnsafePointer(to: 0 as Int64, body)
      }
    }
  }
}
