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
  /// The archive's path, as it was given.
  public let path: String
  /// The files in it, in their order.
  public let members: [ZipEntry]

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
    var found: [ZipEntry] = []
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
  public func open(_ member: ZipEntry) throws(FileError) -> ZipMember {
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
  private static func member(_ table: Bytes, at start: Int) -> (ZipEntry, next: Int)? {
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
      ZipEntry(
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
