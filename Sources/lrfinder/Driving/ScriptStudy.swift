import LearningRateFinder
import Reports
import RunFolders
import Sessions
import TrainerLink

/// The range tests of a script: a session for each of its optimizers that is tested.
struct ScriptStudy {
  /// What is tested: the script's one optimizer, or one of several.
  struct Target {
    /// The name of the optimizer; nil where there is one.
    var name: String? { optimizer?.name }
    /// Which of several optimizers.
    let optimizer: TestPlan.Optimizer?
    /// The factor of each parameter group's rate to the ramp's.
    let groups: [Double]?
    /// The loss to judge by.
    let loss: String
    /// Where its curves go.
    let folder: RunFolder
  }

  /// What is tested, each with its session.
  let parts: [(target: Target, session: SearchSession)]
  let seed: UInt64
  /// Shows a message.
  let say: (String) -> Void

  /// How many steps were made, also by tests that failed.
  var steps: Int { parts.reduce(0) { $0 + $1.session.search.steps } }

  /// Runs all sessions to their ends, or until they are interrupted.
  ///
  /// - Parameters:
  ///   - script: The script.
  ///   - isKeptAlive: Whether one process makes all runs; else each has its own.
  ///   - isCancelled: Whether to give up waiting for the script.
  /// - Throws: `TrainerError` where the script fails, `LogError` where a curve cannot be kept.
  func drive(
    _ script: TrainingScript, isKeptAlive: Bool, isCancelled: @escaping () -> Bool
  ) async throws {
    guard isKeptAlive else {
      for (target, session) in parts {
        while let run = session.nextRun {
          let seed = seed &+ UInt64(run.seed)
          _ = try await script.run(run.seed, seed: seed, isCancelled: isCancelled) { trainer in
            var training = training(trainer, target)
            try session.makeRun(on: &training)
            if session.search.isStopped { trainer.ended(.interrupted) }
            try trainer.finish()
          }
        }
      }
      return
    }
    let outcome = try await script.run(0, seed: seed, isCancelled: isCancelled) { trainer in
      for (target, session) in parts {
        var training = training(trainer, target)
        try session.run(on: &training)
      }
      guard parts.allSatisfy(\.session.search.isComplete) else {
        if parts.contains(where: \.session.search.isStopped) { trainer.ended(.interrupted) }
        return try trainer.finish()
      }
      let rate = parts.count == 1 ? parts[0].session.search.findings?.learningRate : nil
      say(rate.map { "learning rate \($0.brief); the script goes on" } ?? "the script goes on")
      try trainer.finish(trainingAt: rate)
    }
    if let complaint = outcome.complaint { say(complaint) }
  }

  private func training(_ trainer: DrivenTraining, _ target: Target) -> ScriptTraining {
    ScriptTraining(trainer) { run in
      TestPlan(
        run: run, seed: seed &+ UInt64(run), groupRatios: target.groups,
        optimizer: target.optimizer, loss: target.loss)
    }
  }
}

extension Search {
  /// Whether it was ended in the midst of a run.
  fileprivate var isStopped: Bool { next == .done && !isComplete }
}
