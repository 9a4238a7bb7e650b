internal import Files
internal import Foundation
internal import SwiftProtobuf

/// The scalars in the event files of a run, as TensorBoard reads them.
struct EventRows {
  /// The files, in the order of their making.
  let paths: [String]
  /// What to call the run in messages.
  let source: String

  /// Whether TensorBoard would take a file of this name for an event file.
  static func isEventFile(_ path: String) -> Bool {
    URL(filePath: path).lastPathComponent.contains("tfevents")
  }

  /// Reads the files: a row for each event with a number.
  ///
  /// - Throws: `LogError` for a file that cannot be opened, and for what `body` throws.
  func forEachRow(_ names: NameTable, _ body: RowBody) throws(LogError) -> ReadingNotes {
    var reading = ReadingNotes()
    var content: [UInt8] = []
    var row = LogRow()
    for path in paths {
      var reader = RecordReader(try InputFile(log: path))
      while reader.next(&content) {
        // A record of sound checksum that is no event is of a version that this one does not know.
        guard let event = try? LogEvent(serializedBytes: content) else { continue }
        row.clear()
        for value in event.summary.value {
          guard let number = value.scalar else { continue }
          let name = names.id(value.tag)
          if name >= 0 { row.numbers.append((name, number)) }
        }
        guard !row.numbers.isEmpty else { continue }
        row.step = Int(event.step)
        reading.rows += 1
        do throws(BadStep) {
          guard try body(&row) else { return reading }
        } catch {
          throw error.error(in: source)
        }
      }
      if let damage = reader.damage { reading.notes.append(damage) }
    }
    return reading
  }
}
