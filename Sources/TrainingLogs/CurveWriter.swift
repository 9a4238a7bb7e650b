public import LearningRateFinder

/// Writes a curve to a CSV file as it is made, a line a step, so that a crash loses nothing.
///
/// The header is `step,learning_rate,loss`. Numbers are the shortest decimals that read back to
/// the same bits.
public struct CurveWriter: ~Copyable {
  private let file: OutputFile
  private var step = 0

  /// Creates the file with its header; a file that is already there is an error.
  ///
  /// - Parameter path: The file to create, in a folder that exists.
  /// - Throws: `LogError` with the system's reason.
  public init(creating path: String) throws(LogError) {
    let file = try OutputFile(creating: path)
    try file.write(Array("step,learning_rate,loss\n".utf8))
    self.file = file
  }

  /// Writes the next step.
  ///
  /// - Throws: `LogError` with the system's reason, such as a full disk.
  public mutating func append(_ point: Curve.Point) throws(LogError) {
    try file.write(Array("\(step),\(point.learningRate),\(point.loss)\n".utf8))
    step += 1
  }
}

extension Curve {
  /// Writes the whole curve to a new CSV file.
  ///
  /// - Throws: `LogError` with the system's reason.
  public func write(toCSV path: String) throws(LogError) {
    var writer = try CurveWriter(creating: path)
    for point in self { try writer.append(point) }
  }
}
