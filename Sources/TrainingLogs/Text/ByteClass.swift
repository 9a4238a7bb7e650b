/// What a byte is to the reader of lines.
enum ByteClass: UInt8 {
  case space, letter, digit, sign, point, separator, quote, list, parenthesis
  case brace, closingBrace, breaking, escape

  /// The class of every byte, and whether it may stand inside a word.
  ///
  /// A table at a fixed place: it is asked for every byte of a log.
  nonisolated(unsafe) static let table: UnsafePointer<Entry> = {
    let table = UnsafeMutablePointer<Entry>.allocate(capacity: 256)
    for byte in 0...255 {
      let byte = UInt8(byte)
      table.advanced(by: Int(byte)).initialize(
        to: Entry(kind: kind(byte), isWord: isWord(byte)))
    }
    return UnsafePointer(table)
  }()

  /// What a byte is at the beginning of something, and whether it goes on with a word.
  struct Entry {
    let kind: ByteClass
    let isWord: Bool
  }

  private static func kind(_ byte: UInt8) -> ByteClass {
    switch byte {
    case 0x1B: .escape
    case UInt8(ascii: "0")...UInt8(ascii: "9"): .digit
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "_"), UInt8(ascii: "#"), UInt8(ascii: "@"):
      .letter
    case UInt8(ascii: "+"), UInt8(ascii: "-"): .sign
    case UInt8(ascii: "."): .point
    case UInt8(ascii: ":"), UInt8(ascii: "="): .separator
    case UInt8(ascii: "\""), UInt8(ascii: "'"): .quote
    case UInt8(ascii: "["): .list
    case UInt8(ascii: "("): .parenthesis
    case UInt8(ascii: "{"): .brace
    case UInt8(ascii: "}"): .closingBrace
    case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: ")"),
      UInt8(ascii: "]"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\t"),
      UInt8(ascii: "*"), UInt8(ascii: "~"):
      .breaking
    // Progress bars are drawn of what is no ASCII, and of controls.
    default: .space
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "/"), UInt8(ascii: "'"), UInt8(ascii: "*"): true
    default: [.letter, .digit, .sign, .point].contains(kind(byte))
    }
  }
}
