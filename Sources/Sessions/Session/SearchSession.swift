public import LearningRateFinder
public import RunFolders
internal import TrainingLogs

/// A search, kept, shown and interruptible.
///
/// ```swift
/// let session = SearchSession(plan, in: folder, interrupt: Interrupt(), output: output)
/// try session.run(on: &training)
/// let findings = try session.requireFindings()
/// ```
///
/// It decides nothing: what is run next is the ``Search``'s to say. Each run may be made wherever the
/// caller likes, such as in a process of its own.
public final class SearchSession {
  /// What a session shows, and where its tests are kept beside its folder.
  public struct Output {
    /// Whether to show no progress.
    public var isQuiet: Bool
    /// Who is also told of the steps; nil for nobody.
    public var observer: (any RunObserver)?
    /// Shows a message.
    public var say: (String) -> Void

    /// Creates an output.
    ///
    /// - Parameters:
    ///   - isQuiet: Whether to show no progress.
    ///   - observer: Who is also told of the steps; nil for nobody.
    ///   - say: Shows a message.
    public init(
      isQuiet: Bool, observer: (any RunObserver)? = nil, say: @escaping (String) -> Void
    ) {
      self.isQuiet = isQuiet
      self.observer = observer
      self.say = say
    }
  }

  /// Where the session is kept.
  public let folder: RunFolder
  /// The search.
  public private(set) var search: Search
  private var clock = StepClock()
  private var trials: RowLog?
  private var trialProgress: ProgressLine
  private let interrupt: Interrupt
  private let output: Output

  /// Creates a session that has done nothing.
  ///
  /// - Parameters:
  ///   - plan: What it is to do.
  ///   - folder: Where it is kept.
  ///   - interrupt: Ends it early.
  ///   - output: What it shows.
  public init(_ plan: SearchPlan, in folder: RunFolder, interrupt: Interrupt, output: Output) {
    search = Search(plan)
    self.folder = folder
    self.interrupt = interrupt
    self.output = output
    // One line for all trials, so that the time left is reckoned over what all of them took.
    trialProgress = ProgressLine(isQuiet: output.isQuiet)
  }

  /// The run to make next; nil when all is done, or somebody has interrupted the session.
  public var nextRun: Search.Run? {
    guard !interrupt.isRequested, case .begin(let run) = search.next else { return nil }
    return run
  }

  /// Makes all runs, and puts the training back.
  ///
  /// - Parameter training: What is trained.
  /// - Throws: Where the training fails, and `LogError` where a result cannot be kept.
  public func run(on training: inout some SearchedTraining) throws {
    do {
      while nextRun != nil { try makeRun(on: &training) }
    } catch {
      // The first failure is the one to tell.
      try? training.end()
      throw error
    }
    try training.end()
  }

  /// Makes the next run, and does not put the training back.
  ///
  /// - Parameter training: What is trained.
  /// - Throws: Where the training fails, and `LogError` where a result cannot be kept.
  public func makeRun(on training: inout some SearchedTraining) throws {
    guard let run = nextRun else { return }
    clock.start()
    defer { clock.stop() }
    let attempts = search.attempts.count
    switch run.purpose {
    case .rangeTest:
      var recorder = try CurveRecorder(
        in: folder, run, hasValidation: search.plan.heldOutEvery != nil, isQuiet: output.isQuiet,
        observer: output.observer)
      defer { recorder.finish() }
      try make(run, on: &training) { try recorder.record($0, isLast: search.rangeTest == nil) }
    case .measurement: try make(run, on: &training) { _ in }
    case .trial(let trial): try make(trial, run, on: &training)
    }
    if search.attempts.count > attempts { tellOfAttempt() }
  }

  /// The findings of a session that came to its end.
  ///
  /// - Throws: `StoppedSession` where somebody has interrupted it.
  public func requireFindings() throws -> Findings {
    guard search.isComplete, let findings = search.findings else {
      throw StoppedSession(reason: "interrupted", steps: search.steps, keptIn: folder)
    }
    return findings
  }

  /// How long it took.
  public var timing: ResultDocument.Timing { clock.timing }

  /// Tells whoever observes the runs that they are over, in whatever way.
  ///
  /// - Throws: `LogError` where that cannot be written.
  public func finishObserver() throws {
    try output.observer?.finish(
      search.findings, succeeded: search.isComplete, chart: folder.path("chart.png"))
  }

  /// Pulls until the run is over.
  private func make(
    _ run: Search.Run, on training: inout some SearchedTraining,
    onStep: (Search.Step) throws -> Void
  ) throws {
    try search.advance(on: &training)
    clock.stepBegins()
    while true {
      switch search.next {
      case .begin, .done: return
      case .evaluate: try search.advance(on: &training)
      case .train:
        try search.advance(on: &training)
        clock.stepEnded()
        if let step = search.lastStep { try onStep(step) }
        if interrupt.isRequested { search.stop() }
        clock.stepBegins()
      }
    }
  }

  private func make(
    _ trial: RateTrial, _ run: Search.Run, on training: inout some SearchedTraining
  ) throws {
    guard let race = search.race else { return }
    let log = try trials ?? RowLog(folder.path(RateTrial.fileName), header: RateTrial.columns)
    trials = log
    defer { trialProgress.clear() }
    let label = "verifying, trial \(race.results.count + 1)"
    try make(run, on: &training) { step in
      trialProgress.show(
        step: race.steps + step.index + 1 - trial.stepsBefore, of: race.budget,
        rate: step.learningRate, loss: step.loss, label: label)
    }
    // What an interrupted trial would have shown is not known.
    for result in search.race?.results.dropFirst(race.results.count) ?? [] {
      try log.append(result.trial.row(loss: result.loss))
    }
  }

  private func tellOfAttempt() {
    guard let attempt = search.attempts.last else { return }
    // What only a longer ramp shows is not believed before one that is longer still shows it, too.
    let why =
      attempt.verdict.code == .good
      ? "only the longer ramp shows it: confirming it" : "trying again"
    output.say(
      "\(attempt.verdict.code.rawValue): \(attempt.verdict.reason); \(why) \(attempt.change)")
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
