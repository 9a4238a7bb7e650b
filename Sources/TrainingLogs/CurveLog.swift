internal import Files
internal import Foundation
public import LearningRateFinder

/// A curve that was read from a log.
public struct CurveLog: Sendable {
  /// The file that the curve came from; for TensorBoard's event files the folder of the run.
  public let source: String
  /// The curve: of up to 4,096 steps as the log has it; of more, the means of steps in bins of equal
  /// width in the logarithm of the rate (2,048 to 4,096 points over the range).
  public let curve: Curve
  /// The number of steps that the log has.
  public let steps: Int
  /// What a person should know about the log, each in one sentence.
  public let notes: [String]

  /// Reads the logs at a path.
  ///
  /// A file may be a table with commas, semicolons, tabs or spaces between its columns (Keras'
  /// `CSVLogger`, Lightning's `metrics.csv`, this package's `curve.csv`), JSON Lines, a JSON document
  /// (Hugging Face's `trainer_state.json`, `result.json`) or a TensorBoard event file, and any of
  /// these compressed by gzip; its content tells which. Text may be UTF-16 with a byte order mark.
  /// A folder stands for the event files in it and below it, a run for each folder
  /// that has some, or else for the logs of known names in it.
  ///
  /// What the numbers mean:
  /// - Rate and loss belong together where they are in one row or have the same step; a step with
  ///   only one of them is left out.
  /// - A loss on held-out examples (`validation_loss`, `val_loss`, `eval/loss`, …) belongs to the
  ///   point of its step, or to the last one before it; most points have none.
  /// - A step that is written twice in succession counts as it was written last; several losses at
  ///   one rate are several points.
  /// - A loss of NaN or infinity ends the curve; a rate of NaN is no rate.
  /// - Steps before the first rate above 0 are passed over, with a note.
  /// - Of a table, lines with `#` before the header are comments; without a header, two columns of
  ///   numbers are the rate and the loss, with a note. Beside semicolons, numbers may have decimal
  ///   commas.
  /// - Names in objects within a JSON object are joined by slashes: `train/loss`.
  /// - Rates that go down are an error: a range test's rates grow.
  /// - A file that is cut off or damaged is used as far as it is sound, with a note.
  ///
  /// - Parameters:
  ///   - path: A file or folder.
  ///   - options: What to look for.
  /// - Returns: The curves of one or more runs.
  /// - Throws: `LogError` where nothing can be read or the content makes no curve.
  public static func read(
    _ path: String, _ options: LogOptions = LogOptions()
  ) throws(LogError) -> [CurveLog] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw LogError("\(path): no such file")
    }
    return isFolder.boolValue
      ? try LogFolder(path).read(options) : [try CurveLog(file: path, options)]
  }

  /// Reads one file.
  init(file path: String, _ options: LogOptions) throws(LogError) {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { memory.deallocate() }
    let builder: CurveBuilder
    let notes: [String]
    switch try LogFormat(of: path) {
    case .events:
      guard let log = try CurveLog(eventFiles: [path], of: path, options) else {
        throw LogError("\(path): has no scalars")
      }
      self = log
      return
    case .json:
      var log = try JSONLog(path, options, memory)
      builder = try log.finish()
      notes = log.notes
    case .table:
      var log = try DelimitedLog(try TextFile(log: path), options, memory)
      builder = try log.finish()
      notes = log.notes
    }
    try self.init(builder, source: path, notes: notes)
  }

  /// Reads the event files of one run; nil where there are no scalars.
  ///
  /// - Parameters:
  ///   - paths: The files, in the order of their making.
  ///   - heldOut: The files of its held-out examples, where these have a folder of their own.
  ///   - source: What to call the run in messages.
  ///   - options: What to look for.
  /// - Throws: `LogError`, as for a file.
  init?(
    eventFiles paths: [String], heldOut: HeldOutEvents? = nil, of source: String,
    _ options: LogOptions
  ) throws(LogError) {
    guard var log = try EventLog(paths, heldOut: heldOut, source: source, options) else {
      return nil
    }
    try self.init(try log.finish(), source: source, notes: log.notes)
  }

  private init(_ builder: CurveBuilder, source: String, notes: [String]) throws(LogError) {
    guard let curve = builder.curve(), !curve.isEmpty || curve.outcome == .notFinite else {
      let fault =
        builder.stepsAtZero > 0
        ? "the rate is 0 at every step; expected a range test, whose rates grow"
        : "no step has both a rate and a loss"
      throw LogError("\(source): \(fault)")
    }
    guard !builder.isAtOneRate else {
      throw LogError(
        "\(source): the rate is \(curve.learningRates[0]) at every step; expected a range test, "
          + "whose rates grow")
    }
    self.source = source
    self.curve = curve
    steps = builder.steps
    var notes = notes
    if builder.stepsAtZero > 0 {
      let steps = builder.stepsAtZero == 1 ? "step has" : "\(builder.stepsAtZero) steps have"
      notes.append("\(source): the first \(steps) a rate of 0: passed over")
    }
    if let (steps, points) = builder.averaging {
      notes.append("\(source): \(steps) steps, averaged to \(points) points by their rates")
    }
    self.notes = notes
  }
}

/// The kinds of log that differ in how they are read.
enum LogFormat {
  case table
  case json
  case events

  /// Looks at the beginning of a file.
  ///
  /// - Throws: `LogError` for a file that is missing, unreadable or empty.
  init(of path: String) throws(LogError) {
    let file = try InputFile(log: path)
    var start = [UInt8](repeating: 0, count: 64)
    let result = start.withUnsafeMutableBytes { buffer in
      Result { () throws(FileError) in try file.read(buffer) }
    }
    do { start.removeSubrange(try result.get()...) } catch { throw LogError("\(error)") }
    guard !start.isEmpty else { throw LogError("\(path): is empty") }
    let isNamedEvents = LogFolder.isEventFile(path)
    if isNamedEvents || RecordReader.isHeader(start.prefix(RecordReader.headerSize)) {
      self = .events
      return
    }
    let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    // Of UTF-16, every other byte is zero, and passed over by looking at it as text.
    let text =
      TextFile.isUTF16(start)
      ? start.dropFirst(2).filter { $0 != 0 }[...]
      : start.starts(with: byteOrderMark) ? start.dropFirst(3) : start[...]
    let first = text.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    self = first == UInt8(ascii: "{") || first == UInt8(ascii: "[") ? .json : .table
  }
}
