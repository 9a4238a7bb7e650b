import Files

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Reads a file of examples from beginning to end, decompressing it on the way where it is gzip or
/// a member of a ZIP archive.
///
/// Bytes go straight into the memory that the caller names. Positions in error messages count
/// decompressed bytes.
final class FileReader {
  private let file: any ByteSource

  /// Reads what is open.
  init(_ source: any ByteSource) { file = source }

  /// Opens a file.
  ///
  /// - Parameter path: A file, gzip or not: its first two bytes tell.
  /// - Throws: A ``DatasetError`` when it is missing, a folder, or must not be read.
  init(path: String) throws(DatasetError) {
    do { file = try InputFile(path: path) } catch { throw DatasetError(error) }
  }

  /// The file's path, as it was given.
  var path: String { file.path }

  /// The bytes that were read so far, after decompression.
  var position: Int { file.position }

  /// Fills a buffer.
  ///
  /// - Parameter buffer: Where the bytes go.
  /// - Returns: How many bytes there were, less than the buffer holds only at the file's end.
  /// - Throws: A ``DatasetError`` when the gzip data is damaged or truncated.
  func readUpTo(_ buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    var filled = 0
    while filled < buffer.count {
      do {
        let count = try file.read(UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
        if count == 0 { break }
        filled += count
      } catch {
        throw DatasetError(error)
      }
    }
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

  /// Reads the text that is the rest of the file.
  ///
  /// - Parameter cost: How many bytes of memory its reader needs for each byte, these included.
  /// - Returns: The bytes.
  /// - Throws: A ``DatasetError`` when it has more bytes than there is memory for, or a zero byte,
  ///   as no text but UTF-16 with a byte order mark has.
  func readText(cost: Int) throws(DatasetError) -> [UInt8] {
    let available = SystemMemory.available
    let most = available / cost
    func tooLarge(_ size: Int) -> DatasetError {
      .tooLarge(path, byteCount: size, most: most, available: available)
    }
    // One byte more than is there, so that a plain file's end shows in the first read.
    let expected = max((file.knownSize ?? 0) - position, 0) + 1
    guard expected <= most else { throw tooLarge(expected - 1) }
    var bytes = try readUpTo(expected)
    let isWide = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    var last = bytes.count
    while last > 0 {
      if !isWide, let zero = Self.firstZero(in: bytes, from: bytes.count - last) {
        throw .corrupt(path, byte: zero, "a zero byte, expected text")
      }
      guard bytes.count <= most else { throw tooLarge(bytes.count) }
      let more = try readUpTo(max(bytes.count / 2, 1 << 16))
      last = more.count
      bytes.append(contentsOf: more)
    }
    return bytes
  }

  private static func firstZero(in bytes: [UInt8], from start: Int) -> Int? {
    bytes.withUnsafeBytes { bytes in
      guard let first = bytes.baseAddress else { return nil }
      return memchr(first + start, 0, bytes.count - start).map { UnsafeRawPointer($0) - first }
    }
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

  /// The size of the file as it is stored; 0 for a pipe.
  var sizeOnDisk: Int { file.knownSize ?? 0 }

  /// Makes sure that the file can hold what its header promises, before memory is allocated for it.
  ///
  /// Deflate cannot make more than 1,032 bytes out of one (RFC 1951: 258 bytes from two bits).
  ///
  /// - Parameter expected: The size of the decompressed file.
  /// - Throws: A ``DatasetError`` when that many bytes cannot come out of it.
  func expectRoom(for expected: Int) throws(DatasetError) {
    guard let size = file.knownSize, expected > (file.isCompressed ? size * 1032 : size) else {
      // Small files need no look at the memory.
      let available = expected < 1 << 26 ? .max : SystemMemory.available
      guard expected <= available else {
        throw .tooLarge(path, byteCount: expected, most: available, available: available)
      }
      return
    }
    if file.isCompressed {
      throw .corrupt(path, "header promises \(expected) bytes, too many for \(size) compressed")
    }
    throw .truncated(path, expected: expected, found: size)
  }
}
