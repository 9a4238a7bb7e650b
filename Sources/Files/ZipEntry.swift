/// A file in an archive.
public struct ZipEntry: Hashable, Sendable {
  /// Its name, with the folders in the archive.
  public let name: String
  /// Its bytes when it is unpacked.
  public let size: Int
  /// Its bytes in the archive.
  public let storedSize: Int
  /// Whether it is deflated; else it is stored as it is.
  let isDeflated: Bool
  /// Whether it needs a password, or a method that is not read.
  let obstacle: String?
  /// The checksum (CRC-32) of the unpacked bytes.
  let checksum: UInt32
  /// Where its own header begins in the archive.
  let offset: Int
}
