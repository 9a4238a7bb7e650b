import LearningRateFinder
import Testing

@testable import Training

/// A learner whose range tests show a curve in closed form, so that what follows them is known.
///
/// That is a race around a hundredth. The learner trains at the same rates, and its trials are its own.
struct BowlOverTraining: SearchedTraining {
  private(set) var runs: [Search.Run] = []
  /// The losses of the mini-batches of each run.
  private(set) var losses: [[Double]] = []
  /// Is called when the learner is where the run begins.
  var onBegin: (Search.Run) throws -> Void = { _ in }
  private var learner: SearchedLearner
  private let rate: Double

  /// - Parameters:
  ///   - learner: What is trained.
  ///   - rate: Where the curve is lowest, about.
  init(_ learner: SearchedLearner, around rate: Double = 0.01) {
    self.learner = learner
    self.rate = rate
  }

  mutating func begin(_ run: Search.Run) throws {
    try learner.begin(run)
    try onBegin(run)
    runs.append(run)
    losses.append([])
  }

  mutating func train(learningRate: Double) throws -> (loss: Double, heldOut: Double?) {
    let (loss, heldOut) = try learner.train(learningRate: learningRate)
    losses[losses.count - 1].append(loss)
    guard runs.last?.purpose == .rangeTest else { return (loss, heldOut) }
    let relative = learningRate / rate
    return (0.3 + 2 / (1 + 10 * relative) + relative * relative / 1e4, heldOut)
  }

  mutating func evaluate() throws -> Double { try learner.evaluate() }

  mutating func end() throws { try learner.end() }

  /// The losses of the mini-batches of a trial.
  func losses(of trial: RateTrial) -> [Double]? {
    zip(runs, losses).first { $0.0.purpose == .trial(trial) }?.1
  }
}
