public import LearningRateFinder
internal import Torch

/// A learner that a search pulls through; after it the learner is as it was, bit for bit.
///
/// ```swift
/// let findings = try learner.search(SearchPlan(ramp, gradientAge: .momentum(0.9)))
/// ```
///
/// The states at the end of some trials are kept where the plan says that they can be
/// (``SearchedLearner/canKeepStates(of:)``).
public struct SearchedLearner: SearchedTraining {
  private let first: Learner
  private let other: ((_ run: Int) throws -> Learner)?
  private let validation: HeldOutExamples?
  private let heldOut: HeldOutExamples?

  private var initial: Learner.Snapshot?
  private var learner: Learner
  private var run: Search.Run?
  private var made = 0
  private var isFinite = true
  private var kept: [RateTrial.Candidate: Learner.Snapshot] = [:]

  /// The most parameters of a model whose states are kept: some 100 megabytes, thrice with Adam's
  /// moments, for about four candidates.
  private static let mostParameters = 25_000_000

  /// Prepares a learner.
  ///
  /// - Parameters:
  ///   - learner: What is trained, from where it is when the first run begins.
  ///   - validation: What is measured during range tests, where the plan asks for it.
  ///   - heldOut: What trials are judged on, where the plan says so.
  ///   - other: Makes the learner of another run, from 1, with weights of its own; nil where all runs
  ///     begin with the weights of this learner, and differ in the order of the data alone.
  public init(
    _ learner: Learner, validation: HeldOutExamples? = nil, heldOut: HeldOutExamples? = nil,
    other: ((_ run: Int) throws -> Learner)? = nil
  ) {
    first = learner
    self.learner = learner
    self.validation = validation
    self.heldOut = heldOut
    self.other = other
  }

  /// Whether there is memory for the states at the end of some trials of a learner.
  public static func canKeepStates(of learner: Learner) -> Bool {
    learner.model.parameters.reduce(0) { $0 + $1.count } <= mostParameters
  }

  /// Puts the initial state back, or that at the end of the trial which the run goes on from.
  public mutating func begin(_ run: Search.Run) throws {
    try keepEnd()
    self.run = run
    made = 0
    isFinite = true
    if let initial { try first.restore(initial) } else { initial = try first.snapshot() }
    learner = first
    switch run.purpose {
    case .measurement: break
    case .rangeTest where run.seed > 0:
      if let other { learner = try other(run.seed) } else { try first.reseed(by: run.seed) }
    case .rangeTest: break
    case .trial(let trial):
      if run.continues, let end = kept.removeValue(forKey: trial.candidate) {
        try first.restore(end)
      } else if run.seed > 0 {
        try first.reseed(by: run.seed)
      }
    }
  }

  /// Takes one step.
  public mutating func train(learningRate: Double) throws -> (loss: Double, heldOut: Double?) {
    let loss = try learner.step(learningRate: learningRate)
    made += 1
    isFinite = isFinite && loss.isFinite
    return (loss, nil)
  }

  /// The loss on the held-out examples of range tests, or on those that trials are judged on.
  public mutating func evaluate() throws -> Double {
    guard let examples = run?.purpose == .rangeTest ? validation : heldOut else {
      throw TrainingError("there are no held-out examples to measure the loss on")
    }
    return try learner.evaluate(on: examples).loss
  }

  /// Puts the learner back as it was, and forgets the states that were kept.
  public mutating func end() throws {
    kept = [:]
    run = nil
    learner = first
    if let initial { try first.restore(initial) }
    initial = nil
  }

  /// Keeps the state at the end of a trial that a longer one may go on from.
  private mutating func keepEnd() throws {
    guard case .trial(let trial) = run?.purpose, trial.stepsBefore == 0, trial.seed == 0,
      made == trial.steps, isFinite, Self.canKeepStates(of: first)
    else { return }
    kept[trial.candidate] = try first.snapshot()
  }
}

extension Learner {
  /// Searches for a learning rate from where the learner is, and puts it back.
  ///
  /// - Parameters:
  ///   - plan: What the search is to do.
  ///   - validation: What is measured during range tests, where the plan asks for it.
  ///   - heldOut: What trials are judged on, where the plan says so.
  ///   - onStep: Is called after each step, to record or show it; it may `stop` the search.
  /// - Returns: What was found.
  /// - Throws: `TorchError` where libtorch refuses, and what `onStep` throws; the learner is put back
  ///   then, too.
  public func search(
    _ plan: SearchPlan, validation: HeldOutExamples? = nil, heldOut: HeldOutExamples? = nil,
    onStep: (inout Search) throws -> Void = { _ in }
  ) throws -> Findings? {
    var search = Search(plan)
    var searched = SearchedLearner(self, validation: validation, heldOut: heldOut)
    try search.run(on: &searched, onStep: onStep)
    return search.findings
  }

  /// Draws other mini-batches and other random numbers from here on than the settings say.
  fileprivate func reseed(by number: Int) throws(TorchError) {
    let seed = (settings.orderSeed ?? settings.seed) &+ 0x9E37_79B9_7F4A_7C15 &* UInt64(number)
    try Torch.seed(seed)
    order = BatchOrder(count: order.rows.count, batchSize: order.batchSize, seed: seed)
    if augmentation != nil { augmentation = Augmentation(seed: seed) }
  }
}
