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

  /// How long the code in a file may run, and how much memory it may take.
  public struct Limits: Hashable, Sendable {
    /// The time in seconds.
    public let seconds: Double
    /// The memory in bytes, beyond what the process has used before.
    public let bytes: Int

    /// Names the two.
    ///
    /// - Parameters:
    ///   - seconds: The time in seconds.
    ///   - bytes: The memory in bytes.
    public init(seconds: Double, bytes: Int) {
      self.seconds = seconds
      self.bytes = bytes
    }

    /// No limits.
    public static let none = Limits(seconds: .infinity, bytes: .max)
  }

  /// Loads a module onto the CPU and switches it to training.
  ///
  /// A file holds code, some of which runs while it is loaded: load files that you trust. Operators
  /// that reach beyond the module (files, other processes, devices) are taken away from the
  /// interpreter, in the whole process; a file that uses one is refused before its code runs.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - limits: When to give up. What was given up runs on in the background until the process
  ///     ends.
  /// - Throws: `TorchError` with the reason for a file that is not there or holds something else,
  ///   such as a `state_dict`.
  public init(path: String, limits: Limits = .none) throws(TorchError) {
    var script: ct_script?
    guard ct_script_load(path, limits.seconds, Int64(limits.bytes), &script) == 0, let script else {
      throw .last
    }
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

  /// What `forward` gives for a first batch, without gradients.
  ///
  /// - Parameters:
  ///   - input: The batch.
  ///   - limits: When to give up, as in ``init(path:limits:)``.
  /// - Returns: The output.
  /// - Throws: `TorchError` where the module does not take the batch.
  public func tryForward(_ input: Tensor, limits: Limits) throws(TorchError) -> Tensor {
    try Tensor.make {
      ct_script_try(script, input.handle, limits.seconds, Int64(limits.bytes), $0)
    }
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
