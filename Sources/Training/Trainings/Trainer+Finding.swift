public import LearningRateFinder
public import Schedules

extension Trainer {
  /// What a range test before or in the midst of a training found.
  public struct Finding: Hashable, Codable, Sendable {
    /// The number of epochs that the training had made.
    public let epoch: Int
    /// The steps of the range test, and of the short trainings that verified its rate.
    public let steps: Int
    /// How far the test is to be trusted.
    public let verdict: Verdict.Code
    /// Why, in one sentence.
    public let reason: String
    /// The rates that it suggests; nil where none is to be trusted.
    public let rates: ScheduleRates?
    /// The highest rate of the schedule from here on: the one found, or the old one where none is
    /// to be trusted; nil where there is neither.
    public internal(set) var learningRate: Double?

    /// Reads what was found off a curve.
    ///
    /// - Parameters:
    ///   - curve: What the range test recorded.
    ///   - epoch: The number of epochs that the training had made.
    ///   - gradientAge: How old the optimizer's gradients are.
    ///   - race: The short trainings that verified the rate; nil where there were none.
    public init(
      _ curve: Curve, epoch: Int, gradientAge: GradientAge?, race: RateRace? = nil
    ) {
      let answer = Answer(curve, gradientAge: gradientAge)
      self.epoch = epoch
      steps = curve.count + (race?.steps ?? 0)
      verdict = answer.verdict.code
      reason = answer.verdict.reason
      rates = race?.verifiedRate.map { ScheduleRates($0, answer) } ?? ScheduleRates(answer)
    }
  }

  /// When to find the rate again.
  public struct Refinding: Hashable, Sendable {
    /// After how many epochs each time, at least 1.
    public let epochs: Int
    /// The rates that each range test goes through.
    public let ramp: Ramp

    /// Creates a plan.
    ///
    /// - Parameters:
    ///   - epochs: After how many epochs each time, at least 1.
    ///   - ramp: The rates that each range test goes through.
    /// - Throws: `TrainingError` for fewer than one epoch.
    public init(everyEpochs epochs: Int, ramp: Ramp) throws(TrainingError) {
      guard epochs >= 1 else {
        throw TrainingError("a rate is found again after 1 epoch or more, not \(epochs)")
      }
      self.epochs = epochs
      self.ramp = ramp
    }
  }
}
