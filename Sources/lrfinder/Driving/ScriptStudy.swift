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
  let parts: [(target: Target, session: RangeTestSession)]
  let seed: UInt64
  /// Shows a message.
  let say: (String) -> Void

  /// How many steps were made, also by tests that failed.
  var steps: Int { parts.reduce(0) { $0 + $1.session.steps } }

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
        while let task = session.next() {
          let seed = seed &+ UInt64(task.run)
          _ = try await script.run(task.run, seed: seed, isCancelled: isCancelled) { trainer in
            try perform(task, of: session, target, on: trainer)
            try trainer.finish()
          }
        }
      }
      return
    }
    let outcome = try await script.run(0, seed: seed, isCancelled: isCancelled) { trainer in
      for (target, session) in parts {
        while let task = session.next() { try perform(task, of: session, target, on: trainer) }
      }
      guard parts.allSatisfy(\.session.isComplete) else { return try trainer.finish() }
      let rate = parts.count == 1 ? parts[0].session.learningRate : nil
      say(rate.map { "learning rate \($0.brief); the script goes on" } ?? "the script goes on")
      try trainer.finish(trainingAt: rate)
    }
    if let complaint = outcome.complaint { say(complaint) }
  }

  private func perform(
    _ task: RangeTestSession.Task, of session: RangeTestSession, _ target: Target,
    on trainer: DrivenTraining
  ) throws {
    var training = ScriptTraining(trainer: trainer, target: target, seed: seed, say: say)
    try session.perform(task, on: &training)
  }
}

/// The training of a script, as a session tests it.
private struct ScriptTraining: TestedTraining {
  let trainer: DrivenTraining
  let target: ScriptStudy.Target
  let seed: UInt64
  let say: (String) -> Void

  mutating func run(
    _ test: inout RangeTest, run: Int, onStep: (inout RangeTest) throws -> Void
  ) throws {
    try trainer.run(&test, as: plan(run)) { test, _ in try onStep(&test) }
    if test.curve.outcome == .notFinite, test.curve.count < test.ramp.count {
      let rate = test.ramp[test.curve.count].brief
      say("the loss of step \(test.curve.count + 1) (rate \(rate)) was NaN or infinite: the end")
    }
  }

  mutating func run(
    _ trial: RateTrial, onStep: (_ step: Int, _ loss: Double) throws -> Void
  ) throws -> (loss: Double, steps: Int) {
    try trainer.run(trial, as: plan(trial.seed), onStep: onStep)
  }

  private func plan(_ run: Int) -> TestPlan {
    TestPlan(
      run: run, seed: seed &+ UInt64(run), groupRatios: target.groups, optimizer: target.optimizer,
      loss: target.loss)
  }
}
