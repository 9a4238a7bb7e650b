internal import CTorch

/// Calls `body` with matrix products, convolutions and the like computed in a smaller type, and
/// what needs precision (losses, norms) in float32.
///
/// The backward pass belongs outside. The setting belongs to the thread, so `body` cannot suspend.
///
/// - Parameters:
///   - dataType: The smaller type; `bfloat16` works everywhere.
///   - device: Operations on this kind of device are cast.
///   - body: The forward pass and the loss.
/// - Returns: What `body` returns.
/// - Throws: What `body` throws, and `TorchError` for a type that the device does not cast to.
public func withAutocast<Result>(
  dataType: DataType = .bfloat16, device: Device, _ body: () throws(TorchError) -> Result
) throws(TorchError) -> Result {
  var previous = ct_autocast_state()
  try check(ct_autocast_enter(device.raw.type, dataType.rawValue, &previous))
  let result: Result
  do {
    result = try body()
  } catch {
    try check(ct_autocast_leave(&previous))
    throw error
  }
  try check(ct_autocast_leave(&previous))
  return result
}
