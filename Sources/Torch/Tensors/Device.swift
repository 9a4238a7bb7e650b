internal import CTorch

/// Where a tensor's values are and its operations run.
public struct Device: Hashable, Sendable, CustomStringConvertible {
  /// A kind of device.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The processor.
    case cpu
    /// An NVIDIA GPU.
    case cuda
    /// The GPU of an Apple machine.
    case mps
  }

  /// The kind of device.
  public let kind: Kind
  /// Which one of its kind, from 0.
  public let index: Int

  /// The processor.
  public static let cpu = Device(kind: .cpu, index: 0)
  /// The GPU of an Apple machine.
  public static let mps = Device(kind: .mps, index: 0)
  /// An NVIDIA GPU.
  public static func cuda(_ index: Int = 0) -> Device { Device(kind: .cuda, index: index) }

  init(kind: Kind, index: Int) {
    self.kind = kind
    self.index = index
  }

  init(_ device: ct_device) {
    switch device.type {
    case Int32(ct_cuda.rawValue): self = .cuda(Int(device.index))
    case Int32(ct_mps.rawValue): self = .mps
    default: self = .cpu
    }
  }

  /// The device of a name: "cpu", "cuda", "cuda:1" or "mps".
  ///
  /// - Throws: `TorchError` for any other name; not for a device that this machine lacks.
  public init(named name: String) throws(TorchError) {
    let parts = name.split(separator: ":", omittingEmptySubsequences: false)
    // libtorch numbers devices in eight bits.
    let index = parts.count == 2 ? Int8(parts[1]) : 0
    guard let first = parts.first, let kind = Kind(rawValue: String(first)), parts.count <= 2,
      let index, index >= 0, kind == .cuda || parts.count == 1
    else { throw TorchError("unknown device \"\(name)\": expected cpu, cuda, cuda:N or mps") }
    self.init(kind: kind, index: Int(index))
  }

  /// The name, such as "cpu" or "cuda:0".
  public var description: String { kind == .cuda ? "cuda:\(index)" : kind.rawValue }

  /// How many devices of a kind this machine has.
  ///
  /// The first question about CUDA loads its libraries, which takes seconds, and has to come
  /// before the first backward pass of the process.
  public static func count(_ kind: Kind) -> Int {
    var count: Int32 = 0
    return ct_device_count(Device(kind: kind, index: 0).raw.type, &count) == 0 ? Int(count) : 0
  }

  /// Whether this machine has the device.
  public var isAvailable: Bool { ct_device_check(raw) == 0 }

  /// Checks that this machine has the device.
  ///
  /// - Throws: `TorchError` with the reason where it has not.
  public func requireAvailable() throws(TorchError) { try check(ct_device_check(raw)) }

  /// Waits until the device has done everything that was asked of it; only then does a clock
  /// tell how long that took.
  public func synchronize() throws(TorchError) { try check(ct_device_synchronize(raw)) }

  var raw: ct_device {
    let type =
      switch kind {
      case .cpu: ct_cpu
      case .cuda: ct_cuda
      case .mps: ct_mps
      }
    return ct_device(type: Int32(type.rawValue), index: Int32(index))
  }
}
