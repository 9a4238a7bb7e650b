import LearningRateFinder
import RunReports
import TrainerLink

/// Range tests of a script: some runs for each of its optimizers that is tested.
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
    /// The curves of its runs.
    var curves: [Curve] = []
  }

  let ramp: Ramp
  private(set) var targets: [Target]
  let runs: Int
  let seed: UInt64
  let gradientAge: GradientAge?
  let isQuiet: Bool
  /// How long the tests took.
  private(set) var clock = StepClock()
  /// How many steps were made, also by tests that failed.
  private(set) var steps = 0

  init(
    ramp: Ramp, targets: [Target], runs: Int, seed: UInt64, gradientAge: GradientAge?, isQuiet: Bool
  ) {
    self.ramp = ramp
    self.targets = targets
    self.runs = runs
    self.seed = seed
    self.gradientAge = gradientAge
    self.isQuiet = isQuiet
  }

  /// Whether every test came to its end.
  var isComplete: Bool {
    targets.allSatisfy { target in
      target.curves.count == runs && target.curves.allSatisfy { $0.outcome != .interrupted }
    }
  }

  /// Runs all tests.
  ///
  /// - Parameters:
  ///   - script: The script.
  ///   - isKeptAlive: Whether one process makes all runs; else each has its own.
  ///   - interrupt: Ends the tests early.
  ///   - say: Shows a message.
  /// - Throws: `TrainerError` where the script fails, `LogError` where a curve cannot be kept.
  mutating func drive(
    _ script: TrainingScript, isKeptAlive: Bool, interrupt: Interrupt, say: (String) -> Void
  ) async throws {
    let isCancelled = { interrupt.isRequested }
    let all = targets.indices.flatMap { target in (0..<runs).map { (target: target, run: $0) } }
    if isKeptAlive {
      let outcome = try await script.run(0, seed: seed, isCancelled: isCancelled) { trainer in
        for (target, run) in all where !interrupt.isRequested {
          try test(target, run, on: trainer, interrupt, say)
        }
        guard isComplete else { return try trainer.finish() }
        let answers = targets.map { Answer($0.curves, gradientAge: gradientAge) }
        let rate = answers.count == 1 ? answers[0].suggestion?.learningRate : nil
        say(rate.map { "learning rate \($0.brief); the script goes on" } ?? "the script goes on")
        try trainer.finish(trainingAt: rate)
      }
      if let complaint = outcome.complaint { say(complaint) }
    } else {
      for (target, run) in all where !interrupt.isRequested {
        _ = try await script.run(run, seed: seed &+ UInt64(run), isCancelled: isCancelled) {
          trainer in
          try test(target, run, on: trainer, interrupt, say)
          try trainer.finish()
        }
      }
    }
  }

  private mutating func test(
    _ target: Int, _ run: Int, on trainer: Trainer, _ interrupt: Interrupt, _ say: (String) -> Void
  ) throws {
    let goal = targets[target]
    let plan = TestPlan(
      run: run, seed: seed &+ UInt64(run), groupRatios: goal.groups, optimizer: goal.optimizer,
      loss: goal.loss)
    var test = RangeTest(ramp)
    var recorder = try CurveRecorder(in: goal.folder, run: run, of: runs, isQuiet: isQuiet)
    defer { recorder.finish() }
    clock.start()
    defer { clock.stop() }
    try trainer.run(&test, as: plan) { test, _ in
      clock.stepEnded()
      try recorder.record(test)
      steps += 1
      if interrupt.isRequested { test.stop() }
      clock.stepBegins()
    }
    if test.curve.outcome == .notFinite, test.curve.count < ramp.count {
      let rate = ramp[test.curve.count].brief
      say("the loss of step \(test.curve.count + 1) (rate \(rate)) was NaN or infinite: the end")
    }
    targets[target].curves.append(test.curve)
  }
}
