public import LearningRateFinder
public import Schedules

extension Trainer {
  /// What a range test before or in the midst of a training found.
  public struct Finding: Hashable, Codable, Sendable {
    /// The number of epochs that the training had made.
    public let epoch: Int
    /// The steps of the search.
    public let steps: Int
    /// How far what was found is to be trusted, and why.
    public let verdict: Verdict
    /// The rates that it suggests; nil where none is to be trusted.
    public let rates: ScheduleRates?
    /// The highest rate of the schedule from here on: the one found, or the old one where none is
    /// to be trusted; nil where there is neither.
    public internal(set) var learningRate: Double?

    /// Keeps what a search found.
    ///
    /// - Parameters:
    ///   - findings: What it found.
    ///   - epoch: The number of epochs that the training had made.
    public init(_ findings: Findings, epoch: Int) {
      self.epoch = epoch
      steps = findings.steps
      verdict = findings.verdict
      rates = ScheduleRates(findings)
    }
  }

  /// When to find the rate again.
  public struct Refinding: Hashable, Sendable {
    /// After how many epochs each time, at least 1.
    public let epochs: Int
    /// What each search is to do.
    public let plan: SearchPlan

    /// Creates a plan.
    ///
    /// - Parameters:
    ///   - epochs: After how many epochs each time, at least 1.
    ///   - plan: What each search is to do.
    /// - Throws: `TrainingError` for fewer than one epoch.
    public init(everyEpochs epochs: Int, _ plan: SearchPlan) throws(TrainingError) {
      guard epochs >= 1 else {
        throw TrainingError("a rate is found again after 1 epoch or more, not \(epochs)")
      }
      self.epochs = epochs
      self.plan = plan
    }
  }
}
