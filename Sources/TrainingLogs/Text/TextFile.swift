internal import Files

/// The text of a log as UTF-8: what is UTF-16 with a byte order mark, as PowerShell redirects a
/// program's output to a file, is converted on the way.
final class TextFile {
  private let file: InputFile
  private var isAtStart = true
  private var converter: UTF16Converter?
  /// What was converted and not read yet.
  private var converted: ArraySlice<UInt8> = []

  /// Opens a log.
  ///
  /// - Throws: `LogError` with the reason.
  init(log path: String) throws(LogError) { file = try InputFile(log: path) }

  /// The file's path, as it was given.
  var path: String { file.path }

  /// Whether a text begins with the byte order mark of UTF-16.
  static func isUTF16(_ start: some Collection<UInt8>) -> Bool {
    start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF])
  }

  /// Reads the next bytes.
  ///
  /// - Parameter buffer: Where the bytes go, at least two.
  /// - Returns: How many bytes there were: less than the buffer holds only before the text's end
  ///   or damage, and 0 only at the end.
  /// - Throws: A `FileError` where the data cannot be read or is damaged.
  func read(_ buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    guard converter == nil else { return try readConverted(buffer) }
    let count = try file.read(buffer)
    let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
    guard isAtStart, Self.isUTF16(bytes) else {
      isAtStart = false
      return count
    }
    var converter = UTF16Converter(isBigEndian: bytes[0] == 0xFE)
    converted = converter.convert(bytes.dropFirst(2))[...]
    self.converter = converter
    return try readConverted(buffer)
  }

  private func readConverted(_ buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    var chunk: [UInt8] = []
    while converted.count < buffer.count {
      if chunk.isEmpty { chunk = [UInt8](repeating: 0, count: 1 << 16) }
      let result = chunk.withUnsafeMutableBytes { chunk in
        Result { () throws(FileError) in try file.read(chunk) }
      }
      let count: Int
      do { count = try result.get() } catch {
        // What is sound comes first; the next call meets the damage again.
        if converted.isEmpty { throw error }
        break
      }
      guard count > 0 else { break }
      converted += converter?.convert(chunk[..<count]) ?? []
    }
    let part = converted.prefix(buffer.count)
    buffer.copyBytes(from: part)
    converted = converted.dropFirst(part.count)
    return part.count
  }

  /// Reads what is left of the file into memory.
  ///
  /// - Throws: `LogError` where it is damaged.
  func readWhole() throws(LogError) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let result = chunk.withUnsafeMutableBytes { buffer in
        Result { () throws(FileError) in try read(buffer) }
      }
      switch result {
      case .success(0): return bytes
      case .success(let count): bytes += chunk[..<count]
      case .failure(let error): throw LogError("\(error)")
      }
    }
  }
}

/// Makes UTF-8 of UTF-16 that comes in pieces, which may end within a character.
private struct UTF16Converter {
  let isBigEndian: Bool
  private var oddByte: UInt8?
  private var highSurrogate: UInt16?

  init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

  /// The text of the next bytes; what is no character becomes the replacement character.
  mutating func convert(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var units: [UInt16] = highSurrogate.map { [$0] } ?? []
    highSurrogate = nil
    for byte in bytes {
      guard let first = oddByte else {
        oddByte = byte
        continue
      }
      oddByte = nil
      let (high, low) = isBigEndian ? (first, byte) : (byte, first)
      units.append(UInt16(high) << 8 | UInt16(low))
    }
    if let last = units.last, UTF16.isLeadSurrogate(last) { highSurrogate = units.removeLast() }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }
}
