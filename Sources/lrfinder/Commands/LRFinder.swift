import ArgumentParser
import Foundation
import Reports
import RunFolders

#if ENGINE
  import Torch
#endif

/// The command.
@main
struct LRFinder: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lrfinder",
    abstract: "Finds a learning rate by the range test of L. N. Smith (2015).",
    discussion: """
      Exit status: 0 an answer that can be trusted; 1 an error; 2 wrong usage; 3 the test ran, \
      but its verdict is not to trust a rate from it, or a training ended worse than it began.
      """,
    version: "0.1.0",
    subcommands: subcommands)

  #if ENGINE
    private static let subcommands: [any ParsableCommand.Type] = [
      Find.self, Study.self, Grid.self, Train.self, Analyze.self, Drive.self,
      Report.self,
    ]
  #else
    private static let subcommands: [any ParsableCommand.Type] = [
      Analyze.self, Drive.self, Report.self,
    ]
  #endif

  static func main() async {
    StandardStreams.openClosed()
    do {
      #if ENGINE
        try Torch.tuneProcess()
      #endif
      var command = try parseAsRoot()
      if var waiting = command as? any AsyncParsableCommand {
        try await waiting.run()
      } else {
        try command.run()
      }
    } catch {
      fail(error)
    }
    end(0)
  }

  /// Ends the process: with help where that was asked for, else with one line on standard error.
  private static func fail(_ error: any Error) -> Never {
    let code = exitCode(for: error)
    if error is ExitCode { end(code.rawValue) }
    if code.isSuccess { exit(withError: error) }
    let isUsage = code == .validationFailure || (error as? any UsageError)?.isUsage == true
    let sentence =
      if isUsage && code == .validationFailure {
        message(for: error)
      } else if let error = error as? CocoaError {
        (error.filePath.map { "\($0): " } ?? "") + error.systemReason
      } else {
        "\(error)"
      }
    let line = sentence.split(whereSeparator: \.isNewline).joined(separator: " ")
    StandardStreams.tell(line)
    end(isUsage ? 2 : 1)
  }

  /// Ends the process at once: to take apart what libtorch has registered takes as long as a short
  /// training, and all that was written is on its way when the last output is.
  private static func end(_ status: Int32) -> Never {
    fflush(nil)
    _exit(status)
  }
}
