internal import Foundation
internal import Subprocess

#if canImport(System)
  internal import System
#else
  internal import SystemPackage
#endif

/// A program that trains, in any language, and asks the finder for its learning rates.
///
/// ```swift
/// let script = TrainingScript(command: ["python", "train.py"])
/// let findings = try await script.run(seed: 1) { trainer in
///   var search = Search(SearchPlan(ramp))
///   var training = ScriptTraining(trainer) { TestPlan(run: $0, seed: 1 + UInt64($0)) }
///   try search.run(on: &training)
///   try trainer.finish()
///   return search.findings
/// }.value
/// ```
///
/// The program finds a Unix socket, which only its owner may open, by the environment variable
/// `LRFINDER_SOCKET`, and speaks the protocol of `docs/protocol.md` on it. It leads a process
/// group of its own, and neither it nor what it started is left when `run` returns or throws.
public struct TrainingScript: Sendable {
  /// Where a script's standard output goes.
  public enum StandardOutput: Sendable {
    /// To this process's standard output.
    case inherited
    /// To this process's standard error, where standard output is for a result alone.
    case standardError
  }

  /// What came of running a script.
  public struct Outcome<Value> {
    /// What the range tests gave.
    public let value: Value
    /// How the script failed when it trained on after its tests, in one sentence; nil where it
    /// did not, or was not asked to.
    public let complaint: String?
  }

  /// The program and its arguments.
  public let command: [String]
  /// How long to wait for it.
  public var timeouts: ScriptTimeouts
  /// Where its standard output goes.
  public var standardOutput: StandardOutput

  /// Creates a script that has not been started.
  ///
  /// - Parameters:
  ///   - command: The program and its arguments, at least one word.
  ///   - timeouts: How long to wait for it.
  ///   - standardOutput: Where its standard output goes.
  public init(
    command: [String], timeouts: ScriptTimeouts = ScriptTimeouts(),
    standardOutput: StandardOutput = .inherited
  ) {
    precondition(!command.isEmpty, "a command has at least one word")
    self.command = command
    self.timeouts = timeouts
    self.standardOutput = standardOutput
  }

  /// Starts the script, drives it, and sees it end.
  ///
  /// - Parameters:
  ///   - run: The number of its (first) run, for its environment.
  ///   - seed: The seed of its (first) run, for its environment.
  ///   - isCancelled: Is asked a few times a second whether to give up waiting.
  ///   - body: Runs range tests on the script, and finishes it.
  /// - Returns: What `body` returned.
  /// - Throws: What `body` throws; `TrainerError` where the script cannot be started or does not
  ///   do its part; `CancellationError` where it was cancelled before the first test.
  public func run<Value>(
    _ run: Int = 0, seed: UInt64 = 0, isCancelled: @escaping () -> Bool = { false },
    _ body: (DrivenTraining) throws -> Value
  ) async throws -> Outcome<Value> {
    let listener = try SocketListener()
    let tap = try StandardErrorTap()
    var platform = PlatformOptions()
    platform.processGroupID = 0
    let environment = Environment.inherit.updating([
      Environment.Key(stringLiteral: TrainerProtocol.Variable.socket): listener.path,
      Environment.Key(stringLiteral: TrainerProtocol.Variable.seed): "\(seed)",
      Environment.Key(stringLiteral: TrainerProtocol.Variable.run): "\(run)",
    ])
    let program = command[0]
    var result: Result<Value, any Error>?
    var sequel = FinderMessage.Sequel.exit
    let status: TerminationStatus
    do {
      status = try await Subprocess.run(
        program.contains("/") ? .path(FilePath(program)) : .name(program),
        arguments: Arguments(Array(command.dropFirst())), environment: environment,
        platformOptions: platform, input: .currentStandardInput,
        output: .fileDescriptor(
          standardOutput == .inherited ? .standardOutput : .standardError,
          closeAfterSpawningProcess: false),
        error: .fileDescriptor(
          FileDescriptor(rawValue: tap.writeEnd), closeAfterSpawningProcess: true)
      ) { execution in
        let process = ProcessTree(
          leader: execution.processIdentifier.value,
          mark: "\(TrainerProtocol.Variable.socket)=\(listener.path)")
        await withTaskExecutorPreference(BlockingExecutor()) {
          do {
            let trainer = try DrivenTraining(
              listener, process: process, timeouts: timeouts, isCancelled: isCancelled)
            result = .success(try body(trainer))
            sequel = trainer.sequel
          } catch {
            result = .failure(error)
          }
          if case .success = result {
            let patience: Duration? = if case .train = sequel { nil } else { .seconds(5) }
            _ = process.waitForLeader(patience, unless: isCancelled)
          }
        }
        process.end()
      }.terminationStatus
    } catch let error as SubprocessError {
      throw TrainerError.cannotStart(program, error)
    }
    tap.finish()
    do {
      guard let value = try result?.get() else { throw CancellationError() }
      var complaint: String?
      if case .train = sequel, !status.isSuccess, !isCancelled() {
        complaint =
          "after its range tests the script \(TrainerError.words(status))"
          + TrainerError.quoted(tap.lastLines())
      }
      return Outcome(value: value, complaint: complaint)
    } catch let failure as ScriptFailure {
      throw TrainerError.failed(failure, status: status, lastWords: tap.lastLines())
    }
  }
}
