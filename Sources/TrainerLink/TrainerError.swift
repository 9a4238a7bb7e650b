internal import Foundation
internal import LearningRateFinder
internal import Subprocess

/// A script that could not be driven.
public struct TrainerError: Error, Hashable, CustomStringConvertible {
  /// One sentence: what the script did, at which step, what was expected, and its last words.
  public let description: String

  private init(_ description: String) { self.description = description }

  static func cannotStart(_ command: String, _ error: SubprocessError) -> Self {
    let reason = error.code == .executableNotFound ? whyNoProgram(command) : "\(error)"
    return Self("cannot start '\(command)': \(reason)")
  }

  /// Why the system found no program by a name: it says the same of a file that is no program.
  private static func whyNoProgram(_ command: String) -> String {
    var isFolder: ObjCBool = false
    guard command.contains("/"),
      FileManager.default.fileExists(atPath: command, isDirectory: &isFolder)
    else { return "there is no such program" }
    if isFolder.boolValue { return "it is a folder, expected a program" }
    return FileManager.default.isExecutableFile(atPath: command)
      ? "the interpreter that its first line names is not there"
      : "it is not executable: 'chmod +x' makes it so, or put its interpreter before it"
  }

  static func cannotListen(_ reason: String) -> Self {
    Self("cannot open a socket for the script: \(reason)")
  }

  /// What a script did, with what is known once it has ended.
  static func failed(
    _ failure: ScriptFailure, status: TerminationStatus, lastWords: [String]
  ) -> Self {
    let deed = failure.endedByItself ? words(status) : failure.deed
    // A crash is explained by its last words.
    let isCrash = failure.endedByItself && !status.isSuccess
    let remedy = isCrash ? "" : failure.remedy.map { "; \($0)" } ?? ""
    return Self("the script \(deed) \(failure.place)\(remedy)\(quoted(lastWords))")
  }

  /// How a script ended, as the end of "the script …".
  static func words(_ status: TerminationStatus) -> String {
    switch status {
    case .exited(0): "ended (status 0)"
    case .exited(let code): "exited with status \(code)"
    case .signaled(let number): "was killed by signal \(number)\(signalName(number))"
    }
  }

  /// The script's last lines, as the end of a sentence.
  static func quoted(_ lastWords: [String]) -> String {
    if lastWords.isEmpty { return "" }
    let label = lastWords.count == 1 ? "its last line" : "its last lines"
    return "; \(label): \(lastWords.joined(separator: " / "))"
  }
}
