public import LearningRateFinder

/// What the command answered from one seed, as it was recorded.
public struct RecordedAnswer: Decodable, Sendable {
  /// The verdict of the last range test.
  public let verdict: Verdict.Code
  /// The rate for a constant training; nil where none was to be trusted.
  public let suggestion: Answer.Suggestion?
  /// The peak of a schedule that decays; nil where none was to be trusted.
  public let peak: Answer.Suggestion?
  /// The rate that short trainings chose; nil where none were made.
  public let verified: Verified?
  /// All steps of training that the answer took.
  public let steps: Int

  /// What short trainings found.
  public struct Verified: Decodable, Sendable {
    /// The rate that won, for a constant training; nil where none could be told from the others.
    public let rate: Double?
    /// The lower end of its interval.
    public let low: Double?
    /// The upper end of its interval.
    public let high: Double?
    /// The mean loss of the search's trainings at this rate; nil where they were not made.
    public let loss: Double?
    /// The steps of the short trainings.
    public let steps: Int
  }

  /// A mark for the rate that the answer comes to: the verified one, else the suggested one; nil
  /// where there is neither.
  func mark(against truth: GridTruth) -> Mark? {
    guard let verified, let rate = verified.rate else {
      return suggestion.map { Mark($0, against: truth) }
    }
    guard let low = verified.low, let high = verified.high, low <= high else {
      return Mark(rate, loss: verified.loss, against: truth)
    }
    return Mark(rate, loss: verified.loss, interval: low...high, against: truth)
  }
}

/// The score of answers that were recorded with what they cost.
public struct RecordedScore: Sendable {
  /// The score.
  public let score: Score
  /// The steps of an answer relative to those of the search, in the mean.
  public let meanCost: Double
  /// The same of the dearest answer.
  public let highestCost: Double

  /// Scores recorded answers against the search at constant rates.
  ///
  /// Nil where no task has a search and an answer with a rate.
  ///
  /// - Parameters:
  ///   - tasks: The tasks.
  ///   - answers: Which answers of a task.
  public init?(_ tasks: [TaskResult], _ answers: (TaskResult) -> [RecordedAnswer]) {
    var marks: [Mark?] = []
    var costs: [Double] = []
    for task in tasks {
      guard let truth = task.constant else { continue }
      for answer in answers(task) {
        marks.append(answer.mark(against: truth))
        costs.append(Double(answer.steps) / Double(truth.steps))
      }
    }
    self.init(marks, costs: costs)
  }

  init?(_ marks: [Mark?], costs: [Double]) {
    guard let score = Score(marks), let highest = costs.max() else { return nil }
    self.score = score
    meanCost = costs.reduce(0, +) / Double(costs.count)
    highestCost = highest
  }
}
