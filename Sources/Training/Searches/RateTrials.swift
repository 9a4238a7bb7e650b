public import LearningRateFinder
internal import Torch

/// Makes the trials of a `RateRace` with a learner, all from where the learner is.
///
/// ```swift
/// var trials = try RateTrials(learner, heldOut: HeldOutExamples(data.test))
/// var race = RateRace(
///   test.answer(), of: [test.curve], budget: 900, continues: trials.areKept,
///   lossBefore: trials.lossBefore)
/// while let trial = race.next {
///   let (loss, steps) = try trials.run(trial)
///   race.record(trial, loss: loss, stepsMade: steps)
/// }
/// ```
///
/// After each trial the learner is as it was before, bit for bit.
public struct RateTrials {
  /// The loss on the held-out examples before the training; nil where there are none.
  public let lossBefore: Double?
  /// Whether a trial goes on where an earlier one of the same rate and seed ended.
  ///
  /// The states of some trials are kept for that, unless the model is so large that they might not
  /// fit into memory.
  public let areKept: Bool

  private let learner: Learner
  private let heldOut: HeldOutExamples?
  private var kept: [Key: End] = [:]

  /// The last tenth of a trial: what it learned is the mean of the loss there, because at a constant
  /// rate the loss after the very last step is a matter of luck.
  private static func tail(of trial: RateTrial) -> Int { max(1, trial.steps / 10) }

  /// How many steps before its end the held-out loss of a trial is measured.
  private static func measured(of trial: RateTrial) -> [Int] {
    let tail = tail(of: trial)
    return tail < 3 ? [0] : [tail - 1, tail / 2, 0]
  }

  private struct Key: Hashable {
    let rate: Double
    let seed: Int
  }

  /// What a trial leaves for one that goes on with it.
  private struct End {
    let state: Learner.Snapshot
    /// The loss of the untrained model's mini-batch, which tells a training that has lost itself
    /// where there are no held-out examples.
    let firstLoss: Double
  }

  /// The most parameters of a model whose states are kept: some 100 megabytes, thrice with Adam's
  /// moments, for about four candidates.
  private static let mostParameters = 25_000_000

  /// Prepares trials.
  ///
  /// - Parameters:
  ///   - learner: What is trained, from where it is now.
  ///   - heldOut: What the trials are judged on, by the mean of three measurements in their last
  ///     tenth; nil where there is nothing: then by the mean loss of the mini-batches there.
  /// - Throws: `TorchError` where libtorch refuses.
  public init(_ learner: Learner, heldOut: HeldOutExamples?) throws {
    self.learner = learner
    self.heldOut = heldOut
    lossBefore = try heldOut.map { try learner.evaluate(on: $0).loss }
    areKept = learner.model.parameters.reduce(0) { $0 + $1.count } <= Self.mostParameters
  }

  /// Makes one trial, and puts the learner back as it was.
  ///
  /// - Parameters:
  ///   - trial: The trial.
  ///   - onStep: Is called after each step with the number of steps made, from those before on, and
  ///     the loss of its mini-batch; what it throws ends the trial.
  /// - Returns: The loss at the end, infinite where the training diverged, and the steps that were
  ///   made.
  /// - Throws: `TorchError` where libtorch refuses, and what `onStep` throws; the learner is put
  ///   back then, too.
  public mutating func run(
    _ trial: RateTrial, onStep: (_ step: Int, _ loss: Double) throws -> Void = { _, _ in }
  ) throws -> (loss: Double, steps: Int) {
    let key = Key(rate: trial.learningRate, seed: trial.seed)
    let start = trial.stepsBefore > 0 ? kept.removeValue(forKey: key) : nil
    var firstLoss = start?.firstLoss
    var end: Learner.Snapshot?
    let (loss, made) = try learner.withoutSideEffects {
      if let start {
        try learner.restore(start.state)
      } else if trial.seed > 0 {
        try learner.reseed(by: trial.seed)
      }
      let first = start == nil ? 0 : trial.stepsBefore
      var hope = TrainingHope(lossBefore: lossBefore ?? firstLoss, steps: trial.steps)
      var last: [Double] = []
      for step in first..<trial.steps {
        let loss = try learner.step(learningRate: trial.learningRate)
        try onStep(step + 1, loss)
        firstLoss = firstLoss ?? loss
        guard loss.isFinite, hope.remains(after: loss) else {
          return (Double.infinity, step + 1 - first)
        }
        let left = trial.steps - step - 1
        if let heldOut {
          if Self.measured(of: trial).contains(left) {
            last.append(try learner.evaluate(on: heldOut).loss)
          }
        } else if left < Self.tail(of: trial) {
          last.append(loss)
        }
      }
      let loss = last.reduce(0, +) / Double(last.count)
      if areKept, trial.stepsBefore == 0, trial.seed == 0, loss.isFinite {
        end = try learner.snapshot()
      }
      return (loss.isFinite ? loss : .infinity, trial.steps - first)
    }
    if let end, let firstLoss { kept[key] = End(state: end, firstLoss: firstLoss) }
    return (loss, made)
  }
}

extension Learner {
  /// Draws other mini-batches and other random numbers from here on than the settings say.
  fileprivate func reseed(by number: Int) throws(TorchError) {
    let seed = (settings.orderSeed ?? settings.seed) &+ 0x9E37_79B9_7F4A_7C15 &* UInt64(number)
    try Torch.seed(seed)
    order = BatchOrder(count: order.rows.count, batchSize: order.batchSize, seed: seed)
    if augmentation != nil { augmentation = Augmentation(seed: seed) }
  }
}
