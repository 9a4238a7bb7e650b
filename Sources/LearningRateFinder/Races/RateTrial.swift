/// One short training at a constant rate, by which a rate is verified.
public struct RateTrial: Hashable, Sendable {
  /// The rate of every step.
  public let learningRate: Double
  /// Which order of the examples, from 0, the one that the training itself would have.
  ///
  /// Trials of one seed see the same mini-batches, so that they differ in nothing but the rate.
  public let seed: Int
  /// The steps after which the loss is measured, counted from the initial weights.
  public let steps: Int
  /// The steps that an earlier trial of the same rate and seed has made already; 0 where trials
  /// cannot go on from others.
  public let stepsBefore: Int
  /// Where the rate is on the ladder of candidates, in its finest steps; 0 is the first candidate.
  let rung: Int

  /// The rate and the order of the examples, which trials of several lengths have in common.
  public struct Candidate: Hashable, Sendable {
    /// The rate of every step.
    public let learningRate: Double
    /// Which order of the examples, from 0.
    public let seed: Int
  }

  /// What it has in common with longer and shorter trials.
  public var candidate: Candidate { Candidate(learningRate: learningRate, seed: seed) }

  /// The steps that are to be made.
  public var stepsToMake: Int { steps - stepsBefore }
}

/// What came of a trial.
public struct TrialResult: Hashable, Sendable {
  /// The trial.
  public let trial: RateTrial
  /// The loss at its end; infinite where it diverged.
  public let loss: Double
}
