import Files

/// Reads a file of examples from beginning to end, decompressing it on the way where it is gzip.
///
/// Bytes go straight into the memory that the caller names. Positions in error messages count
/// decompressed bytes.
final class FileReader {
  private let file: InputFile

  /// Opens a file.
  ///
  /// - Parameter path: A regular file, gzip or not: its first two bytes tell.
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
  var sizeOnDisk: Int { file.sizeOnDisk }

  /// Makes sure that the file can hold what its header promises, before memory is allocated for it.
  ///
  /// Deflate cannot make more than 1,032 bytes out of one (RFC 1951: 258 bytes from two bits).
  ///
  /// - Parameter expected: The size of the decompressed file.
  /// - Throws: A ``DatasetError`` when that many bytes cannot come out of it.
  func expectRoom(for expected: Int) throws(DatasetError) {
    let size = sizeOnDisk
    guard expected > (file.isCompressed ? size * 1032 : size) else { return }
    if file.isCompressed {
      throw .corrupt(path, "header promises \(expected) bytes, too many for \(size) compressed")
    }
    throw .truncated(path, expected: expected, found: size)
  }
}
