#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// A file that is read at any place.
final class RandomAccessFile {
  let path: String
  let size: Int
  private let descriptor: Int32

  /// Opens a file.
  init(path: String) throws(FileError) {
    self.path = path
    descriptor = try Descriptor.forReading(path)
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .unreadable(path: path, reason: "is no file that can be read at any place")
    }
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Reads into a buffer, as much as there is.
  func read(from offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    var filled = 0
    while filled < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + filled))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(path: path, reason: systemMessage(errno)) }
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  /// Reads bytes that must be there.
  func read(from offset: Int, count: Int) throws(FileError) -> [UInt8] {
    guard offset >= 0, count >= 0, offset <= size, count <= size - offset else {
      throw .damaged(path: path, byte: size, reason: "the archive is truncated")
    }
    var bytes = [UInt8](repeating: 0, count: count)
    let found = try bytes.withUnsafeMutableBufferPointer { buffer throws(FileError) in
      try read(from: offset, into: UnsafeMutableRawBufferPointer(buffer))
    }
    guard found == count else {
      throw .damaged(path: path, byte: offset + found, reason: "the archive is truncated")
    }
    return bytes
  }
}

/// Bytes with little-endian numbers in them.
struct Bytes {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var count: Int { bytes.count }

  /// The unsigned number of some bytes; one that does not fit is negative.
  func number(_ position: Int, _ count: Int) -> Int {
    bytes[position..<(position + count)].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  func text(_ position: Int, _ count: Int) -> String {
    String(decoding: bytes[position..<(position + count)], as: UTF8.self)
  }
}
