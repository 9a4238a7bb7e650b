public import LearningRateFinder

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Writes a curve to a CSV file as it is made, a line a step, so that a crash loses next to nothing.
///
/// Lines are collected for 50 milliseconds at most, because a system call a step would be felt by
/// models whose step takes less than one; slower steps are written one by one. What is left is
/// written when the writer goes away. The header is `step,learning_rate,loss`. Numbers are the shortest decimals that read back to
/// the same bits.
public struct CurveWriter: ~Copyable {
  private let path: String
  private let descriptor: Int32
  private var step = 0
  private var pending: [UInt8] = []
  private var written = ContinuousClock.now

  /// Creates the file with its header; a file that is already there is an error.
  ///
  /// - Parameter path: The file to create, in a folder that exists.
  /// - Throws: `LogError` with the system's reason.
  public init(creating path: String) throws(LogError) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.failure("create", path) }
    pending += "step,learning_rate,loss\n".utf8
    try flush()
  }

  deinit {
    if descriptor >= 0 {
      _ = Self.write(pending, to: descriptor)
      close(descriptor)
    }
  }

  /// Adds the next step.
  ///
  /// - Throws: `LogError` with the system's reason, such as a full disk.
  public mutating func append(_ point: Curve.Point) throws(LogError) {
    pending += "\(step),\(point.learningRate),\(point.loss)\n".utf8
    step += 1
    if ContinuousClock.now - written >= .milliseconds(50) { try flush() }
  }

  /// Writes what was collected, and tells whether it could be written: do this after the last step.
  ///
  /// - Throws: `LogError` with the system's reason, such as a full disk.
  public mutating func flush() throws(LogError) {
    let isWritten = Self.write(pending, to: descriptor)
    pending.removeAll(keepingCapacity: true)
    written = ContinuousClock.now
    guard isWritten else { throw Self.failure("write to", path) }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { bytes in
      #if canImport(Darwin)
        Darwin.write(descriptor, bytes.baseAddress, bytes.count) == bytes.count
      #elseif canImport(Glibc)
        Glibc.write(descriptor, bytes.baseAddress, bytes.count) == bytes.count
      #else
        Musl.write(descriptor, bytes.baseAddress, bytes.count) == bytes.count
      #endif
    }
  }

  private static func failure(_ verb: String, _ path: String) -> LogError {
    LogError("cannot \(verb) \(path): \(String(cString: strerror(errno)))")
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
