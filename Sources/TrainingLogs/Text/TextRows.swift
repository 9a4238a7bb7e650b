internal import Foundation

/// A log of lines with names and numbers in them: what a training prints, JSON Lines, or both.
///
/// Lines without a number that has a name are passed over. A line without a step belongs to the
/// step that was said last. Carriage returns end lines, as those of progress bars do; a line that
/// only says again what the one before it said, as a bar that is drawn anew does, is passed over.
struct TextRows {
  let path: String

  /// Reads the file.
  ///
  /// - Throws: `LogError` for a line without an end, and for what `body` throws.
  func forEachRow(_ names: NameTable, _ body: RowBody) throws(LogError) -> ReadingNotes {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { memory.deallocate() }
    var lines = LineReader(try TextFile(log: path), buffer: memory)
    var reading = ReadingNotes()
    var row = LogRow()
    var last: [LogRow.Number] = []
    var step: Int?
    var number = 0
    var isDone = false
    var isInBar = false
    var isLastOfBar = false
    var passedOver = 0
    var repeated = 0
    while !isDone,
      try lines.next(
        quote: nil,
        { (bytes, isEnd) throws(LogError) in
          var start = 0
          while start < bytes.count, !isDone {
            let end = Self.endOfLine(bytes, start)
            let line = UnsafeBufferPointer(rebasing: bytes[start..<end])
            let isBar = isInBar
            isInBar = end < bytes.count && bytes[end] == UInt8(ascii: "\r")
            if !isInBar { number += 1 }
            start = end + 1
            if line.isEmpty { continue }
            var scanner = PairScanner(line, names)
            // Several objects in a line are several rows.
            var hasMore = true
            var isSaid = false
            while hasMore, !isDone {
              row.clear()
              hasMore = scanner.read(&row)
              if isEnd, end == bytes.count, scanner.depth > 0 {
                reading.notes.append("\(path): the last line was not finished and is left out")
                continue
              }
              row.interpret(names)
              guard !row.numbers.isEmpty else { continue }
              isSaid = true
              if let said = row.step {
                step = said
              } else if let step {
                row.step = step
                row.isStepInherited = true
              } else if isLastOfBar || isBar, Self.isSame(row.numbers, last, mayEndBar: !isInBar) {
                repeated += 1
                continue
              }
              if row.step == nil {
                last = row.numbers
                isLastOfBar = isBar || isInBar
              }
              reading.rows += 1
              do throws(BadStep) {
                isDone = try !body(&row)
              } catch {
                throw error.error(in: path, at: "line \(number)")
              }
            }
            if !isSaid { passedOver += 1 }
          }
        })
    {}
    if let damage = lines.damage {
      reading.notes.append("\(damage); what came before is used")
    }
    reading.passOver("lines without a name and a number", passedOver)
    reading.passOver("lines that say again what the one before says", repeated)
    return reading
  }

  /// Whether the beginning of a text has numbers that are called losses or rates.
  static func tells(_ start: UnsafeBufferPointer<UInt8>) -> Bool {
    let names = NameTable()
    var row = LogRow()
    for line in start.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
      var scanner = PairScanner(UnsafeBufferPointer(rebasing: line), names)
      while scanner.read(&row) { row.clear() }
      row.clear()
    }
    return names.names.contains { name in
      let meaning = NameMeaning(name)
      return meaning.isLoss || meaning.isRate
    }
  }

  /// The place of the line feed or carriage return that ends a line, or the end of the text.
  private static func endOfLine(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    guard let base = bytes.baseAddress else { return start }
    func place(of byte: UInt8, before end: Int) -> Int {
      memchr(base + start, Int32(byte), end - start).map {
        UnsafeRawPointer($0) - UnsafeRawPointer(base)
      } ?? end
    }
    let lineFeed = place(of: UInt8(ascii: "\n"), before: bytes.count)
    return place(of: UInt8(ascii: "\r"), before: lineFeed)
  }

  /// Whether a row says no more than the one before; where a bar ends, other text may follow it.
  private static func isSame(
    _ row: [LogRow.Number], _ other: [LogRow.Number], mayEndBar: Bool
  ) -> Bool {
    (row.count == other.count || mayEndBar && other.count > 1 && row.count > other.count)
      && zip(row, other).allSatisfy { $0.name == $1.name && $0.value == $1.value }
  }
}
