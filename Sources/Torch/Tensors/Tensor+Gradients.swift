internal import CTorch

extension Tensor {
  /// Whether operations on this tensor are recorded so that its gradient can be computed.
  public var requiresGradient: Bool {
    var requires = false
    return ct_tensor_requires_gradient(handle, &requires) == 0 && requires
  }

  /// Turns the recording of operations on this tensor on or off.
  ///
  /// - Throws: `TorchError` for integers, and for results of recorded operations.
  public func setRequiresGradient(_ requires: Bool) throws(TorchError) {
    try check(ct_tensor_set_requires_gradient(handle, requires))
  }

  /// The gradient that backward passes have added up since it was last dropped, by reference;
  /// nil where there is none.
  public var gradient: Tensor? {
    var gradient: ct_tensor?
    guard ct_tensor_gradient(handle, &gradient) == 0, let gradient else { return nil }
    return Tensor(owning: gradient)
  }

  /// Sets the gradient, or drops it with nil.
  public func setGradient(_ gradient: Tensor?) throws(TorchError) {
    try check(ct_tensor_set_gradient(handle, gradient?.handle))
  }

  /// Adds the derivatives of this one-element tensor to the gradients of all tensors that it was
  /// computed from and that require one.
  public func backward() throws(TorchError) {
    try check(ct_tensor_backward(handle))
  }
}

/// Calls `body` without recording its operations for gradients.
///
/// The setting belongs to the thread, so `body` cannot suspend.
public func withoutGradients<Result, Failure: Error>(
  _ body: () throws(Failure) -> Result
) throws(Failure) -> Result {
  let previous = ct_set_gradients(false)
  defer { _ = ct_set_gradients(previous) }
  return try body()
}

/// Calls `body` in libtorch's inference mode: like ``withoutGradients(_:)``, a little faster, but
/// tensors made inside can never take part in a recorded computation.
public func withInferenceMode<Result>(
  _ body: () throws(TorchError) -> Result
) throws(TorchError) -> Result {
  var mode: UnsafeMutableRawPointer?
  guard ct_inference_enter(&mode) == 0, let mode else { throw .last }
  defer { ct_inference_leave(mode) }
  return try body()
}
