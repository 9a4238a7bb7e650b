internal import Foundation
public import LearningRateFinder

/// Writes a curve to a CSV file as it is made, so that a crash loses next to nothing.
///
/// Steps are collected for 50 milliseconds at most, because a line and a system call for every one
/// would be felt by models whose step takes less than one millisecond; slower steps are written one
/// by one.
/// What is left is written when the writer goes away. The header is `step,learning_rate,loss`, and
/// `validation_loss` after it where that is measured; its field is empty in the steps where it was
/// not. Where nobody said that it would be measured, the column comes with the first such loss.
/// Numbers are the shortest decimals that read back to the same bits.
public struct CurveWriter: ~Copyable {
  private let path: String
  private var file: OutputFile
  private var hasValidation: Bool
  private var step = 0
  private var pending: [Curve.Point] = []
  private var written = ContinuousClock.now

  /// Creates the file with its header; a file that is already there is an error.
  ///
  /// - Parameters:
  ///   - path: The file to create, in a folder that exists.
  ///   - hasValidation: Whether to write a column of validation losses from the start.
  /// - Throws: `LogError` with the system's reason.
  public init(creating path: String, hasValidation: Bool = false) throws(LogError) {
    let file = try OutputFile(creating: path)
    try file.write(Array(CurveRow.header(hasValidation: hasValidation).utf8))
    self.path = path
    self.file = file
    self.hasValidation = hasValidation
  }

  // Here an error has nobody to go to: whoever wants to know calls `flush`.
  deinit { try? file.write(lines) }

  /// Adds the next step.
  ///
  /// - Throws: `LogError` with the system's reason, such as a full disk.
  public mutating func append(_ point: Curve.Point) throws(LogError) {
    if !hasValidation, point.validationLoss != nil { try addValidation() }
    pending.append(point)
    if ContinuousClock.now - written >= .milliseconds(50) { try flush() }
  }

  /// Writes what was collected: do this after the last step.
  ///
  /// - Throws: `LogError` with the system's reason, such as a full disk.
  public mutating func flush() throws(LogError) {
    let lines = lines
    step += pending.count
    pending.removeAll(keepingCapacity: true)
    written = ContinuousClock.now
    try file.write(lines)
  }

  /// Adds the column of validation losses, with empty fields in the steps so far.
  private mutating func addValidation() throws(LogError) {
    try flush()
    guard let data = FileManager.default.contents(atPath: path) else {
      throw LogError("cannot read \(path): expected the steps that were written to it")
    }
    let rows = data.split(separator: UInt8(ascii: "\n")).dropFirst()
    var text = Array(CurveRow.header(hasValidation: true).utf8)
    for row in rows { text += row + Array(",\n".utf8) }
    try file.rewrite(text)
    hasValidation = true
  }

  /// What was collected, as lines.
  private var lines: [UInt8] {
    var lines: [UInt8] = []
    for (step, point) in zip(step..., pending) {
      lines += CurveRow.line(point, step: step, hasValidation: hasValidation).utf8
    }
    return lines
  }
}

extension Curve {
  /// Writes the whole curve to a new CSV file.
  ///
  /// - Throws: `LogError` with the system's reason.
  public func write(toCSV path: String) throws(LogError) {
    var writer = try CurveWriter(creating: path, hasValidation: !validationLosses.isEmpty)
    for point in self { try writer.append(point) }
    try writer.flush()
  }
}
