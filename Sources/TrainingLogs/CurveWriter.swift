public import LearningRateFinder

/// Writes a curve to a CSV file as it is made, so that a crash loses next to nothing.
///
/// Lines are collected for 50 milliseconds at most, because a system call for every step would be
/// felt by models whose step takes less than one millisecond; slower steps are written one by one.
/// What is left is written when the writer goes away. The header is `step,learning_rate,loss`.
/// Numbers are the shortest decimals that read back to the same bits.
public struct CurveWriter: ~Copyable {
  private let file: OutputFile
  private var step = 0
  private var pending: [UInt8] = []
  private var written = ContinuousClock.now

  /// Creates the file with its header; a file that is already there is an error.
  ///
  /// - Parameter path: The file to create, in a folder that exists.
  /// - Throws: `LogError` with the system's reason.
  public init(creating path: String) throws(LogError) {
    let file = try OutputFile(creating: path)
    try file.write(Array("step,learning_rate,loss\n".utf8))
    self.file = file
  }

  // Here an error has nobody to go to: whoever wants to know calls `flush`.
  deinit { try? file.write(pending) }

  /// Adds the next step.
  ///
  /// - Throws: `LogError` with the system's reason, such as a full disk.
  public mutating func append(_ point: Curve.Point) throws(LogError) {
    pending += "\(step),\(point.learningRate),\(point.loss)\n".utf8
    step += 1
    if ContinuousClock.now - written >= .milliseconds(50) { try flush() }
  }

  /// Writes what was collected: do this after the last step.
  ///
  /// - Throws: `LogError` with the system's reason, such as a full disk.
  public mutating func flush() throws(LogError) {
    let lines = pending
    pending.removeAll(keepingCapacity: true)
    written = ContinuousClock.now
    try file.write(lines)
  }
}

extension Curve {
  /// Writes the whole curve to a new CSV file.
  ///
  /// - Throws: `LogError` with the system's reason.
  public func write(toCSV path: String) throws(LogError) {
    var writer = try CurveWriter(creating: path)
    for point in self { try writer.append(point) }
    try writer.flush()
  }
}
