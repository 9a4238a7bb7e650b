#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// The table of contents of a ZIP archive, such as `.npz` and `.pt` files are.
///
/// Read from the end of the file, with the 64-bit extension (PKWARE, "APPNOTE.TXT - .ZIP File Format
/// Specification", 6.3.10, sections 4.3.6 to 4.5.3). No number in it is trusted before it is checked
/// against the size of the file.
public struct ZipArchive: Sendable {
  /// A file in an archive.
  public struct Member: Hashable, Sendable {
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

  /// The archive's path, as it was given.
  public let path: String
  /// The files in it, in their order.
  public let members: [Member]

  /// The first bytes of a ZIP archive.
  public static let magic: [UInt8] = [0x50, 0x4B, 3, 4]

  /// Reads the table of contents.
  ///
  /// - Parameter path: The archive.
  /// - Throws: A ``FileError`` when it cannot be read, is a pipe, or is no archive.
  public init(path: String) throws(FileError) {
    let file = try RandomAccessFile(path: path)
    self.path = path
    let place = try Self.contents(of: file)
    let table = Bytes(try file.read(from: place.offset, count: place.size))
    var found: [Member] = []
    var position = 0
    while found.count < place.count {
      guard let (member, next) = Self.member(table, at: position) else {
        throw .damaged(path: path, byte: place.offset + position, reason: "the table of contents")
      }
      guard member.offset < file.size, member.storedSize <= file.size else {
        throw .damaged(
          path: path, byte: place.offset + position, reason: "a member outside the archive")
      }
      found.append(member)
      position = next
    }
    members = found
  }

  /// Opens a member for reading.
  ///
  /// - Parameter member: One of ``members``.
  /// - Returns: Its bytes, unpacked on the way.
  /// - Throws: A ``FileError`` when it cannot be unpacked.
  public func open(_ member: Member) throws(FileError) -> ZipMember {
    try ZipMember(member, in: RandomAccessFile(path: path))
  }

  /// Finds the table of contents: the end record is the last thing in the file but for a comment.
  private static func contents(
    of file: RandomAccessFile
  ) throws(FileError) -> (offset: Int, size: Int, count: Int) {
    let tail = min(file.size, 22 + 0xFFFF)
    let start = file.size - tail
    let bytes = Bytes(try file.read(from: start, count: tail))
    let noArchive = FileError.damaged(path: file.path, byte: file.size, reason: "no ZIP archive")
    guard tail >= 22,
      let end = stride(from: tail - 22, through: 0, by: -1).first(where: {
        bytes.number($0, 4) == 0x0605_4B50
      })
    else { throw noArchive }
    var place = (
      offset: bytes.number(end + 16, 4), size: bytes.number(end + 12, 4),
      count: bytes.number(end + 10, 2)
    )
    if place.offset == 0xFFFF_FFFF || place.size == 0xFFFF_FFFF || place.count == 0xFFFF {
      guard end >= 20, bytes.number(end - 20, 4) == 0x0706_4B50 else { throw noArchive }
      let record = Bytes(try file.read(from: bytes.number(end - 20 + 8, 8), count: 56))
      guard record.number(0, 4) == 0x0606_4B50 else { throw noArchive }
      place = (record.number(48, 8), record.number(40, 8), record.number(32, 8))
    }
    // A member takes 46 bytes at least.
    guard place.size <= 1 << 28, place.count >= 0, place.count <= place.size / 46 else {
      throw noArchive
    }
    return place
  }

  /// The member whose entry begins at a position, and where the next one begins.
  private static func member(_ table: Bytes, at start: Int) -> (Member, next: Int)? {
    guard start + 46 <= table.count, table.number(start, 4) == 0x0201_4B50 else { return nil }
    let lengths = [28, 30, 32].map { table.number(start + $0, 2) }
    let next = start + 46 + lengths.reduce(0, +)
    guard next <= table.count else { return nil }
    var storedSize = table.number(start + 20, 4)
    var size = table.number(start + 24, 4)
    var offset = table.number(start + 42, 4)
    var extra = start + 46 + lengths[0]
    let extraEnd = extra + lengths[1]
    while extra + 4 <= extraEnd {
      let length = table.number(extra + 2, 2)
      if table.number(extra, 2) == 1, extra + 4 + length <= extraEnd {
        var place = extra + 4
        func wide(_ number: inout Int) {
          guard number == 0xFFFF_FFFF, place + 8 <= extra + 4 + length else { return }
          number = table.number(place, 8)
          place += 8
        }
        wide(&size)
        wide(&storedSize)
        wide(&offset)
      }
      extra += 4 + length
    }
    guard size >= 0, storedSize >= 0, offset >= 0 else { return nil }
    let method = table.number(start + 10, 2)
    let isEncrypted = table.number(start + 8, 2) & 1 == 1
    return (
      Member(
        name: table.text(start + 46, lengths[0]), size: size, storedSize: storedSize,
        isDeflated: method == 8,
        obstacle: isEncrypted
          ? "needs a password"
          : method == 0 || method == 8 ? nil : "has compression method \(method), expected deflate",
        checksum: UInt32(truncatingIfNeeded: table.number(start + 16, 4)), offset: offset),
      next
    )
  }
}

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
