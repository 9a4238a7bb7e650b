/// Everything between the question for a learning rate and its answer, as a value that any training
/// can pull from, one step at a time.
///
/// ```swift
/// var search = Search(SearchPlan(ramp, gradientAge: .momentum(0.9), adaptBudget: 5))
/// loop: while true {
///   switch search.next {
///   case .begin: model.load(initialWeights); search.begin()
///   case .train(let rate): search.record(loss: model.trainOneBatch(learningRate: rate))
///   case .evaluate: search.record(heldOutLoss: model.heldOutLoss())
///   case .done: break loop
///   }
/// }
/// model.load(initialWeights)
/// print(search.findings?.learningRate ?? 0)
/// ```
///
/// It decides what is run next: range tests with one or several seeds; over other rates, longer or
/// repeated, where they show nothing; short trainings that verify the rate. Whoever pulls only trains,
/// reports, keeps and shows. The value keeps no model: a run begins with the state that the first one
/// began with, and putting everything back after the last is up to the owner of the model.
///
/// `run(on:)` pulls for a ``SearchedTraining``; `run(begin:step:)` for two closures.
public struct Search: Hashable, Sendable {
  /// What is to be done next.
  public enum Request: Hashable, Sendable {
    /// Put the initial state back, as the run says, and call `begin()`.
    case begin(Run)
    /// Train one mini-batch at this rate, and `record(loss:)` what its loss was before the update.
    case train(learningRate: Double)
    /// Measure the held-out loss, and `record(heldOutLoss:)` it.
    case evaluate
    /// Nothing.
    case done
  }

  /// A stretch of training from the initial state.
  public struct Run: Hashable, Sendable {
    /// What a run is for.
    public enum Purpose: Hashable, Sendable {
      /// A range test: initial weights and data order depend on the seed.
      case rangeTest
      /// The loss before the training is measured, and nothing is trained.
      case measurement
      /// A short training at a constant rate: with the weights of seed 0, whatever its own seed, which
      /// is of the data order alone.
      case trial(RateTrial)
    }

    /// What the run is for.
    public let purpose: Purpose
    /// Which seed it has, from 0: runs of equal seeds see the same mini-batches.
    public let seed: Int
    /// The most steps that it will have.
    public let steps: Int
    /// Of a range test: which of the attempts it belongs to, from 1.
    public let attempt: Int
    /// Of a range test: how many the attempt has.
    public let runs: Int

    /// Whether the run goes on from the state that an earlier trial of the same rate and seed ended
    /// with, instead of the initial one.
    public var continues: Bool {
      if case .trial(let trial) = purpose { trial.stepsBefore > 0 } else { false }
    }
  }

  /// A step that was made.
  public struct Step: Hashable, Sendable {
    /// Which step of its run, from 0; that of a trial which goes on counts from the initial weights.
    public let index: Int
    /// The steps of the run.
    public let count: Int
    /// The rate that made it.
    public let learningRate: Double
    /// The loss of its mini-batch before the update, which may be NaN or infinite.
    public let loss: Double
    /// The loss on held-out examples before the update; nil where it was not measured.
    public let heldOutLoss: Double?
    /// The average of the run's losses so far, for a progress display: it lags.
    public let runningLoss: Double
  }

  /// What the search is to do.
  public let plan: SearchPlan
  /// The curves of the current attempt's range tests so far.
  public private(set) var curves: [Curve] = []
  /// The attempts before.
  public private(set) var attempts: [Findings.Attempt] = []
  /// The range test that goes on; nil where none does.
  public private(set) var rangeTest: RangeTest?
  /// The trials; nil where there are none, or not yet.
  public private(set) var race: RateRace?
  /// The steps that were made.
  public private(set) var steps = 0
  /// The latest step; nil before the first.
  public private(set) var lastStep: Step?

  private var tests: RangeTestPlan
  private var adaptSteps: Int
  private var answer: Answer?
  private var state = State.between
  private var lossBefore: Double?
  private var firstLosses: [RateTrial.Candidate: Double] = [:]
  private var omissions: [Findings.Omission] = []

  private enum State: Hashable {
    case between
    case testing(heldOutLoss: Double?)
    case measuring
    case trying(TrialProgress)
    case stopped
  }

