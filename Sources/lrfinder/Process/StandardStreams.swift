import Foundation
import Reports
import RunFolders
import TrainingLogs

/// The command's standard output and standard error.
enum StandardStreams {
  /// Writes a result.
  ///
  /// - Throws: `LogError` with the system's reason, such as a full disk.
  static func write(_ text: String) throws {
    do { try FileHandle.standardOutput.write(contentsOf: Data(text.utf8)) } catch {
      throw LogError("cannot write to standard output: \(error.systemReason)")
    }
  }

  /// Shows a message; where standard error takes none, nobody is there to be told so.
  static func tell(_ message: String) {
    try? FileHandle.standardError.write(contentsOf: Data("lrfinder: \(message)\n".utf8))
  }

  /// Opens those of the standard streams that are closed to nothing: a file that is opened later
  /// would get their number, and what is meant for them.
  static func openClosed() {
    while true {
      let descriptor = open("/dev/null", O_RDWR)
      if descriptor > STDERR_FILENO { close(descriptor) }
      if descriptor < 0 || descriptor > STDERR_FILENO { return }
    }
  }
}
