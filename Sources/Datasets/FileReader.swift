import CZlib

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Reads a file from beginning to end, decompressing it on the way where it is gzip.
///
/// Bytes go straight into the memory that the caller names. Positions in error messages count
/// decompressed bytes.
final class FileReader {
  let path: String
  /// The bytes that were read so far, after decompression.
  private(set) var position = 0
  private let file: gzFile
  private let descriptor: Int32

  /// Opens a file.
  ///
  /// - Parameter path: A regular file, gzip or not: its first two bytes tell.
  /// - Throws: A ``DatasetError`` when it is missing, a folder, or must not be read.
  init(path: String) throws(DatasetError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw errno == ENOENT ? .missing(path) : .unreadable(path, systemMessage(errno))
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else {
      close(descriptor)
      throw .unreadable(path, "is a folder, expected a file")
    }
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

  /// Fills a buffer.
  ///
  /// - Parameter buffer: Where the bytes go.
  /// - Returns: How many bytes there were, less than the buffer holds only at the file's end.
  /// - Throws: A ``DatasetError`` when the gzip data is damaged or truncated.
  func readUpTo(_ buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let wanted = UInt32(min(buffer.count - filled, 1 << 30))
      let count = gzread(file, buffer.baseAddress.map { $0 + filled }, wanted)
      if count > 0 { filled += Int(count) }
      if count < Int32(wanted) {
        try checkState(at: position + filled)
        break
      }
    }
    position += filled
    return filled
  }

  /// Fills a buffer completely.
  ///
  /// - Parameters:
  ///   - buffer: Where the bytes go.
  ///   - total: The size that the whole file should have, for the message; nil for the bytes up
  ///     to the end of this buffer.
  /// - Throws: A ``DatasetError`` when the file ends before.
  func read(_ buffer: UnsafeMutableRawBufferPointer, of total: Int? = nil) throws(DatasetError) {
    let expected = total ?? position + buffer.count
    guard try readUpTo(buffer) == buffer.count else {
      throw .truncated(path, expected: expected, found: position)
    }
  }

  /// Reads a few bytes, all of which must be there.
  func read(_ count: Int) throws(DatasetError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBufferPointer { buffer throws(DatasetError) in
      try read(UnsafeMutableRawBufferPointer(buffer))
    }
    return bytes
  }

  /// Reads at most so many bytes.
  func readUpTo(_ count: Int) throws(DatasetError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let found = try bytes.withUnsafeMutableBufferPointer { buffer throws(DatasetError) in
      try readUpTo(UnsafeMutableRawBufferPointer(buffer))
    }
    bytes.removeSubrange(found...)
    return bytes
  }

  /// Reads the rest of the file.
  func readToEnd() throws(DatasetError) -> [UInt8] {
    // One byte more than is there, so that a plain file's end shows in the first read.
    var bytes = try readUpTo(max(sizeOnDisk - position, 0) + 1)
    var last = bytes.count
    while last > 0 {
      let more = try readUpTo(max(bytes.count, 1 << 16))
      last = more.count
      bytes.append(contentsOf: more)
    }
    return bytes
  }

  /// Makes sure that the file ends here; for gzip this is also what checks its checksum.
  ///
  /// - Throws: A ``DatasetError`` when there are more bytes or the checksum is wrong.
  func expectEnd() throws(DatasetError) {
    let end = position
    guard try readUpTo(1).isEmpty else {
      throw .corrupt(path, byte: end, "expected the end of the file, found more")
    }
  }

  /// The size of the file as it is stored.
  var sizeOnDisk: Int {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Makes sure that the file can hold what its header promises, before memory is allocated for it.
  ///
  /// Deflate cannot make more than 1,032 bytes out of one (RFC 1951: 258 bytes from two bits).
  ///
  /// - Parameter expected: The size of the decompressed file.
  /// - Throws: A ``DatasetError`` when that many bytes cannot come out of it.
  func expectRoom(for expected: Int) throws(DatasetError) {
    let size = sizeOnDisk
    let isCompressed = gzdirect(file) == 0
    guard expected > (isCompressed ? size * 1032 : size) else { return }
    if isCompressed {
      throw .corrupt(path, "header promises \(expected) bytes, too many for \(size) compressed")
    }
    throw .truncated(path, expected: expected, found: size)
  }

  private func checkState(at byte: Int) throws(DatasetError) {
    var code: Int32 = Z_OK
    let message = gzerror(file, &code)
    switch code {
    case Z_OK: return
    case Z_BUF_ERROR: throw .corrupt(path, byte: byte, "the gzip data is truncated")
    case Z_ERRNO: throw .unreadable(path, systemMessage(errno))
    default:
      // zlib's message is "PATH: reason", or "<fd:N>: reason" for a descriptor.
      let reason = message.map { String(cString: $0) } ?? "unknown error"
      let short = reason.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? reason
      throw .corrupt(path, byte: byte, "the gzip data is damaged (\(short))")
    }
  }
}

/// What the system says about an error number.
func systemMessage(_ code: Int32) -> String {
  strerror(code).map { String(cString: $0) } ?? "system error \(code)"
}
