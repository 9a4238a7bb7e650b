internal import CTorch

/// One layer of torch::nn, with its parameters and buffers and torch's default initialisation
/// drawn from the global generator (see ``seed(_:)``).
public class TorchLayer: Module {
  let layer: ct_module

  init(_ make: (UnsafeMutablePointer<ct_module?>) -> Int32) throws(TorchError) {
    var layer: ct_module?
    guard make(&layer) == 0, let layer else { throw .last }
    let parameters, buffers: [NamedTensor]
    do {
      parameters = try TorchLayer.tensors(of: layer, buffers: false)
      buffers = try TorchLayer.tensors(of: layer, buffers: true)
    } catch {
      ct_module_free(layer)
      throw error
    }
    self.layer = layer
    super.init(parameters: parameters, buffers: buffers)
  }

  deinit { ct_module_free(layer) }

  /// The layer's output.
  public override func forward(_ input: Tensor) throws(TorchError) -> Tensor {
    try Tensor.make { ct_module_forward(layer, input.handle, $0) }
  }

  /// max(output + addend, 0), by one recorded operation where the layer has one.
  public override func forwardRectified(
    _ input: Tensor, adding addend: Tensor? = nil
  ) throws(TorchError) -> Tensor {
    try Tensor.make { ct_module_forward_rectified(layer, input.handle, addend?.handle, $0) }
  }

  /// Switches the layer to training or to use.
  public override func setTraining(_ training: Bool) throws(TorchError) {
    try super.setTraining(training)
    try check(ct_module_set_training(layer, training))
  }

  /// Moves the layer's parameters and buffers.
  public override func move(to device: Device) throws(TorchError) {
    try check(ct_module_move(layer, device.raw))
  }

  private static func tensors(
    of layer: ct_module, buffers: Bool
  ) throws(TorchError) -> [NamedTensor] {
    var found: [NamedTensor] = []
    let status = withUnsafeMutablePointer(to: &found) { found in
      ct_module_visit(layer, buffers, found) { context, name, tensor in
        context.assumingMemoryBound(to: [NamedTensor].self).pointee
          .append(NamedTensor(String(cString: name), Tensor(owning: tensor)))
      }
    }
    try check(status)
    return found
  }
}
