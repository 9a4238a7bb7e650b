internal import CZlib

/// Reads a member of a ZIP archive from beginning to end, unpacking it on the way.
public final class ZipMember: ByteSource {
  /// The archive's path and the member's name.
  public let path: String
  /// The bytes that were read so far, unpacked.
  public private(set) var position = 0
  /// The bytes of the unpacked member, as the archive says.
  public var knownSize: Int? { member.size }
  /// That ``knownSize`` is that of the unpacked bytes.
  public var isCompressed: Bool { false }

  private let member: ZipEntry
  private let file: RandomAccessFile
  /// Where the next packed byte is, and where the last one was.
  private var packed: Range<Int>
  /// Packed bytes on their way to being unpacked; zlib keeps the address of its stream.
  private let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
  private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
  private var checksum = crc32(0, nil, 0)
  private var isAtEnd = false
  private var failure: FileError?

  init(_ member: ZipEntry, in file: RandomAccessFile) throws(FileError) {
    self.member = member
    self.file = file
    path = "\(file.path):\(member.name)"
    packed = 0..<0
    stream.initialize(to: z_stream())
    if let obstacle = member.obstacle { throw .unreadable(path: path, reason: obstacle) }
    let header = Bytes(try file.read(from: member.offset, count: 30))
    let start = member.offset + 30 + header.number(26, 2) + header.number(28, 2)
    guard header.number(0, 4) == 0x0403_4B50, start <= file.size,
      member.storedSize <= file.size - start,
      member.isDeflated || member.storedSize == member.size
    else {
      throw .damaged(path: file.path, byte: member.offset, reason: "no member '\(member.name)'")
    }
    packed = start..<(start + member.storedSize)
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(stream, -15, ZLIB_VERSION, size) == Z_OK else {
      throw .outOfMemory(byteCount: 1 << 16)
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  /// Reads the next bytes, see ``ByteSource/read(_:)``.
  public func read(_ buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    if let failure { throw failure }
    var filled = 0
    while filled < buffer.count, !isAtEnd {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      do {
        let count = member.isDeflated ? try inflate(into: rest) : try copy(into: rest)
        checksum = crc32_z(
          checksum, rest.baseAddress?.assumingMemoryBound(to: UInt8.self), z_size_t(count))
        filled += count
        position += count
        if isAtEnd { try checkEnd() }
      } catch {
        failure = error
        if filled == 0 { throw error }
        break
      }
    }
    return filled
  }

  private func copy(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    let count = min(buffer.count, packed.count)
    isAtEnd = count == packed.count
    guard count > 0 else { return 0 }
    let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
    guard try file.read(from: packed.lowerBound, into: part) == count else {
      throw damage("the archive is truncated")
    }
    packed = (packed.lowerBound + count)..<packed.upperBound
    return count
  }

  private func inflate(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    let room = UInt32(min(buffer.count, 1 << 30))
    stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = room
    while stream.pointee.avail_out > 0 {
      if stream.pointee.avail_in == 0, !packed.isEmpty {
        let count = min(input.count, packed.count)
        let part = UnsafeMutableRawBufferPointer(rebasing: input[..<count])
        guard try file.read(from: packed.lowerBound, into: part) == count else {
          throw damage("the archive is truncated")
        }
        packed = (packed.lowerBound + count)..<packed.upperBound
        stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(count)
      }
      let status = CZlib.inflate(stream, Z_NO_FLUSH)
      isAtEnd = status == Z_STREAM_END
      if isAtEnd { break }
      guard status == Z_OK else {
        throw damage(
          status == Z_BUF_ERROR
            ? "the deflated data is truncated" : "the deflated data is damaged")
      }
    }
    return Int(room - stream.pointee.avail_out)
  }

  /// What the table of contents promised must have come.
  private func checkEnd() throws(FileError) {
    guard position == member.size else {
      throw damage("ends here, expected \(member.size) bytes")
    }
    guard UInt32(truncatingIfNeeded: checksum) == member.checksum else {
      throw damage("the checksum is wrong")
    }
  }

  private func damage(_ reason: String) -> FileError {
    .damaged(path: path, byte: position, reason: reason)
  }
}
