internal import Files
internal import Foundation
internal import LearningRateFinder

/// One log: a file, or the event files of a run.
final class LogSource {
  /// What to call the log in messages: the file, or the folder of the event files.
  let path: String
  /// All names in it, as far as it was read.
  let names = NameTable()
  private let rows: Rows

  private enum Rows {
    case table(TableRows)
    case text(TextRows)
    case document(DocumentRows)
    case events(EventRows)
    /// MLflow's files of one number each, by what this is called.
    case metrics([(name: String, table: TableRows)])
  }

  /// Looks at the beginning of a file for what it is.
  ///
  /// - Throws: `LogError` for a file that is missing, empty, or no log.
  init(_ path: String, _ options: LogOptions) throws(LogError) {
    self.path = path
    var start = [UInt8](repeating: 0, count: 1 << 16)
    let raw = try InputFile(log: path)
    let text = try TextFile(log: path)
    let result = start.withUnsafeMutableBytes { buffer in
      Result { () throws(FileError) in
        let count = try raw.read(UnsafeMutableRawBufferPointer(rebasing: buffer[..<16]))
        let isEvents = RecordReader.isHeader(
          ArraySlice(buffer.prefix(min(count, RecordReader.headerSize))))
        return try (isEvents, text.read(buffer))
      }
    }
    let isEvents: Bool
    do {
      let (isRecords, count) = try result.get()
      start.removeSubrange(count...)
      isEvents = isRecords
    } catch {
      throw LogError("\(error)")
    }
    guard !start.isEmpty else { throw LogError("\(path): is empty") }
    if isEvents || EventRows.isEventFile(path) {
      rows = .events(EventRows(paths: [path], source: path))
      return
    }
    rows = try start.withUnsafeBufferPointer { start in
      Result { () throws(LogError) in
        if let kind = FileKind.ofNoText(start) {
          throw LogError("\(path): is no log but \(kind); expected text or TensorBoard's events")
        }
        if JSONScanner.isDocument(start) { return .document(try DocumentRows(path)) }
        if let lines = TableLayout.linesBefore(start, path: path, options) {
          return .table(TableRows(path: path, options: options, linesBefore: lines))
        }
        return .text(TextRows(path: path))
      }
    }.get()
  }

  /// The event files of a run, in the order of their making.
  init(eventFiles: [String], in folder: String) {
    path = folder
    rows = .events(EventRows(paths: eventFiles, source: folder))
  }

  /// The files of one number each in an MLflow run's folder, by the names of the numbers.
  init(metrics: [(name: String, path: String)], of run: String, _ options: LogOptions) {
    path = run
    rows = .metrics(metrics.map { ($0.name, TableRows(path: $0.path, options: options)) })
  }

  /// Reads all rows, or as many as `body` wants.
  ///
  /// - Parameters:
  ///   - wanted: What is expected of the columns of a table; nil to take what there is.
  ///   - body: Gets the rows.
  /// - Returns: What was read and passed over.
  /// - Throws: `LogError` where it cannot be read, and for what `body` throws.
  func forEachRow(
    wanted: ((Int) -> TableRows.Want)? = nil, _ body: RowBody
  ) throws(LogError) -> ReadingNotes {
    switch rows {
    case .table(let table): try table.forEachRow(names, wanted: wanted, body)
    case .text(let text): try text.forEachRow(names, body)
    case .document(let document): try document.forEachRow(names, body)
    case .events(let events): try events.forEachRow(names, body)
    case .metrics(let metrics): try forEachRow(of: metrics, body)
    }
  }

  private func forEachRow(
    of metrics: [(name: String, table: TableRows)], _ body: RowBody
  ) throws(LogError) -> ReadingNotes {
    var reading = ReadingNotes()
    for (name, table) in metrics {
      let id = names.id(name)
      let columns = NameTable()
      reading.add(
        try table.forEachRow(columns, wanted: nil) { row throws(BadStep) in
          row.numbers = row.numbers.filter { columns.isValue($0.name) }.map { (id, $0.value) }
          return try body(&row)
        })
    }
    return reading
  }

  /// Whether the log is of event files.
  var isOfEvents: Bool { if case .events = rows { true } else { false } }

  /// What the file or folder is called, as far as it says what its only series is: the part after
  /// `-tag-` in what TensorBoard downloads.
  var calledBy: String {
    let name = (path as NSString).lastPathComponent
    if isOfEvents { return name }
    let stem = name.hasSuffix(".gz") ? (name as NSString).deletingPathExtension : name
    let bare = (stem as NSString).deletingPathExtension
    return bare.range(of: "-tag-").map { String(bare[$0.upperBound...]) } ?? bare
  }
}
