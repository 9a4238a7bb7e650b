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
