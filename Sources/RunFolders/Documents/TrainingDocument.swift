public import LearningRateFinder
public import Schedules

/// The result of a training as JSON with stable keys: `result.json`, and what `--json` prints.
///
/// What has no value is null, not left out.
public struct TrainingDocument: Sendable {
  /// What was measured at the end of an epoch.
  public struct Epoch: Hashable, Sendable {
    /// The epoch, from 1.
    public let number: Int
    /// The steps made so far.
    public let steps: Int
    /// The rate of the last step.
    public let learningRate: Double
    /// The mean loss of the epoch's mini-batches; nil where it is no number.
    public let trainingLoss: Double?
    /// The loss on the test part; nil where there is none, or it is no number.
    public let testLoss: Double?
    /// The accuracy on the test part; nil where there is none.
    public let testAccuracy: Double?

    /// Creates the record of an epoch.
    ///
    /// - Parameters:
    ///   - number: The epoch, from 1.
    ///   - steps: The steps made so far.
    ///   - learningRate: The rate of the last step.
    ///   - trainingLoss: The mean loss of the epoch's mini-batches.
    ///   - testLoss: The loss on the test part.
    ///   - testAccuracy: The accuracy on the test part.
    public init(
      number: Int, steps: Int, learningRate: Double, trainingLoss: Double?, testLoss: Double?,
      testAccuracy: Double?
    ) {
      self.number = number
      self.steps = steps
      self.learningRate = learningRate
      self.trainingLoss = trainingLoss
      self.testLoss = testLoss
      self.testAccuracy = testAccuracy
    }
  }

  /// What a range test found before or during the training.
  public struct Finding: Hashable, Sendable {
    /// The epochs before it.
    public let epoch: Int
    /// Its steps.
    public let steps: Int
    /// How far it is to be trusted.
    public let verdict: Verdict.Code
    /// Why, in one sentence.
    public let reason: String
    /// The rates of every kind of schedule; nil where it is not to be trusted.
    public let rates: ScheduleRates?
    /// The highest rate of the schedule from then on; nil where nothing was trained.
    public let learningRate: Double?

    /// Creates the record of a range test.
    ///
    /// - Parameters:
    ///   - epoch: The epochs before it.
    ///   - steps: Its steps.
    ///   - verdict: How far it is to be trusted.
    ///   - reason: Why, in one sentence.
    ///   - rates: The rates of every kind of schedule.
    ///   - learningRate: The highest rate of the schedule from then on.
    public init(
      epoch: Int, steps: Int, verdict: Verdict.Code, reason: String, rates: ScheduleRates?,
      learningRate: Double?
    ) {
      self.epoch = epoch
      self.steps = steps
      self.verdict = verdict
      self.reason = reason
      self.rates = rates
      self.learningRate = learningRate
    }
  }

  /// What was measured on the test part at last.
  public struct Test: Codable, Hashable, Sendable {
    /// The loss; nil where it is no number.
    public let loss: Double?
    /// The accuracy; nil where there is none.
    public let accuracy: Double?
  }

  /// How a training ended.
  public enum Outcome: String, Codable, Sendable {
    /// Every step was made.
    case completed
    /// The loss was no longer a number.
    case notFinite = "not-finite"
    /// Somebody stopped it.
    case stopped
    /// No rate could be trusted, and nothing was trained.
    case notTrained = "not-trained"
  }

  /// The highest rate of the schedule at the end; nil where nothing was trained.
  public let learningRate: Double?
  /// The schedule at the end; nil where nothing was trained.
  public let schedule: LearningRateSchedule?
  /// How the training ended.
  public let outcome: Outcome
  /// The steps that were made.
  public let steps: Int
  /// What was measured at the end of each epoch.
  public let epochs: [Epoch]
  /// What range tests found, in their order.
  public let findings: [Finding]
  /// What was measured on the test part at last; nil where there is none.
  public let test: Test?
  /// The loss before the training, held-out where there is a test part; nil where it is not known
  /// or no number.
  public let lossBefore: Double?
  /// The loss after it on the same examples; nil where nothing was trained, or it was no number.
  public let lossAfter: Double?
  /// The seconds that the training took.
  public let seconds: Double
  /// What was asked for, by the names of the options.
  public let settings: Settings