  /// Creates a search that has done nothing.
  public init(_ plan: SearchPlan) {
    self.plan = plan
    tests = RangeTestPlan(plan.ramp, runs: plan.runs, plan.search)
    adaptSteps = plan.adaptSteps
  }

  /// What is to be done next.
  ///
  /// - Complexity: O(1) within a run.
  public var next: Request {
    switch state {
    case .stopped: .done
    case .between: nextRun.map(Request.begin) ?? .done
    case .measuring: .evaluate
    case .trying(let progress):
      progress.isDue ? .evaluate : .train(learningRate: progress.trial.learningRate)
    case .testing(let heldOutLoss):
      if let test = rangeTest, let rate = test.learningRate {
        if heldOutLoss == nil, let every = plan.heldOutEvery, test.curve.count.isMultiple(of: every)
        {
          .evaluate
        } else {
          .train(learningRate: rate)
        }
      } else {
        .done
      }
    }
  }

  /// Whether everything was done.
  public var isComplete: Bool { state == .between && nextRun == nil }

  /// What was found, also where the search was stopped early; nil where no step was made.
  public var findings: Findings? {
    var curves = curves
    // A test that was stopped says something where there is no other.
    let stopped = rangeTest.flatMap { $0.curve.isEmpty ? nil : $0.curve }
    var omissions = omissions
    if let stopped {
      if curves.isEmpty {
        curves = [stopped]
      } else {
        omissions.append(.interruptedTest(steps: stopped.count))
      }
    }
    guard !curves.isEmpty else { return nil }
    let answer = answer ?? read(curves)
    return Findings(
      curves, answer: answer, gradientAge: plan.gradientAge, race: race, attempts: attempts,
      omissions: omissions, steps: steps, isComplete: isComplete)
  }

  private func read(_ curves: [Curve]) -> Answer {
    Answer(curves, gradientAge: plan.gradientAge, parameters: plan.reading)
  }
}

extension Search {
  /// The run that comes next; nil when all is done.
  private var nextRun: Run? {
    guard answer != nil else {
      return Run(
        purpose: .rangeTest, seed: curves.count, steps: tests.ramp.steps,
        attempt: attemptsOfOtherRamps + 1, runs: tests.runs)
    }
    guard let race else { return isBeforeMeasurement ? run(.measurement, steps: 0) : nil }
    return race.next.map { run(.trial($0), seed: $0.seed, steps: $0.stepsToMake) }
  }

  private func run(_ purpose: Run.Purpose, seed: Int = 0, steps: Int) -> Run {
    Run(purpose: purpose, seed: seed, steps: steps, attempt: attemptsOfOtherRamps + 1, runs: 1)
  }

  /// Repetitions of the same ramp belong to the attempt that they repeat.
  private var attemptsOfOtherRamps: Int { attempts.count { $0.ramp != tests.ramp } }

  private var isBeforeMeasurement: Bool {
    plan.verification?.measuresHeldOutLoss == true && lossBefore == nil && race == nil
  }

  /// Begins the run that ``next`` asks for: the initial state is back.
  public mutating func begin() {
    guard case .between = state, let run = nextRun else {
      preconditionFailure("a run began that was not asked for")
    }
    switch run.purpose {
    case .rangeTest:
      rangeTest = RangeTest(tests.ramp, divergence: plan.divergence, gradientAge: plan.gradientAge)
      state = .testing(heldOutLoss: nil)
    case .measurement: state = .measuring
    case .trial(let trial):
      state = .trying(
        TrialProgress(
          trial, firstLoss: trial.stepsBefore > 0 ? firstLosses[trial.candidate] : nil,
          lossBefore: plan.verification?.measuresHeldOutLoss == true ? lossBefore : nil,
          gain: bestGain, measures: plan.verification?.measuresHeldOutLoss == true,
          tailShare: plan.race.tailShare))
    }
  }

  /// The most that a trial has gained on the loss before the training.
  private var bestGain: Double {
    guard let race, let before = race.lossBefore, before.isFinite,
      let best = race.results.map(\.loss).min(), best < .infinity
    else { return 0 }
    return before - best
  }

