/// What a grid search found: a row for each rate, the best one, and where the range test's answer
/// stands among them.
public struct GridSummary: Sendable {
  /// All trainings at one rate.
  public struct Row: Hashable, Sendable {
    /// The rate.
    public let learningRate: Double
    /// The number of trainings.
    public let runs: Int
    /// How many of them diverged.
    public let diverged: Int
    /// The mean held-out loss; a training that ended worse than it began counts as where it began.
    public let loss: Double
    /// The standard deviation of these losses over the seeds; nil with one.
    public let deviation: Double?
    /// The mean held-out accuracy of the trainings that did not diverge; nil where there is none.
    public let accuracy: Double?
    /// How much of what could be learned was not, from 0 to 1.
    ///
    /// (loss − best loss on the grid) / (loss before training − best loss on the grid): 0 is as
    /// good as the best rate of the grid, 1 has learned nothing or diverged.
    public fileprivate(set) var regret: Double
  }

  /// The rates of the grid, increasing.
  public let rows: [Row]
  /// The rate of the grid with the lowest mean loss.
  public let best: Row
  /// The trainings at the rate of the range tests' answer; nil where there are none.
  public let answer: Row?
  /// The mean held-out loss before training.
  public let lossBefore: Double
  /// The steps of all trainings on the grid, and their seconds.
  public let cost: (steps: Int, seconds: Double)

  /// How many rates of the grid have a lower mean loss than the answer; nil without an answer.
  public var ratesAheadOfAnswer: Int? {
    answer.map { answer in rows.count { $0.loss < answer.loss } }
  }

  /// Whether the best rate is the first or the last of the grid, so that a better one may lie
  /// beyond.
  public var isBestAtEnd: Bool { rows.count > 1 && (best == rows.first || best == rows.last) }

  /// Sums up trainings.
  ///
  /// Nil where no rate of the grid was trained.
  ///
  /// - Parameters:
  ///   - trainings: The trainings, in any order.
  ///   - rates: The rates of the grid.
  ///   - answerRate: The rate of the range tests' answer.
  public init?(_ trainings: [GridTraining], rates: [Double], answerRate: Double?) {
    let byRate = Dictionary(grouping: trainings, by: \.learningRate)
    var rows = rates.sorted().compactMap { Row($0, byRate[$0] ?? []) }
    guard let lowest = rows.min(by: { $0.loss < $1.loss }) else { return nil }
    let ofGrid = rows.flatMap { byRate[$0.learningRate] ?? [] }
    let before = ofGrid.map(\.lossBefore).reduce(0, +) / Double(ofGrid.count)
    func regret(_ loss: Double) -> Double {
      let learnable = before - lowest.loss
      return learnable > 0 ? min(max((loss - lowest.loss) / learnable, 0), 1) : 0
    }
    for index in rows.indices { rows[index].regret = regret(rows[index].loss) }
    var answer = answerRate.flatMap { Row($0, byRate[$0] ?? []) }
    if let loss = answer?.loss { answer?.regret = regret(loss) }
    self.rows = rows
    best = rows.first { $0.learningRate == lowest.learningRate } ?? lowest
    self.answer = answer
    lossBefore = before
    cost = (ofGrid.map(\.steps).reduce(0, +), ofGrid.map(\.seconds).reduce(0, +))
  }
}

extension GridSummary.Row {
  fileprivate init?(_ rate: Double, _ trainings: [GridTraining]) {
    guard !trainings.isEmpty else { return nil }
    learningRate = rate
    runs = trainings.count
    diverged = trainings.count { $0.outcome == .diverged }
    let losses = trainings.map(\.cappedLoss)
    let mean = losses.reduce(0, +) / Double(runs)
    loss = mean
    deviation =
      runs < 2
      ? nil
      : (losses.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(runs - 1)).squareRoot()
    let accuracies = trainings.compactMap(\.accuracy)
    accuracy =
      accuracies.isEmpty ? nil : accuracies.reduce(0, +) / Double(accuracies.count)
    regret = 0
  }
}
