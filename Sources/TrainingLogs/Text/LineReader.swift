internal import Files

/// Reads a text file in chunks of whole lines, so that memory does not grow with the file.
struct LineReader {
  private let file: TextFile
  private var buffer: UnsafeMutableRawBufferPointer
  private var held = 0
  private var isAtEnd = false
  /// Why the file cannot be read to its end, once what is sound has been handed out.
  private(set) var damage: FileError?

  /// Creates a reader at the start of a file.
  ///
  /// - Parameters:
  ///   - file: The file, of which nothing was read.
  ///   - buffer: The memory for a chunk; a line that is longer is too long.
  init(_ file: TextFile, buffer: UnsafeMutableRawBufferPointer) {
    self.file = file
    self.buffer = buffer
  }

  /// Hands out the next lines.
  ///
  /// - Parameters:
  ///   - quote: A character between two of which a line break ends no line; nil for none.
  ///   - body: Gets the lines, and whether they end the file: only then the last one may lack its
  ///     line break.
  /// - Returns: False at the end of the file, without a call of `body`.
  /// - Throws: `LogError` where no line break is in reach, and what `body` throws.
  mutating func next(
    quote: UInt8?, _ body: (UnsafeBufferPointer<UInt8>, Bool) throws(LogError) -> Void
  ) throws(LogError) -> Bool {
    while !isAtEnd, held < buffer.count {
      do {
        let free = UnsafeMutableRawBufferPointer(rebasing: buffer[held...])
        let count = try file.read(free)
        held += count
        isAtEnd = count == 0
      } catch {
        damage = error
        isAtEnd = true
      }
    }
    guard held > 0 else { return false }
    let bytes = UnsafeBufferPointer(
      rebasing: UnsafeRawBufferPointer(buffer)
        .bindMemory(to: UInt8.self)[..<held])
    let end = isAtEnd ? held : Self.endOfLines(bytes, quote)
    guard end > 0 else {
      throw LogError("\(file.path): no line break in \(held) bytes: expected a text with lines")
    }
    try body(UnsafeBufferPointer(rebasing: bytes[..<end]), isAtEnd)
    buffer.copyBytes(from: UnsafeRawBufferPointer(rebasing: buffer[end..<held]))
    held -= end
    return true
  }

  /// Where the last line that is whole ends, 0 where there is none.
  private static func endOfLines(_ bytes: UnsafeBufferPointer<UInt8>, _ quote: UInt8?) -> Int {
    // Most logs have no quotes, and then any line break will do.
    guard let quote, bytes.contains(quote) else {
      // A progress bar may have nothing but carriage returns.
      let last =
        bytes.lastIndex(of: UInt8(ascii: "\n")) ?? bytes.lastIndex(of: UInt8(ascii: "\r"))
      return (last ?? -1) + 1
    }
    // The chunk begins outside quotes: an even number of them before a line break means that it
    // stands outside, too. In comments before the header they are inches or apostrophes.
    let start = endOfComments(bytes)
    var quotes = bytes[start...].count { $0 == quote }
    var position = bytes.count - 1
    while position >= start {
      if bytes[position] == quote { quotes -= 1 }
      if bytes[position] == UInt8(ascii: "\n"), quotes.isMultiple(of: 2) { return position + 1 }
      position -= 1
    }
    return start
  }

  /// Where the whole lines end that a chunk begins with and that begin with `#`.
  private static func endOfComments(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var end = 0
    while end < bytes.count, bytes[end] == UInt8(ascii: "#"),
      let lineBreak = bytes[end...].firstIndex(of: UInt8(ascii: "\n"))
    {
      end = lineBreak + 1
    }
    return end
  }
}
