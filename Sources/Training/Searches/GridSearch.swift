public import LearningRateFinder
public import Schedules

/// The exhaustive search that a range test replaces: full trainings at every rate of a grid with
/// several seeds, and at the rate that range tests from the same initial weights suggest.
///
/// A value that is run: what was trained before, in another process perhaps, is not trained again.
public struct GridSearch {
  /// What is asked for from time to time during a search.
  public struct Observer {
    /// Is called after each step of the range tests; it may stop the search.
    public var rangeTest: (inout Search) throws -> Void
    /// Is called after each step of a training, with its rate and run, the number of the step and
    /// its loss; false stops the search.
    public var step: (_ rate: Double, _ run: Int, Trainer.Step) throws -> Bool
    /// Is called after each training.
    public var training: (GridTraining) throws -> Void

    /// Creates an observer.
    ///
    /// - Parameters:
    ///   - rangeTest: Is called after each step of the range tests; it may stop the search.
    ///   - step: Is called after each step of a training; false stops the search.
    ///   - training: Is called after each training.
    public init(
      rangeTest: @escaping (inout Search) throws -> Void = { _ in },
      step: @escaping (_ rate: Double, _ run: Int, Trainer.Step) throws -> Bool = { _, _, _ in true
      },
      training: @escaping (GridTraining) throws -> Void = { _ in }
    ) {
      self.rangeTest = rangeTest
      self.step = step
      self.training = training
    }
  }

  /// What is trained.
  public let plan: GridPlan
  /// The rates that the range tests go through.
  public let ramp: Ramp
  /// All trainings so far, those before this search among them.
  public private(set) var trainings: [GridTraining]
  /// What the range tests found, one for each run; nil before them.
  public private(set) var findings: Findings?
  /// The rate of the answer for the schedule that is searched; nil where it is not to be trusted.
  public private(set) var answerRate: Double?
  /// The time that the range tests took.
  public private(set) var rangeTestTime = Duration.zero
  /// Whether the search was stopped.
  public private(set) var isStopped = false

  /// Creates a search.
  ///
  /// - Parameters:
  ///   - plan: What is trained.
  ///   - ramp: The rates that the range tests go through.
  ///   - trainings: What was trained before and need not be again.
  public init(_ plan: GridPlan, ramp: Ramp, trainings: [GridTraining] = []) {
    self.plan = plan
    self.ramp = ramp
    self.trainings = trainings
  }

  /// Runs the range tests, then all trainings that are missing.
  ///
  /// - Parameters:
  ///   - heldOut: What to measure on.
  ///   - learner: Makes the learner of a run, which differs from others by its seed.
  ///   - schedule: Makes the schedule from a rate, for a learner with so many steps in an epoch.
  ///   - observer: Is shown what happens.
  /// - Throws: What the closures throw, and `TorchError` where libtorch refuses.
  public mutating func run(
    heldOut: HeldOutExamples, learner: (_ run: Int) throws -> Learner,
    schedule: (ScheduleRates, _ stepsPerEpoch: Int) throws -> LearningRateSchedule,
    observer: Observer = Observer()
  ) throws {
    try testRange(learner, schedule, observer)
    let rates = plan.rates + (answerRate.map { plan.rates.contains($0) ? [] : [$0] } ?? [])
    for run in 0..<plan.runs {
      let missing = rates.filter { rate in
        !trainings.contains { $0.run == run && $0.learningRate == rate }
      }
      if missing.isEmpty || isStopped { continue }
      let learner = try learner(run)
      let before = try learner.evaluate(on: heldOut)
      for rate in missing where !isStopped {
        let schedule = try schedule(
          ScheduleRates(learningRate: rate), max(1, learner.stepsPerEpoch))
        var training: GridTraining?
        try learner.withoutSideEffects {
          training = try train(
            learner, schedule, rate: rate, run: run, before: before, heldOut, observer)
        }
        if let training {
          trainings.append(training)
          try observer.training(training)
        } else {
          isStopped = true
        }
      }
    }
  }

  private mutating func testRange(
    _ learner: (_ run: Int) throws -> Learner,
    _ schedule: (ScheduleRates, Int) throws -> LearningRateSchedule, _ observer: Observer
  ) throws {
    let first = try learner(0)
    var search = Search(
      SearchPlan(ramp, runs: plan.runs, gradientAge: first.settings.optimizer.gradientAge))
    rangeTestTime += try ContinuousClock().measure {
      try withoutActuallyEscaping(learner) { learner in
        var searched = SearchedLearner(first, other: learner)
        try search.run(on: &searched, onStep: observer.rangeTest)
      }
    }
    isStopped = !search.isComplete
    findings = search.findings
    guard let findings, let rates = ScheduleRates(findings) else { return }
    answerRate = try schedule(rates, max(1, first.stepsPerEpoch)).peak(from: rates)
  }

  /// One training to its end; nil where it was stopped.
  private func train(
    _ learner: Learner, _ schedule: LearningRateSchedule, rate: Double, run: Int,
    before: Evaluation, _ heldOut: HeldOutExamples, _ observer: Observer
  ) throws -> GridTraining? {
    let start = ContinuousClock.now
    let trainer = try Trainer(learner, schedule: schedule, steps: plan.steps)
    let gained = trainings.map { $0.lossBefore - $0.cappedLoss }.max() ?? 0
    var hope = TrainingHope(lossBefore: before.loss, gain: gained, steps: plan.steps)
    var isHopeless = false
    var isRefused = false
    try trainer.run { step, _ in
      isHopeless = !hope.remains(after: step.loss)
      isRefused = try !observer.step(rate, run, step)
      if isHopeless || isRefused { trainer.stop() }
    }
    if isRefused { return nil }
    let isLost = isHopeless || trainer.outcome == .notFinite
    let after = isLost ? nil : try learner.evaluate(on: heldOut)
    let isFinite = after?.loss.isFinite == true
    let time = ContinuousClock.now - start
    return GridTraining(
      learningRate: rate, run: run, steps: trainer.progress.step, lossBefore: before.loss,
      loss: isFinite ? after?.loss : nil, accuracy: isFinite ? after?.accuracy : nil,
      outcome: isFinite ? .completed : .diverged, seconds: time / .seconds(1))
  }
}
