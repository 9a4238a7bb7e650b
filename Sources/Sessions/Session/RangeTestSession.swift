public import LearningRateFinder
public import RunFolders

/// Everything between the question for a learning rate and its report: range tests, others where
/// they show nothing, short trainings that verify the rate; each step kept, shown and interruptible.
///
/// ```swift
/// let session = RangeTestSession(plan, in: folder, interrupt: Interrupt(), say: { print($0) })
/// while let task = session.next() { try session.perform(task, on: &training) }
/// try session.requireCompletion()
/// let result = session.result(settings: settings)
/// ```
///
/// It is pulled from, so that each task may be performed wherever the caller likes, such as in a
/// process of its own.
public final class RangeTestSession {
  /// What is to be done next.
  public enum Task: Hashable, Sendable {
    /// A range test with the weights and the data of this run, from 0.
    case rangeTest(run: Int)
    /// A short training.
    case trial(RateTrial)

    /// Which seed it is made with, from 0.
    public var run: Int {
      switch self {
      case .rangeTest(let run): run
      case .trial(let trial): trial.seed
      }
    }
  }

  /// Where the session is kept.
  public let folder: RunFolder
  /// The curves of the current plan's range tests so far.
  public private(set) var curves: [Curve] = []
  /// What the range tests say; nil until they are over.
  public private(set) var answer: Answer?
  /// The trials; nil where there are none, or not yet.
  public private(set) var race: RateRace?
  /// The steps that were made, also by tests that failed.
  public private(set) var steps = 0

  private let plan: SessionPlan
  private var tests: RangeTestPlan
  private var attempt = 1
  private var adaptSteps: Int
  private var clock = StepClock()
  private var trialLog: RowLog?
  private var trialProgress: ProgressLine?
  private let interrupt: Interrupt
  private let output: Output

  /// What a session shows, and where its tests are kept beside its folder.
  public struct Output {
    /// Whether validation losses are measured.
    public var hasValidation: Bool
    /// Whether to show no progress.
    public var isQuiet: Bool
    /// Where tests are also written to; nil for nowhere.
    public var observer: (any RunObserver)?
    /// Shows a message.
    public var say: (String) -> Void

    /// Creates an output.
    ///
    /// - Parameters:
    ///   - hasValidation: Whether validation losses are measured.
    ///   - isQuiet: Whether to show no progress.
    ///   - observer: Where tests are also written to; nil for nowhere.
    ///   - say: Shows a message.
    public init(
      hasValidation: Bool = false, isQuiet: Bool, observer: (any RunObserver)? = nil,
      say: @escaping (String) -> Void
    ) {
      self.hasValidation = hasValidation
      self.isQuiet = isQuiet
      self.observer = observer
      self.say = say
    }
  }

  /// Creates a session that has done nothing.
  ///
  /// - Parameters:
  ///   - plan: What it is to do.
  ///   - folder: Where it is kept.
  ///   - interrupt: Ends it early.
  ///   - output: What it shows.
  public init(_ plan: SessionPlan, in folder: RunFolder, interrupt: Interrupt, output: Output) {
    self.plan = plan
    self.folder = folder
    self.interrupt = interrupt
    self.output = output
    tests = plan.tests
    adaptSteps = plan.adaptSteps
  }

  /// What to do next; nil when all is done, or somebody has interrupted the session.
  public func next() -> Task? {
    if interrupt.isRequested { return nil }
    if answer == nil {
      if curves.count < tests.runs { return .rangeTest(run: curves.count) }
      let answer = Answer(curves, gradientAge: plan.gradientAge)
      if adapt(to: answer) { return .rangeTest(run: curves.count) }
      self.answer = answer
      race = plan.verification.map { verification in
        RateRace(
          answer, of: curves, budget: plan.raceSteps(after: steps),
          continues: verification.continues,
          lossBefore: verification.lossBefore ?? curves[0].losses.first)
      }
    }
    return race?.next.map(Task.trial)
  }

  /// Does what is next.
  ///
  /// - Parameters:
  ///   - task: What `next()` returned last.
  ///   - training: What it is done on.
  /// - Throws: Where the training fails, and `LogError` where a result cannot be kept.
  public func perform(_ task: Task, on training: inout some TestedTraining) throws {
    clock.start()
    defer { clock.stop() }
    switch task {
    case .rangeTest(let run): try test(run, on: &training)
    case .trial(let trial): try make(trial, on: &training)
    }
  }

