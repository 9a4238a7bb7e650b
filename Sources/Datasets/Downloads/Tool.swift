import Subprocess

/// Runs the programs that do what needs no code here: `curl`, `tar`, `sha256sum`.
enum Tool {
  /// What a program left behind.
  struct Outcome: Sendable {
    let succeeded: Bool
    let output: String
    /// The last line of standard error.
    let complaint: String
  }

  /// Runs a program found in `PATH` to its end.
  ///
  /// - Returns: What it printed, or nil where there is no such program.
  /// - Throws: A ``DatasetError`` when it cannot be run.
  static func run(_ name: String, _ arguments: [String]) async throws(DatasetError) -> Outcome? {
    do {
      let result = try await Subprocess.run(
        .name(name), arguments: Arguments(arguments), output: .string(limit: 1 << 16),
        error: .string(limit: 1 << 16))
      let lines = result.standardError.split(separator: "\n")
      return Outcome(
        succeeded: result.terminationStatus.isSuccess, output: result.standardOutput,
        complaint: lines.last.map(String.init) ?? "\(name): \(result.terminationStatus)")
    } catch let error as SubprocessError where error.code == .executableNotFound {
      return nil
    } catch {
      throw .downloadFailed("cannot run \(name): \(error)")
    }
  }
}
