internal import CTorch

/// Seeds the global generators of the CPU and of the devices in use, from which parameters are
/// initialised and dropout is drawn.
public func seed(_ seed: UInt64) throws(TorchError) { try check(ct_seed(seed)) }

/// Where the global generator of a device is in its sequence.
///
/// After ``restore()`` the generator draws exactly what it drew after the state was captured.
public struct RandomState: Hashable, Sendable, Codable {
  private struct Generator: Hashable, Sendable, Codable {
    var device: String
    var bytes: [UInt8]
  }

  private var generators: [Generator]

  /// The state of the CPU's generator and of those of other devices.
  ///
  /// - Parameter devices: The devices that are in use beside the CPU.
  /// - Throws: `TorchError` for a device that is not available.
  public init(capturing devices: [Device] = []) throws(TorchError) {
    generators = []
    for device in [.cpu] + devices.filter({ $0 != .cpu }) {
      let state = try Tensor.make { ct_generator_state(device.raw, $0) }
      let bytes = try state.values(as: UInt8.self)
      generators.append(Generator(device: device.description, bytes: bytes))
    }
  }

  /// Puts the generators back to this state.
  public func restore() throws(TorchError) {
    for generator in generators {
      let state = try Tensor(generator.bytes)
      let device = try Device(named: generator.device)
      try check(ct_set_generator_state(device.raw, state.handle))
    }
  }
}
