internal import CTorch

/// A module that `torch.jit.script` or `torch.jit.trace` saved, with its weights.
///
/// ```python
/// torch.jit.script(model).save("model.pt")
/// ```
///
/// Its parameters and buffers (all tensors among its attributes) have the names that they have in
/// Python. What a module keeps in attributes that are not tensors is not part of a snapshot. Graphs
/// are run as they were saved, without libtorch's optimizing executor, whose results change in the
/// last bits between the first steps and later ones.
public final class ScriptModule: Module {
  private let script: ct_script

  /// Loads a module onto the CPU and switches it to training.
  ///
  /// - Parameter path: The file.
  /// - Throws: `TorchError` with the reason for a file that is not there or holds something else,
  ///   such as a `state_dict`.
  public init(path: String) throws(TorchError) {
    var script: ct_script?
    guard ct_script_load(path, &script) == 0, let script else { throw .last }
    let parameters, buffers: [NamedTensor]
    do {
      try check(ct_script_set_training(script, true))
      parameters = try ScriptModule.tensors(of: script, buffers: false)
      buffers = try ScriptModule.tensors(of: script, buffers: true)
    } catch {
      ct_script_free(script)
      throw error
    }
    self.script = script
    super.init(parameters: parameters, buffers: buffers)
  }

  deinit { ct_script_free(script) }

  /// What the module's `forward` gives, which has to take and give one tensor.
  public override func forward(_ input: Tensor) throws(TorchError) -> Tensor {
    try Tensor.make { ct_script_forward(script, input.handle, $0) }
  }

  /// Switches the module to training or to use.
  public override func setTraining(_ training: Bool) throws(TorchError) {
    try super.setTraining(training)
    try check(ct_script_set_training(script, training))
  }

  /// Moves the module's parameters and buffers.
  public override func move(to device: Device) throws(TorchError) {
    try check(ct_script_move(script, device.raw))
  }

  private static func tensors(
    of script: ct_script, buffers: Bool
  ) throws(TorchError) -> [NamedTensor] {
    var found: [NamedTensor] = []
    let status = withUnsafeMutablePointer(to: &found) { found in
      ct_script_visit(script, buffers, found) { context, name, tensor in
        context.assumingMemoryBound(to: [NamedTensor].self).pointee
          .append(NamedTensor(String(cString: name), Tensor(owning: tensor)))
      }
    }
    try check(status)
    return found
  }
}