  /// Whether everything was done.
  public var isComplete: Bool { answer != nil && race?.next == nil }

  /// The rate to train with; nil where none can be trusted, or not yet.
  public var learningRate: Double? {
    race?.verifiedRate?.learningRate ?? answer?.suggestion?.learningRate
  }

  /// Checks that nothing is missing.
  ///
  /// - Throws: `StoppedSession` where somebody has interrupted the session.
  public func requireCompletion() throws {
    guard isComplete else {
      throw StoppedSession(reason: "interrupted", steps: steps, keptIn: folder)
    }
  }

  /// What the session found.
  ///
  /// - Parameter settings: What was asked for, by the names of the options.
  /// - Returns: The answer of the range tests, with what the trials say; of a session whose range
  ///   tests are over.
  public func result(settings: Settings) -> ResultDocument {
    guard let answer else { preconditionFailure("range tests that go on have no result yet") }
    return ResultDocument(
      answer: answer, curves: curves, settings: settings, timing: clock.timing, race: race)
  }

  /// Tells the observer, where there is one, that all runs are over.
  ///
  /// - Throws: `LogError` where it cannot write.
  public func finishObserver() throws {
    try output.observer?.finish(
      curves, gradientAge: plan.gradientAge, chart: folder.path("chart.png"))
  }

  /// Goes over to another plan where the verdict asks for one that the budget allows.
  private func adapt(to answer: Answer) -> Bool {
    let reachedEnd = curves.allSatisfy { $0.outcome == .completed }
    guard let next = tests.next(after: answer, reachedEnd: reachedEnd) else { return false }
    let cost = next.steps(having: next.ramp == tests.ramp ? curves.count : 0)
    guard cost <= adaptSteps else { return false }
    adaptSteps -= cost
    // What only a longer ramp shows is not believed before one that is longer still shows it, too.
    let why =
      answer.verdict.code == .good
      ? "only the longer ramp shows it: confirming it" : "trying again"
    output.say("\(answer.verdict.code.rawValue): \(answer.verdict.reason); \(why) \(next.change)")
    if next.ramp != tests.ramp {
      curves = []
      attempt += 1
    }
    tests = next
    return true
  }

  private func test(_ run: Int, on training: inout some TestedTraining) throws {
    var test = RangeTest(tests.ramp, gradientAge: plan.gradientAge)
    var recorder = try CurveRecorder(
      in: folder, run: run, of: tests.runs, attempt: attempt, hasValidation: output.hasValidation,
      isQuiet: output.isQuiet, observer: output.observer)
    defer { recorder.finish() }
    try training.run(&test, run: run) { test in
      clock.stepEnded()
      steps += 1
      try recorder.record(test)
      if interrupt.isRequested { test.stop() }
      clock.stepBegins()
    }
    if test.curve.outcome != .interrupted { curves.append(test.curve) }
  }

  private func make(_ trial: RateTrial, on training: inout some TestedTraining) throws {
    guard let made = race?.steps, let budget = race?.budget else { return }
    let log = try trialLog ?? RowLog(folder.path(RateTrial.fileName), header: RateTrial.columns)
    trialLog = log
    // One line for all trials, so that the time left is reckoned over what all of them took.
    var progress = trialProgress ?? ProgressLine(isQuiet: output.isQuiet)
    defer {
      progress.clear()
      trialProgress = progress
    }
    let label = "verifying, trial \((race?.results.count ?? 0) + 1)"
    do {
      let (loss, count) = try training.run(trial) { step, loss in
        clock.stepEnded()
        steps += 1
        progress.show(
          step: made + step - trial.stepsBefore, of: budget, rate: trial.learningRate, loss: loss,
          label: label)
        if interrupt.isRequested { throw CancellationError() }
        clock.stepBegins()
      }
      race?.record(trial, loss: loss, stepsMade: count)
      try log.append(trial.row(loss: loss))
    } catch is CancellationError where interrupt.isRequested {
      // What the trial would have shown is not known; the trials before it are kept.
    }
  }
}

extension RateTrial {
  /// The file of the trials in a run folder.
  static let fileName = "trials.csv"
  /// Its columns.
  static let columns = ["learning_rate", "seed", "steps", "loss"]

  /// The trial as a row of the file.
  func row(loss: Double) -> [String] { ["\(learningRate)", "\(seed)", "\(steps)", "\(loss)"] }
}
