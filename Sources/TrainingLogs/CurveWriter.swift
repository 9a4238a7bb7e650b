public import LearningRateFinder

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Writes a curve to a CSV file as it is made, a line a step, so that a crash loses nothing.
///
/// The header is `step,learning_rate,loss`, and `validation_loss` after it where that is measured;
/// its field is empty in the steps where it was not. Numbers are the shortest decimals that read back to
/// the same bits.
public struct CurveWriter: ~Copyable {
  private let path: String
  private let descriptor: Int32
  private let hasValidation: Bool
  private var step = 0

  /// Creates the file with its header; a file that is already there is an error.
  ///
  /// - Parameters:
  ///   - path: The file to create, in a folder that exists.
  ///   - hasValidation: Whether to write a column of validation losses.
  /// - Throws: `LogError` with the system's reason.
  public init(creating path: String, hasValidation: Bool = false) throws(LogError) {
    self.path = path
    self.hasValidation = hasValidation
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.failure("create", path) }
    try write(CurveRow.header(hasValidation: hasValidation))
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Writes the next step.
  ///
  /// - Throws: `LogError` with the system's reason, such as a full disk.
  public mutating func append(_ point: Curve.Point) throws(LogError) {
    try write(CurveRow.line(point, step: step, hasValidation: hasValidation))
    step += 1
  }

  private func write(_ line: String) throws(LogError) {
    var line = line
    let written = line.withUTF8 { bytes in
      #if canImport(Darwin)
        Darwin.write(descriptor, bytes.baseAddress, bytes.count) == bytes.count
      #elseif canImport(Glibc)
        Glibc.write(descriptor, bytes.baseAddress, bytes.count) == bytes.count
      #else
        Musl.write(descriptor, bytes.baseAddress, bytes.count) == bytes.count
      #endif
    }
    guard written else { throw Self.failure("write to", path) }
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
    var writer = try CurveWriter(creating: path, hasValidation: !validationLosses.isEmpty)
    for point in self { try writer.append(point) }
  }
}
