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
    let isNamedEvents = Self.isEventFile(path)
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

  /// Whether TensorBoard would take a file of this name for an event file.
  static func isEventFile(_ path: String) -> Bool {
    URL(filePath: path).lastPathComponent.contains("tfevents")
  }
}
