/// The checksum of event files: CRC-32 with Castagnoli's polynomial (RFC 3720, appendix B.4),
/// rotated and shifted as TFRecord does, so that the checksum of data that holds checksums is sound.
enum CRC32C {
  /// The checksum of these bytes.
  static func checksum(_ bytes: some Sequence<UInt8>) -> UInt32 {
    var state: UInt32 = .max
    for byte in bytes {
      state = table[Int(UInt8(truncatingIfNeeded: state) ^ byte)] ^ (state >> 8)
    }
    return ~state
  }

  /// The checksum as a record holds it.
  static func masked(_ bytes: some Sequence<UInt8>) -> UInt32 {
    let sum = checksum(bytes)
    return (sum >> 15 | sum << 17) &+ 0xA282_EAD8
  }

  /// The remainder of every byte; the polynomial is 0x1EDC6F41, here with its bits reversed.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { remainder, _ in
      remainder >> 1 ^ (remainder & 1 == 0 ? 0 : 0x82F6_3B78)
    }
  }
}
