public import LearningRateFinder

/// The result of a grid search as JSON with stable keys: `result.json`, and what `--json` prints.
///
/// What has no value is null, not left out.
public struct GridDocument: Sendable {
  /// All trainings at one rate.
  public struct Row: Codable, Hashable, Sendable {
    /// The rate.
    public let learningRate: Double
    /// The mean held-out loss; a training that diverged, or ended worse than it began, counts as
    /// where it began.
    public let loss: Double
    /// The standard deviation of the losses over the seeds; nil with one.
    public let deviation: Double?
    /// The mean held-out accuracy; nil where there is none.
    public let accuracy: Double?
    /// How much of what could be learned was not, from 0 to 1.
    public let regret: Double
    /// The number of trainings.
    public let runs: Int
    /// How many of them diverged.
    public let diverged: Int
    /// How many of them count as where they began, those that diverged included.
    public let capped: Int

    /// Creates the row of a rate.
    ///
    /// - Parameters:
    ///   - learningRate: The rate.
    ///   - loss: The mean held-out loss.
    ///   - deviation: The standard deviation of the losses; nil with one.
    ///   - accuracy: The mean held-out accuracy; nil where there is none.
    ///   - regret: How much of what could be learned was not, from 0 to 1.
    ///   - runs: The number of trainings.
    ///   - diverged: How many of them diverged.
    ///   - capped: How many of them count as where they began.
    public init(
      learningRate: Double, loss: Double, deviation: Double?, accuracy: Double?, regret: Double,
      runs: Int, diverged: Int, capped: Int
    ) {
      self.learningRate = learningRate
      self.loss = loss
      self.deviation = deviation
      self.accuracy = accuracy
      self.regret = regret
      self.runs = runs
      self.diverged = diverged
      self.capped = capped
    }

    private enum CodingKeys: String, CodingKey {
      case loss, accuracy, regret, runs, diverged, capped
      case learningRate = "learning_rate"
      case deviation = "loss_deviation"
    }

    /// Decodes a row; one without `capped` is of a search that did not tell it.
    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      learningRate = try values.decode(Double.self, forKey: .learningRate)
      loss = try values.decode(Double.self, forKey: .loss)
      deviation = try values.decodeIfPresent(Double.self, forKey: .deviation)
      accuracy = try values.decodeIfPresent(Double.self, forKey: .accuracy)
      regret = try values.decode(Double.self, forKey: .regret)
      runs = try values.decode(Int.self, forKey: .runs)
      diverged = try values.decode(Int.self, forKey: .diverged)
      capped = try values.decodeIfPresent(Int.self, forKey: .capped) ?? diverged
    }
  }

  /// What trainings took.
  public struct Cost: Codable, Hashable, Sendable {
    /// The steps of all of them.
    public let steps: Int
    /// Their seconds.
    public let seconds: Double

    /// Creates a cost.
    public init(steps: Int, seconds: Double) {
      self.steps = steps
      self.seconds = seconds
    }
  }

  /// The rates of the grid, increasing.
  public var grid: [Row]
  /// The rate with the lowest mean loss; nil where nothing was trained.
  public var best: Row?
  /// The trainings at the range tests' rate; nil where none is to be trusted.
  public var answer: Row?
  /// How many rates of the grid have a lower mean loss than the answer; nil without an answer.
  public var ratesAheadOfAnswer: Int?
  /// What the range tests suggest for the schedule of the trainings, with its interval; nil where
  /// none is to be trusted.
  public var suggestion: Answer.Suggestion?
  /// How far the range tests are to be trusted; nil where there were none.
  public var verdict: Verdict?
  /// The mean held-out loss before training; nil where nothing was trained.
  public var lossBefore: Double?
  /// What the trainings on the grid took; nil where there were none.
  public var gridCost: Cost?
  /// What the range tests took.
  public var rangeTestCost: Cost
  /// Whether the best rate is the first or the last of the grid.
  public var isBestAtEnd: Bool
  /// What was asked for, by the names of the options.
  public var settings: Settings

  /// Creates the result of a search in which nothing was trained yet.
  ///
  /// - Parameters:
  ///   - settings: What was asked for, by the names of the options.
  ///   - rangeTestCost: What the range tests took.
  public init(settings: Settings, rangeTestCost: Cost) {
    grid = []
    isBestAtEnd = false
    self.rangeTestCost = rangeTestCost
    self.settings = settings
  }
}

extension GridDocument: Codable {
  private enum CodingKeys: String, CodingKey {
    case grid, best, answer, suggestion, verdict, settings
    case ratesAheadOfAnswer = "rates_ahead_of_answer"
    case lossBefore = "loss_before"
    case gridCost = "grid_cost"
    case rangeTestCost = "range_test_cost"
    case isBestAtEnd = "is_best_at_end"
  }

  /// Encodes everything under stable keys; what has no value is null.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(grid, forKey: .grid)
    try values.encode(best, forKey: .best)
    try values.encode(answer, forKey: .answer)
    try values.encode(ratesAheadOfAnswer, forKey: .ratesAheadOfAnswer)
    try values.encode(suggestion, forKey: .suggestion)
    try values.encode(verdict, forKey: .verdict)
    try values.encode(lossBefore, forKey: .lossBefore)
    try values.encode(gridCost, forKey: .gridCost)
    try values.encode(rangeTestCost, forKey: .rangeTestCost)
    try values.encode(isBestAtEnd, forKey: .isBestAtEnd)
    try values.encode(settings, forKey: .settings)
  }
}
