internal import Foundation
public import LearningRateFinder

#if canImport(Musl)
  internal import Musl
#endif

/// Writes the curve of a run that may have been killed before, without losing a step.
///
/// A run that is killed is made again from its seeds. The steps that are already in the file are
/// compared with those of the repetition, and only what comes after them is written: so the file
/// never gets shorter, and a machine that computes otherwise than the one before is found out.
///
/// The file is locked while it is open, and free again when its writer ends, however it ends.
public struct ResumableCurveWriter: ~Copyable {
  private let path: String
  private let descriptor: Int32
  private let hasValidation: Bool
  private var recorded: [Substring] = []
  private var step = 0

  /// Opens the file, and creates it where it is not there; nil while another process has it open.
  ///
  /// A last line that its writer did not finish is removed.
  ///
  /// - Parameters:
  ///   - path: The file, in a folder that exists.
  ///   - hasValidation: Whether it has a column of validation losses.
  /// - Throws: `LogError` with the system's reason, and for a file with other columns.
  public init?(_ path: String, hasValidation: Bool = false) throws(LogError) {
    self.path = path
    self.hasValidation = hasValidation
    descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.failure("open", path) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      if errno == EWOULDBLOCK { return nil }
      throw Self.failure("lock", path)
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Self.failure("read", path)
    }
    let whole = data.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    if whole < data.count, ftruncate(descriptor, off_t(whole)) != 0 {
      throw Self.failure("write to", path)
    }
    let lines = String(decoding: data.prefix(whole), as: UTF8.self).split(separator: "\n")
    let header = CurveRow.header(hasValidation: hasValidation)
    if let first = lines.first {
      guard first == header.dropLast() else {
        throw LogError("\(path): expected the columns \(header.dropLast()), found \(first)")
      }
      recorded = Array(lines.dropFirst())
    } else {
      try write(header)
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Writes the next step, or compares it with what is there.
  ///
  /// - Parameter point: The step; a loss that is no number is written, too, and ends the curve.
  /// - Throws: `LogError` with the system's reason, and where the file has something else.
  public mutating func append(_ point: Curve.Point) throws(LogError) {
    let line = CurveRow.line(point, step: step, hasValidation: hasValidation)
    if step < recorded.count {
      guard recorded[step] == line.dropLast() else {
        throw LogError(
          "\(path): step \(step) was '\(recorded[step])' and is now '\(line.dropLast())': the data, "
            + "the machine or the program is not the one that the study began with")
      }
    } else {
      try write(line)
    }
    step += 1
  }

  private func write(_ line: String) throws(LogError) {
    let bytes = Array(line.utf8)
    guard wroteAll(bytes, to: descriptor) else { throw Self.failure("write to", path) }
  }

  private static func failure(_ verb: String, _ path: String) -> LogError {
    LogError("cannot \(verb) \(path): \(String(cString: strerror(errno)))")
  }
}

/// Writes all bytes at once.
private func wroteAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
  write(descriptor, bytes, bytes.count) == bytes.count
}
