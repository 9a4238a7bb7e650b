import ArgumentParser
import Datasets
import Foundation
import LearningRateFinder
import Reports
import RunFolders
import Schedules
import Sessions
import Training

/// `lrfinder train`: a whole training, with a rate that is given or found.
struct Train: AsyncParsableCommand, LongRun {
  static let configuration = CommandConfiguration(
    abstract: "Train with a rate that is given, or found first from the same initial weights.",
    discussion: """
      Exit status 3: no rate could be trusted and nothing was trained, or the training diverged \
      or ended worse than it began.
      """)

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Training") var training: TrainingOptions
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The rate: of a constant schedule, or the highest of another; 'auto' finds it.",
      valueName: "rate|auto"),
    transform: Rate.init)
  var learningRate = Rate.auto
  @OptionGroup var schedule: ScheduleOptions
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("How long to train, in epochs (default: 3).", valueName: "n"))
  var epochs: Int?
  @Option(
    help: ArgumentHelp(
      "Instead of --epochs: a number of steps, or of epochs (300, 0.5epochs).",
      valueName: "length"))
  var budget: Budget?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Find the rate again after every so many epochs. It stays where the test shows nothing, as it "
        + "often does once the model has learned most.", valueName: "n"))
  var refindEvery: Int?
  @OptionGroup(title: "Range tests") var range: RangeOptions
  @OptionGroup(title: "Range tests") var verification: VerifyOptions
  @Option(
    help: ArgumentHelp(
      "Write the schedule as JSON, and lines for PyTorch, Keras, MLX and others beside it.",
      valueName: "file"))
  var scheduleOut: String?
  @Option(
    help: ArgumentHelp(
      "How often to keep all that is needed to --resume.", valueName: "length"))
  var checkpointEvery = Budget.epochs(1)
  @OptionGroup(title: "Output") var keep: LongRunOptions

  /// A rate that is given or to be found.
  enum Rate: CustomStringConvertible {
    /// A range test finds it.
    case auto
    /// It is this.
    case given(Double)

    init(_ argument: String) throws {
      if argument == "auto" {
        self = .auto
      } else if let rate = Double(argument), rate > 0, rate.isFinite {
        self = .given(rate)
      } else {
        throw ValidationError("expected a number above 0, or 'auto'")
      }
    }

    var description: String {
      switch self {
      case .auto: "auto"
      case .given(let rate): "\(rate)"
      }
    }
  }

  func validate() throws {
    if budget != nil, epochs != nil { throw ValidationError("choose one of --epochs and --budget") }
    if let epochs, !(1...1_000_000).contains(epochs) {
      throw ValidationError("--epochs must be at least 1, not \(epochs)")
    }
    if let refindEvery, refindEvery < 1 {
      throw ValidationError("--refind-every must be at least 1, not \(refindEvery)")
    }
    if verification.verify, case .given = learningRate {
      throw ValidationError("--verify is of a rate that is found: --learning-rate auto")
    }
  }

  var settings: Settings {
    data.settings.merging(training.settings) { $1 }.merging([
      "learning_rate": .text("\(learningRate)"), "schedule": .text(schedule.schedule),
      "budget": .text("\(length)"), "refind_every": SettingValue(refindEvery),
    ]) { $1 }.merging(range.settings) { $1 }.merging(verification.settings) { $1 }
  }

  private var length: Budget { budget ?? .epochs(epochs ?? 3) }

  func run() async throws {
    if let path = keep.resume {
      let (command, folder) = try resumed(from: path)
      try await command.train(goingOnIn: folder)
    } else {
      try await train(goingOnIn: nil)
    }
  }

  private func train(goingOnIn existing: RunFolder?) async throws {
    if existing == nil, let scheduleOut { try ScheduleFile.check(scheduleOut) }
    let interrupt = Interrupt()
    let splits = try await data.load()
    let learner = try Learner(training.settings(run: 0), on: splits.train)
    if let note = splits.note { keep.say(note) }
    let perEpoch = max(1, learner.stepsPerEpoch)
    let steps = length.steps(perEpoch: perEpoch)
    let ramp = try range.makeRamp(stepsPerEpoch: perEpoch)
    // What is impossible is refused before anything is done.
    _ = try schedule.make(ScheduleRates(learningRate: 1), steps: steps, stepsPerEpoch: perEpoch)
    let refinding = try refindEvery.map { epochs in
      try Trainer.Refinding(
        everyEpochs: epochs,
        SearchPlan(ramp, gradientAge: learner.settings.optimizer.gradientAge))
    }
    let heldOut = try splits.test.map { try HeldOutExamples($0, on: learner.settings.device) }
    let threads = try training.setThreads(of: learner)
    let comparison = try LossComparison(of: learner, on: splits, heldOut: heldOut)
    let name = "\(splits.train.name)-\(training.model)"
    let folder =
      try existing
      ?? RunFolder(at: keep.out, named: "train-\(name.replacing(/[^A-Za-z0-9._-]/, with: "-"))")
    let used = settings.merging(ramp.settings) { $1 }
      .merging(training.chosen(for: learner, threads: threads)) { $1 }
    if existing == nil { try begin(in: folder, used, threads: threads) }

    let checkpoint = folder.path(TrainingRecord.checkpointName)
    let trainer: Trainer
    if folder.has(TrainingRecord.checkpointName) {
      trainer = try Trainer(
        resuming: checkpoint, learner, steps: steps, heldOut: heldOut, refinding: refinding)
      keep.say("going on after step \(trainer.progress.step) of \(steps)")
    } else {
      let (rates, findings) = try rates(learner, ramp, on: splits, folder, interrupt)
      guard let rates else {
        try finish(
          TrainingDocument(
            untrained: findings, lossBefore: comparison.before, settings: used), in: folder)
        throw ExitCode(3)
      }
      let schedule = try schedule.make(rates, steps: steps, stepsPerEpoch: perEpoch)
      trainer = try Trainer(
        learner, schedule: schedule, steps: steps, heldOut: heldOut, refinding: refinding,
        findings: findings)
      if let scheduleOut {
        let lines = try ScheduleFile(schedule, steps: steps, stepsPerEpoch: perEpoch).write(
          to: scheduleOut)
        keep.say("the schedule is in \(scheduleOut), lines to paste in \(lines)")
      }
    }

    let record = try TrainingRecord(trainer, in: folder, keep)
    let every = checkpointEvery.steps(perEpoch: perEpoch)
    try trainer.run { step, epoch in
      try record.record(step, epoch)
      let made = step.index + 1
      if made.isMultiple(of: every) || made == steps || interrupt.isRequested,
        trainer.outcome != .notFinite
      {
        try record.writeCheckpoint()
      }
      if interrupt.isRequested { trainer.stop() }
    }
    record.finish()
    if trainer.outcome == .stopped { throw InterruptedRun(command: "train", folder: folder) }
    let result = TrainingDocument(
      trainer, lossBefore: comparison.before, lossAfter: try comparison.after(trainer),
      seconds: record.seconds, settings: used)
    try finish(result, in: folder)
    if let warning = result.warning { keep.say(warning) }
    try await keep.report(folder, title: "\(training.model) on \(splits.train.name)")
    if result.endedWorse { throw ExitCode(3) }
  }

  /// The rates to make the schedule from, and how they were found; none where a range test is not
  /// to be trusted.
  private func rates(
    _ learner: Learner, _ ramp: Ramp, on splits: DatasetSplits, _ folder: RunFolder,
    _ interrupt: Interrupt
  ) throws -> (ScheduleRates?, [Trainer.Finding]) {
    if case .given(let rate) = learningRate {
      return (ScheduleRates(learningRate: rate), [])
    }
    // What an interrupted process left of it is made again.
    folder.removeCurves()
    folder.remove("trials.csv")
    let judged = verification.verify ? try splits.judges(of: learner) : nil
    let plan = SearchPlan(
      ramp, gradientAge: learner.settings.optimizer.gradientAge,
      adaptBudget: SessionOptions.usualAdaptBudget,
      verification: verification.plan(
        keepsStates: SearchedLearner.canKeepStates(of: learner),
        measuresHeldOutLoss: judged != nil))
    let session = SearchSession(
      plan, in: folder, interrupt: interrupt, output: .init(isQuiet: keep.isQuiet, say: keep.say))
    var searched = SearchedLearner(
      learner, heldOut: judged,
      other: { run in try Learner(training.settings(run: run), on: splits.train) })
    try session.run(on: &searched)
    guard session.search.isComplete, let findings = session.search.findings else {
      throw InterruptedRun(command: "train", folder: folder)
    }
    let finding = Trainer.Finding(findings, epoch: 0)
    if finding.rates == nil {
      keep.say(
        "no rate to train with: \(finding.verdict.code.rawValue): \(finding.verdict.reason)")
    }
    return (finding.rates, [finding])
  }

  private func finish(_ result: TrainingDocument, in folder: RunFolder) throws {
    try folder.write(result, as: "result.json")
    try keep.print(result.text)
    try keep.show(result)
  }
}
