/// A deep copy of all parameters and buffers of a module at one moment.
public struct ModuleState {
  /// The copies, by name: parameters, then buffers.
  public let tensors: [NamedTensor]

  /// A state of tensors that came from elsewhere, such as a file.
  public init(tensors: [NamedTensor]) { self.tensors = tensors }
}

extension Module {
  /// Copies all parameters and buffers.
  public final func snapshot() throws(TorchError) -> ModuleState {
    var copies: [NamedTensor] = []
    for item in namedParameters + namedBuffers {
      copies.append(NamedTensor(item.name, try item.tensor.cloned()))
    }
    return ModuleState(tensors: copies)
  }

  /// Puts all parameters and buffers back to what they were, bit for bit, and drops the gradients.
  ///
  /// - Throws: `TorchError` when the state is not one of a module with the same names and shapes;
  ///   tensors before the first that differs are then already restored.
  public final func restore(_ state: ModuleState) throws(TorchError) {
    let own = namedParameters + namedBuffers
    guard own.map(\.name) == state.tensors.map(\.name) else {
      throw TorchError("the state is that of another model: its tensors have other names")
    }
    for (item, saved) in zip(own, state.tensors) {
      try item.tensor.copy(from: saved.tensor)
      try item.tensor.setGradient(nil)
    }
  }
}
