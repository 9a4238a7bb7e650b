import Foundation
import LearningRateFinder
import Reports
import RunFolders
import Sessions
import Subprocess
import Training

extension StudySession {
  /// Makes all runs that are not finished.
  ///
  /// Runs side by side are in processes of their own: libtorch's random generator, from which
  /// weights and dropout are drawn, and its number of threads belong to the process, and a run that
  /// the system kills for its memory takes no other with it. The processes are this very command
  /// with `--resume` and a hidden flag. They share nothing but the folder, where each takes the
  /// next run whose file is not locked; there is no protocol between them that could fail. Each
  /// makes many runs, so that its start, 0.3 s and the reading of the data, is paid once.
  ///
  /// - Parameters:
  ///   - workers: The runs side by side; nil for as many as the machine has room for.
  ///   - interrupt: Who may ask for an end.
  ///   - isQuiet: Whether to show no progress.
  /// - Returns: The runs that were side by side.
  /// - Throws: What a run throws, and `WorkerError` for a process that was killed.
  func conduct(workers: Int?, until interrupt: Interrupt, isQuiet: Bool) async throws -> Int {
    let workers = try workers.map { min($0, max(1, try unfinishedRuns)) } ?? self.workers()
    let clock = StudyProgressClock(study, isQuiet: isQuiet)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<workers {
        group.addTask {
          if workers == 1 { try work(until: interrupt) } else { try await runWorker() }
          return true
        }
      }
      group.addTask {
        var progress = StudyProgress(study)
        while !interrupt.isRequested, !Task.isCancelled {
          try clock.show(&progress)
          try? await Task.sleep(for: .milliseconds(200))
        }
        return false
      }
      var working = workers
      while working > 0, let isWorker = try await group.next() {
        // The watch ends first where there was an interrupt.
        if isWorker { working -= 1 } else { group.cancelAll() }
      }
      group.cancelAll()
    }
    clock.line.clear()
    // What the child of a study that was killed is still at is free in a moment.
    while !interrupt.isRequested, try unfinishedRuns > 0 {
      try work(until: interrupt)
      try await Task.sleep(for: .milliseconds(100))
    }
    return workers
  }

  /// Runs a worker process to its end; when the task is canceled, the worker is asked to end after
  /// its step.
  private func runWorker() async throws {
    var options = PlatformOptions()
    options.teardownSequence = [.send(signal: .terminate, allowedDurationToNextStep: .seconds(60))]
    let program = Bundle.main.executablePath ?? CommandLine.arguments[0]
    // env runs a program by its path.
    let result = try await Subprocess.run(
      .name("env"),
      arguments: [program, "study", "--resume", study.folder.path(""), "--worker"],
      platformOptions: options, output: .discarded, error: .string(limit: 1 << 16))
    if result.terminationStatus.isSuccess || Task.isCancelled { return }
    throw WorkerError(status: result.terminationStatus, message: result.standardError)
  }
}

/// Shows how far a study is, from its files.
private struct StudyProgressClock: Sendable {
  let study: StudyFolder
  let begun: Int
  let line: ProgressLine
  let isQuiet: Bool

  init(_ study: StudyFolder, isQuiet: Bool) {
    self.study = study
    self.isQuiet = isQuiet
    begun = (try? study.progress().steps) ?? 0
    line = ProgressLine(isQuiet: isQuiet)
  }

  func show(_ progress: inout StudyProgress) throws {
    guard line.isVisible else { return }
    try progress.update()
    let runs = study.runs * study.cells.count
    let steps = study.cells.map(\.ramp.steps).reduce(0, +) * study.runs
    line.show(
      steps: (progress.steps, steps), begun: begun, label: "\(progress.runs) of \(runs) runs")
  }
}

/// A worker process that failed.
private struct WorkerError: Error, CustomStringConvertible {
  let description: String

  init(status: TerminationStatus, message: String) {
    let lines = message.split(separator: "\n")
    if case .exited = status, let last = lines.last {
      description = String(last.replacing("lrfinder: ", with: "", maxReplacements: 1))
    } else {
      description =
        "a process of the study ended with \(status), perhaps for want of memory; go on with "
        + "--resume and fewer --workers"
    }
  }
}
