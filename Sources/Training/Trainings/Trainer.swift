public import LearningRateFinder
public import Schedules

/// A whole training: a learner that follows a schedule for a number of steps and is measured on
/// held-out examples after each epoch.
///
/// ```swift
/// let schedule = try LearningRateSchedule.constant(ConstantRate(0.1))
/// let trainer = try Trainer(learner, schedule: schedule, steps: 3 * learner.stepsPerEpoch)
/// try trainer.run { step, epoch in
///   if let epoch { print(epoch.number, epoch.trainingLoss) }
/// }
/// ```
///
/// `writeCheckpoint(to:)` keeps all of it at any step, and `init(resuming:_:)` goes on from there
/// as if nothing had happened, bit for bit.
///
/// A reference and not `Sendable`: it belongs to the task that trains.
public final class Trainer {
  /// One step of a training.
  public struct Step: Hashable, Sendable {
    /// Which step, from 0.
    public let index: Int
    /// The rate that made the step.
    public let learningRate: Double
    /// The loss of the step's mini-batch before the update; NaN or infinite where the training is
    /// lost.
    public let loss: Double
  }

  /// What was measured at the end of an epoch, or of the training.
  public struct Epoch: Hashable, Codable, Sendable {
    /// Which epoch, from 1.
    public let number: Int
    /// The steps that the training has made.
    public let steps: Int
    /// The rate of the last step.
    public let learningRate: Double
    /// The mean loss of the epoch's mini-batches, each before its update.
    public let trainingLoss: Double
    /// The measure on the held-out examples; nil where there are none.
    public let evaluation: Evaluation?
  }

  /// How a training ended.
  public enum Outcome: String, Codable, Sendable {
    /// Every step was made.
    case completed
    /// The loss of the last step was NaN or infinite.
    case notFinite = "not-finite"
    /// Somebody stopped it.
    case stopped
  }

  /// What is trained.
  public let learner: Learner
  /// The steps of the whole training.
  public let steps: Int
  /// What to measure on after each epoch.
  public let heldOut: HeldOutExamples?
  /// When to find the rate again; nil for never.
  public let refinding: Refinding?
  /// The number of steps in an epoch, at least 1.
  public let stepsPerEpoch: Int
  /// The curves of the latest time that the rate was found again by this trainer.
  public private(set) var latestCurves: [Curve] = []
  /// How the training ended; nil while it goes on.
  public private(set) var outcome: Outcome?
  var state: State

  /// What a checkpoint keeps beside the learner.
  struct State: Codable {
    var progress: ScheduleProgress
    var epochs: [Epoch] = []
    var findings: [Finding]
    var lossSum = 0.0
    var lossCount = 0
  }

  /// Sets up a training.
  ///
  /// - Parameters:
  ///   - learner: What is trained, from where it is.
  ///   - schedule: The rate of each step.
  ///   - steps: The steps of the whole training, at least 1.
  ///   - heldOut: What to measure on after each epoch; nil for nothing.
  ///   - refinding: When to find the rate again; nil for never.
  ///   - findings: What was found before, for the record.
  /// - Throws: `TrainingError` for fewer than one step, and for finding again what a schedule that
  ///   waits for plateaus sets by itself.
  public convenience init(
    _ learner: Learner, schedule: LearningRateSchedule, steps: Int,
    heldOut: HeldOutExamples? = nil, refinding: Refinding? = nil, findings: [Finding] = []
  ) throws(TrainingError) {
    let found = findings.map { finding in
      var finding = finding
      finding.learningRate = schedule.peak
      return finding
    }
    try self.init(
      learner, state: State(progress: ScheduleProgress(schedule), findings: found), steps: steps,
      heldOut: heldOut, refinding: refinding)
  }

  init(
    _ learner: Learner, state: State, steps: Int, heldOut: HeldOutExamples?,
    refinding: Refinding?
  ) throws(TrainingError) {
    guard steps >= 1 else {
      throw TrainingError("a training takes at least 1 step, not \(steps)")
    }
    if refinding != nil, state.progress.schedule.plateau != nil {
      throw TrainingError(
        "a schedule that waits for plateaus sets its rate by itself: it is not found again")
    }
    self.learner = learner
    self.state = state
    self.steps = steps
    self.heldOut = heldOut
    self.refinding = refinding
    stepsPerEpoch = max(1, learner.stepsPerEpoch)
    outcome = state.progress.step >= steps ? .completed : nil
  }

  /// The schedule that is followed, and how far.
  public var progress: ScheduleProgress { state.progress }
  /// What was measured at the end of each epoch so far.
  public var epochs: [Epoch] { state.epochs }
  /// What range tests found before and during the training.
  public var findings: [Finding] { state.findings }
  /// The mean loss of the mini-batches of the epoch so far, for a progress display.
  public var runningLoss: Double? {
    state.lossCount == 0 ? nil : state.lossSum / Double(state.lossCount)
  }

  /// Trains to the end.
  ///
  /// - Parameter onStep: Is called after each step, with the epoch that it ended, if it did; it may
  ///   `stop` the training.
  /// - Throws: `TorchError` where libtorch refuses, and what `onStep` throws. A loss that is NaN or
  ///   infinite is an outcome, not an error.
  public func run(onStep: (Step, Epoch?) throws -> Void = { _, _ in }) throws {
    while outcome == nil {
      let (step, epoch) = try advance()
      try onStep(step, epoch)
    }
  }

  /// Ends the training where it is.
  public func stop() {
    if outcome == nil { outcome = .stopped }
  }

  /// Takes one step, and measures and finds again where that is due.
  private func advance() throws -> (Step, Epoch?) {
    if let momentum = progress.momentum { learner.setMomentum(momentum) }
    let rate = progress.learningRate
    let step = Step(
      index: progress.step, learningRate: rate, loss: try learner.step(learningRate: rate))
    state.progress.advance()
    guard step.loss.isFinite else {
      outcome = .notFinite
      return (step, nil)
    }
    state.lossSum += step.loss
    state.lossCount += 1
    if progress.step == steps { outcome = .completed }
    let isWhole = progress.step.isMultiple(of: stepsPerEpoch)
    guard isWhole || outcome != nil else { return (step, nil) }
    let epoch = try endEpoch(rate)
    if let refinding, isWhole, outcome == nil, epoch.number.isMultiple(of: refinding.epochs) {
      try findAgain(refinding.plan, epoch: epoch.number)
    }
    return (step, epoch)
  }

  private func endEpoch(_ rate: Double) throws -> Epoch {
    let epoch = Epoch(
      number: (progress.step + stepsPerEpoch - 1) / stepsPerEpoch, steps: progress.step,
      learningRate: rate, trainingLoss: state.lossSum / Double(max(1, state.lossCount)),
      evaluation: try heldOut.map { try learner.evaluate(on: $0) })
    state.epochs.append(epoch)
    state.lossSum = 0
    state.lossCount = 0
    state.progress.observe(loss: epoch.evaluation?.loss ?? epoch.trainingLoss)
    return epoch
  }

  /// Searches from here, which leaves nothing behind but a new highest rate of the schedule; the old
  /// one stays where none is to be trusted.
  private func findAgain(_ plan: SearchPlan, epoch: Int) throws {
    guard let findings = try learner.search(plan) else { return }
    latestCurves = findings.curves
    var finding = Finding(findings, epoch: epoch)
    if let rates = finding.rates {
      state.progress = try progress.rescaled(toPeak: progress.schedule.peak(from: rates))
    }
    finding.learningRate = progress.schedule.peak
    state.findings.append(finding)
  }
}
