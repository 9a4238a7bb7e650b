internal import Foundation
internal import SwiftProtobuf

/// Writes a TensorBoard event file as a training goes on: scalars, hyper-parameters, pictures.
///
/// ```swift
/// let writer = try EventFileWriter(directory: "logs/run-1")
/// try writer.hyperparameters(["optimizer": .text("sgd"), "momentum": .number(0.9)])
/// for step in 0..<100 {
///   try writer.scalar("loss", losses[step], step: step)
/// }
/// try writer.finish(succeeded: true)
/// ```
///
/// Every call is one record that goes to the file at once, so that TensorBoard shows it while the
/// training goes on, and a crash loses nothing. Scalars are rounded to single precision: the format
/// has doubles, too, but TensorBoard (2.21, with its fast loader) does not show these.
public final class EventFileWriter {
  /// The file.
  public let path: String
  private let file: OutputFile

  /// Creates a new event file.
  ///
  /// - Parameter directory: The folder of the run, which is made where it is missing: TensorBoard
  ///   takes every folder for a run, and names it by its path.
  /// - Throws: `LogError` with the system's reason.
  public init(directory: String) throws(LogError) {
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true)
    } catch {
      throw LogError("cannot create the folder \(directory): \(error.localizedDescription)")
    }
    let start = "\(directory)/events.out.tfevents.\(Int(Self.now))"
    let host = ProcessInfo.processInfo.hostName.filter { $0.isLetter || $0.isNumber || $0 == "-" }
    let end = ".\(host).\(ProcessInfo.processInfo.processIdentifier)"
    // TensorBoard reads the files of a folder in the order of their names.
    var number = 0
    while FileManager.default.fileExists(atPath: "\(start)\(end).\(number)") { number += 1 }
    path = "\(start)\(end).\(number)"
    file = try OutputFile(creating: path)
    var event = LogEvent()
    event.fileVersion = "brain.Event:2"
    try write(event)
  }

  /// Writes a number of a step.
  ///
  /// - Parameters:
  ///   - tag: What the number is called; a `/` groups charts.
  ///   - value: The number, which is rounded to single precision.
  ///   - step: The step.
  /// - Throws: `LogError` with the system's reason, such as a full disk.
  public func scalar(_ tag: String, _ value: Double, step: Int) throws(LogError) {
    try scalars([(tag, value)], step: step)
  }

  /// Writes several numbers of a step in one record.
  ///
  /// - Parameters:
  ///   - values: The numbers with their tags, which are rounded to single precision.
  ///   - step: The step.
  /// - Throws: `LogError` with the system's reason, such as a full disk.
  public func scalars(_ values: [(tag: String, value: Double)], step: Int) throws(LogError) {
    try write(values.map { LogSummary.Value(tag: $0.tag, scalar: $0.value) }, step: step)
  }

  /// Writes a picture.
  ///
  /// - Parameters:
  ///   - tag: What the picture is called.
  ///   - png: The content of a PNG file.
  ///   - step: The step.
  /// - Throws: `LogError` where it is no PNG, or with the system's reason.
  public func image(_ tag: String, png: [UInt8], step: Int) throws(LogError) {
    guard let image = LogSummary.Image(png: png) else {
      throw LogError("\(path): the picture '\(tag)' is no PNG")
    }
    var value = LogSummary.Value()
    value.tag = tag
    value.image = image
    try write([value], step: step)
  }

  /// Writes what the run was made with, for the HParams tab.
  ///
  /// - Parameters:
  ///   - values: The hyper-parameters by name.
  ///   - metrics: The tags of the scalars, written before or after, that runs are compared by.
  /// - Throws: `LogError` with the system's reason.
  public func hyperparameters(
    _ values: [String: Hyperparameter], metrics: [String] = []
  ) throws(LogError) {
    try write(
      [.experiment(values, metrics: metrics), .sessionStart(values, at: Self.now)], step: 0)
  }

  /// Writes that the run is over, for the HParams tab; nothing should be written after it.
  ///
  /// - Parameter succeeded: Whether it came to its end.
  /// - Throws: `LogError` with the system's reason.
  public func finish(succeeded: Bool) throws(LogError) {
    try write([.sessionEnd(succeeded: succeeded, at: Self.now)], step: 0)
  }

  private func write(_ values: [LogSummary.Value], step: Int) throws(LogError) {
    var event = LogEvent()
    event.step = Int64(step)
    event.summary.value = values
    try write(event)
  }

  private func write(_ event: LogEvent) throws(LogError) {
    var event = event
    event.wallTime = Self.now
    let content: [UInt8]
    do { content = try event.serializedBytes() } catch {
      throw LogError("cannot write to \(path): \(error)")
    }
    let length = UInt64(content.count).littleEndianBytes
    // One write for the whole record: who reads along sees all of it or nothing.
    try file.write(
      length + CRC32C.masked(length).littleEndianBytes + content
        + CRC32C.masked(content).littleEndianBytes)
  }

  /// The seconds since 1970.
  private static var now: Double { Date().timeIntervalSince1970 }
}