  /// Creates the result of a training.
  ///
  /// - Parameters:
  ///   - outcome: How the training ended.
  ///   - schedule: The schedule at the end; nil where nothing was trained.
  ///   - steps: The steps that were made.
  ///   - epochs: What was measured at the end of each epoch.
  ///   - findings: What range tests found, in their order.
  ///   - lossBefore: The loss before the training, finite; nil where it is not known.
  ///   - lossAfter: The loss after it on the same examples, finite; nil where it is no number.
  ///   - seconds: The seconds that the training took.
  ///   - settings: What was asked for, by the names of the options.
  public init(
    _ outcome: Outcome, schedule: LearningRateSchedule? = nil, steps: Int = 0,
    epochs: [Epoch] = [], findings: [Finding], lossBefore: Double? = nil, lossAfter: Double? = nil,
    seconds: Double = 0, settings: Settings
  ) {
    learningRate = schedule?.peak
    self.schedule = schedule
    self.outcome = outcome
    self.steps = steps
    self.epochs = epochs
    self.findings = findings
    test = epochs.last.flatMap { last in
      last.testLoss == nil && last.testAccuracy == nil
        ? nil : Test(loss: last.testLoss, accuracy: last.testAccuracy)
    }
    self.lossBefore = lossBefore
    self.lossAfter = lossAfter
    self.seconds = seconds
    self.settings = settings
  }

  /// Whether the training diverged, or ended with a higher loss than it began with, on the examples
  /// that it trained on as well: one that over-fits has learned.
  public var endedWorse: Bool {
    switch outcome {
    case .notTrained: return false
    case .notFinite: return true
    case .completed, .stopped:
      guard let lossBefore else { return false }
      // A loss that is no number is no better than any.
      return !((lossAfter ?? .nan) <= lossBefore)
        && !((epochs.last?.trainingLoss ?? .nan) < lossBefore)
    }
  }
}

extension TrainingDocument.Epoch: Codable {
  private enum CodingKeys: String, CodingKey {
    case number = "epoch"
    case steps
    case learningRate = "learning_rate"
    case trainingLoss = "training_loss"
    case testLoss = "test_loss"
    case testAccuracy = "test_accuracy"
  }
}

extension TrainingDocument.Finding: Codable {
  private enum CodingKeys: String, CodingKey {
    case epoch, steps, verdict, reason, rates
    case learningRate = "learning_rate"
  }
}

extension TrainingDocument: Codable {
  private enum CodingKeys: String, CodingKey {
    case schedule, outcome, steps, epochs, findings, test, seconds, settings
    case learningRate = "learning_rate"
    case lossBefore = "loss_before"
    case lossAfter = "loss_after"
  }

  private enum DerivedKeys: String, CodingKey {
    case endedWorse = "ended_worse"
  }

  /// Encodes everything under stable keys; what has no value is null.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(learningRate, forKey: .learningRate)
    try values.encode(schedule, forKey: .schedule)
    try values.encode(outcome, forKey: .outcome)
    try values.encode(steps, forKey: .steps)
    try values.encode(epochs, forKey: .epochs)
    try values.encode(findings, forKey: .findings)
    try values.encode(test, forKey: .test)
    try values.encode(lossBefore, forKey: .lossBefore)
    try values.encode(lossAfter, forKey: .lossAfter)
    try values.encode(seconds, forKey: .seconds)
    try values.encode(settings, forKey: .settings)
    var derived = encoder.container(keyedBy: DerivedKeys.self)
    try derived.encode(endedWorse, forKey: .endedWorse)
  }
}