  /// Records the loss of the step that was asked for.
  ///
  /// A loss that is NaN or infinite is a result, not an error.
  ///
  /// - Parameters:
  ///   - loss: The loss of the step's mini-batch before the update.
  ///   - heldOutLoss: The loss on held-out examples, where the training measured it by itself.
  public mutating func record(loss: Double, heldOutLoss: Double? = nil) {
    steps += 1
    switch state {
    case .testing(let measured):
      state = .testing(heldOutLoss: nil)
      guard let rate = rangeTest?.learningRate, let index = rangeTest?.curve.count else { return }
      rangeTest?.record(loss: loss, validationLoss: heldOutLoss ?? measured)
      lastStep = Step(
        index: index, count: tests.ramp.steps, learningRate: rate, loss: loss,
        heldOutLoss: heldOutLoss ?? measured, runningLoss: rangeTest?.smoothedLoss ?? loss)
      if rangeTest?.learningRate == nil { endTest() }
    case .trying(var progress):
      lastStep = Step(
        index: progress.step, count: progress.trial.steps,
        learningRate: progress.trial.learningRate, loss: loss, heldOutLoss: heldOutLoss,
        runningLoss: loss)
      let end = progress.record(loss: loss, heldOutLoss: heldOutLoss)
      state = .trying(progress)
      if let end { endTrial(progress, loss: end) }
    case .between, .measuring, .stopped:
      preconditionFailure("a loss was recorded of a step that was not asked for")
    }
  }

  /// Records the held-out loss that was asked for.
  public mutating func record(heldOutLoss: Double) {
    switch state {
    case .testing: state = .testing(heldOutLoss: heldOutLoss)
    case .measuring:
      state = .between
      lossBefore = heldOutLoss
      beginRace(lossBefore: heldOutLoss)
    case .trying(var progress):
      let end = progress.record(heldOutLoss: heldOutLoss)
      state = .trying(progress)
      if let end { endTrial(progress, loss: end) }
    case .between, .stopped:
      preconditionFailure("a held-out loss was recorded that was not asked for")
    }
  }

  /// Ends the search where it is; what was measured is kept.
  public mutating func stop() {
    rangeTest?.stop()
    if case .trying(let progress) = state {
      omissions.append(.interruptedTrial(steps: progress.stepsMade))
    }
    if !isComplete { state = .stopped }
  }

  private mutating func endTest() {
    guard let test = rangeTest else { return }
    rangeTest = nil
    state = .between
    curves.append(test.curve)
    guard curves.count >= tests.runs else { return }
    let answer = read(curves)
    if adapt(to: answer.verdict) { return }
    self.answer = answer
    // Where the training measures the held-out loss, that of the initial state comes first.
    if plan.verification != nil, !isBeforeMeasurement {
      beginRace(lossBefore: curves[0].losses.first)
    }
  }

  /// Goes over to other range tests where the verdict asks for some that the budget allows.
  private mutating func adapt(to verdict: Verdict) -> Bool {
    let reachedEnd = curves.allSatisfy { $0.outcome == .completed }
    guard let next = tests.next(after: verdict.code, reachedEnd: reachedEnd) else { return false }
    let cost = next.steps(having: next.ramp == tests.ramp ? curves.count : 0)
    guard cost <= adaptSteps else { return false }
    adaptSteps -= cost
    attempts.append(
      Findings.Attempt(ramp: tests.ramp, runs: tests.runs, verdict: verdict, change: next.change))
    if next.ramp != tests.ramp { curves = [] }
    tests = next
    return true
  }

  private mutating func beginRace(lossBefore: Double?) {
    guard let answer, let verification = plan.verification else { return }
    race = RateRace(
      answer, of: curves, budget: plan.raceSteps(after: steps), continues: verification.keepsStates,
      lossBefore: lossBefore, parameters: plan.race)
  }

  private mutating func endTrial(_ progress: TrialProgress, loss: Double) {
    state = .between
    firstLosses[progress.trial.candidate] = progress.firstLoss
    // Only losses that were measured alike are compared: a training's own held-out losses with the
    // one that it reported before its first step, if it did.
    if race?.results.isEmpty == true, progress.isOfHeldOut, lossBefore == nil {
      race?.lossBefore = curves[0].validationLoss(at: 0)
    }
    race?.record(progress.trial, loss: loss, stepsMade: progress.stepsMade)
  }
}
