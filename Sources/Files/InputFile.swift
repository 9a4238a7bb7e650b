internal import CZlib

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Reads a file from beginning to end, decompressing it on the way where it is gzip.
///
/// Bytes go straight into the memory that the caller names.
public final class InputFile: ByteSource {
  /// The file's path, as it was given.
  public let path: String
  /// The bytes that were read so far, after decompression.
  public private(set) var position = 0
  private let file: gzFile
  private let descriptor: Int32
  /// What went wrong behind bytes that were still good.
  private var failure: FileError?

  /// Opens a file.
  ///
  /// - Parameter path: A file, gzip or not: its first two bytes tell.
  /// - Throws: A ``FileError`` when it is missing, a folder, must not be read, or is a pipe that
  ///   nobody writes to.
  public init(path: String) throws(FileError) {
    let descriptor = try Descriptor.forReading(path)
    guard let file = gzdopen(descriptor, "rb") else {
      close(descriptor)
      throw .outOfMemory(byteCount: 1 << 17)
    }
    gzbuffer(file, 1 << 17)
    self.path = path
    self.file = file
    self.descriptor = descriptor
  }

  deinit { gzclose_r(file) }

  /// Reads the next bytes, see ``ByteSource/read(_:)``.
  public func read(_ buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    if let failure { throw failure }
    var filled = 0
    while filled < buffer.count {
      let wanted = UInt32(min(buffer.count - filled, 1 << 30))
      let count = gzread(file, buffer.baseAddress.map { $0 + filled }, wanted)
      if count > 0 { filled += Int(count) }
      if count < Int32(wanted) {
        failure = currentFailure(at: position + filled)
        break
      }
    }
    position += filled
    if filled == 0, let failure { throw failure }
    return filled
  }

  /// The size of the file as it is stored, in bytes; nil for a pipe or device.
  public var knownSize: Int? {
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Int(status.st_size)
  }

  /// Whether it is a file in the narrow sense, which can be read again, and no pipe or device.
  public var isRegular: Bool { knownSize != nil }

  /// Whether the file is gzip.
  public var isCompressed: Bool { gzdirect(file) == 0 }

  private func currentFailure(at byte: Int) -> FileError? {
    var code: Int32 = Z_OK
    let message = gzerror(file, &code)
    switch code {
    case Z_OK: return nil
    case Z_BUF_ERROR:
      return .damaged(path: path, byte: byte, reason: "the gzip data is truncated")
    case Z_ERRNO: return .unreadable(path: path, reason: systemMessage(errno))
    default:
      // zlib's message is "PATH: reason", or "<fd:N>: reason" for a descriptor.
      let reason = message.map { String(cString: $0) } ?? "unknown error"
      let short = reason.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? reason
      return .damaged(path: path, byte: byte, reason: "the gzip data is damaged (\(short))")
    }
  }
}
