internal import Files

/// Reads the records of a TFRecord file: length, its checksum, content, its checksum.
struct RecordReader {
  /// The size of a length with its checksum.
  static let headerSize = 12

  private let file: InputFile
  private var header: [UInt8] = []
  private var tail: [UInt8] = []
  /// Why there are no more records although the file does not end here, in one sentence.
  private(set) var damage: String?

  /// Creates a reader at the start of a file.
  init(_ file: InputFile) { self.file = file }

  /// Whether bytes are the beginning of a record.
  static func isHeader(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.count == headerSize
      && CRC32C.masked(bytes.prefix(8)) == UInt32(littleEndianBytes: bytes.suffix(4))
  }

  /// Reads the next record.
  ///
  /// - Parameter content: Replaced by the content of the record.
  /// - Returns: Whether there was a sound one; if not, ``damage`` tells why.
  mutating func next(_ content: inout [UInt8]) -> Bool {
    guard damage == nil else { return false }
    let start = file.position
    do {
      try read(Self.headerSize, &header)
      if header.isEmpty { return false }
      guard header.count == Self.headerSize else { return stop(at: start, "is cut off") }
      guard Self.isHeader(header[...]) else {
        return stop(at: start, "has a wrong checksum of its length")
      }
      guard let length = Int(exactly: UInt64(littleEndianBytes: header.prefix(8))) else {
        return stop(at: start, "has a length that no file has")
      }
      try read(length, &content)
      guard content.count == length else { return stop(at: start, "is cut off") }
      try read(4, &tail)
      guard tail.count == 4 else { return stop(at: start, "is cut off") }
      guard CRC32C.masked(content) == UInt32(littleEndianBytes: tail[...]) else {
        return stop(at: start, "has a wrong checksum")
      }
      return true
    } catch {
      damage = "\(error); what came before is used"
      return false
    }
  }

  private mutating func stop(at start: Int, _ reason: String) -> Bool {
    damage = "\(file.path): byte \(start): the record \(reason); what came before is used"
    return false
  }

  /// Reads so many bytes, or fewer at the end of the file.
  private func read(_ count: Int, _ bytes: inout [UInt8]) throws(FileError) {
    bytes.removeAll(keepingCapacity: true)
    // A length may promise more than the file has: memory is taken only for what comes.
    while bytes.count < count {
      let start = bytes.count
      let part = min(count - start, 1 << 20)
      bytes.append(contentsOf: repeatElement(0, count: part))
      let result = bytes.withUnsafeMutableBytes { buffer in
        Result { () throws(FileError) in
          try file.read(UnsafeMutableRawBufferPointer(rebasing: buffer[start...]))
        }
      }
      let found = try result.get()
      if found < part {
        bytes.removeLast(part - found)
        if found == 0 { return }
      }
    }
  }
}

extension FixedWidthInteger {
  /// The number whose bytes these are, the lowest first.
  init(littleEndianBytes bytes: some BidirectionalCollection<UInt8>) {
    self = bytes.reversed().reduce(0) { $0 << 8 | Self($1) }
  }

  /// The number's bytes, the lowest first.
  var littleEndianBytes: [UInt8] { withUnsafeBytes(of: littleEndian, Array.init) }
}
