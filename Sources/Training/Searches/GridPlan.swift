internal import LearningRateFinder

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// What a grid search trains: every rate with every seed.
public struct GridPlan: Hashable, Sendable {
  /// The rates, increasing.
  public let rates: [Double]
  /// The number of seeds.
  public let runs: Int
  /// The steps of one training.
  public let steps: Int

  /// More rates than this are a typing error.
  private static let mostRates = 1000

  /// Creates a plan with rates equally far apart in logarithm.
  ///
  /// The rates are rounded to six digits, so that they are the same in a table, in a file and on a
  /// command line.
  ///
  /// - Parameters:
  ///   - low: The first rate, above 0.
  ///   - high: The rate that none is above, at least `low`.
  ///   - perDecade: The rates from one power of ten to the next, at least 1; 4 is a quarter of a
  ///     decade, which is finer than the plateau of good rates of most trainings.
  ///   - runs: The number of seeds, at least 1.
  ///   - steps: The steps of one training, at least 1.
  /// - Throws: `TrainingError` for numbers out of range.
  public init(
    from low: Double, to high: Double, perDecade: Int = 4, runs: Int, steps: Int
  ) throws(TrainingError) {
    guard low > 0, low.isFinite else {
      throw TrainingError("the first rate of a grid must be above 0, not \(low.brief)")
    }
    guard high >= low, high.isFinite else {
      throw TrainingError(
        "the last rate of a grid must not be below the first, \(low.brief), not \(high.brief)")
    }
    guard perDecade >= 1 else {
      throw TrainingError("a grid has at least 1 rate in a decade, not \(perDecade)")
    }
    // The end belongs to the grid although its place is computed with a rounding error.
    let last = ((log10(high) - log10(low)) * Double(perDecade) + 1e-6).rounded(.down)
    guard last < Double(Self.mostRates) else {
      throw TrainingError(
        "a grid has at most \(Self.mostRates) rates, not \((last + 1).brief(digits: 6))")
    }
    let rates = (0...Int(last)).map { index in
      let rate = low * pow(10, Double(index) / Double(perDecade))
      return Double(rate.brief(digits: 6)) ?? rate
    }
    try self.init(rates: rates, runs: runs, steps: steps)
  }

  /// Creates a plan with certain rates.
  ///
  /// - Parameters:
  ///   - rates: At least one, each above 0; they are put in order, and each is taken once.
  ///   - runs: The number of seeds, at least 1.
  ///   - steps: The steps of one training, at least 1.
  /// - Throws: `TrainingError` for numbers out of range.
  public init(rates: [Double], runs: Int, steps: Int) throws(TrainingError) {
    guard !rates.isEmpty else { throw TrainingError("a grid has at least 1 rate") }
    guard rates.count <= Self.mostRates else {
      throw TrainingError("a grid has at most \(Self.mostRates) rates, not \(rates.count)")
    }
    if let rate = rates.first(where: { !($0 > 0 && $0.isFinite) }) {
      throw TrainingError("a rate of a grid must be above 0, not \(rate.brief)")
    }
    guard runs >= 1 else { throw TrainingError("a grid has at least 1 run, not \(runs)") }
    guard steps >= 1 else {
      throw TrainingError("a training takes at least 1 step, not \(steps)")
    }
    // One more for the rate of the range tests.
    let (trainings, areTooMany) = (rates.count + 1).multipliedReportingOverflow(by: runs)
    guard !areTooMany, !trainings.multipliedReportingOverflow(by: steps).overflow else {
      throw TrainingError("\(runs) runs of \(steps) steps are more than can be counted")
    }
    self.rates = Set(rates).sorted()
    self.runs = runs
    self.steps = steps
  }
}

/// One full training of a grid search.
public struct GridTraining: Hashable, Codable, Sendable {
  /// How a training ended.
  public enum Outcome: String, Codable, Sendable {
    /// Every step was made.
    case completed
    /// The loss became NaN or infinite, or was given up as hopeless.
    case diverged
  }

  /// The rate that the schedule was made from.
  public let learningRate: Double
  /// Which seed, from 0.
  public let run: Int
  /// The steps that were made.
  public let steps: Int
  /// The held-out loss before the training.
  public let lossBefore: Double
  /// The held-out loss after it; nil where the training diverged or the loss is not finite.
  public let loss: Double?
  /// The held-out accuracy after it, from 0 to 1; nil where there is none.
  public let accuracy: Double?
  /// How the training ended.
  public let outcome: Outcome
  /// The seconds that it took, measuring included.
  public let seconds: Double

  /// Creates a record.
  ///
  /// - Parameters:
  ///   - learningRate: The rate that the schedule was made from.
  ///   - run: Which seed, from 0.
  ///   - steps: The steps that were made.
  ///   - lossBefore: The held-out loss before the training.
  ///   - loss: The held-out loss after it; nil where the training diverged.
  ///   - accuracy: The held-out accuracy after it, from 0 to 1; nil where there is none.
  ///   - outcome: How the training ended.
  ///   - seconds: The seconds that it took.
  public init(
    learningRate: Double, run: Int, steps: Int, lossBefore: Double, loss: Double?,
    accuracy: Double?, outcome: Outcome, seconds: Double
  ) {
    self.learningRate = learningRate
    self.run = run
    self.steps = steps
    self.lossBefore = lossBefore
    self.loss = loss
    self.accuracy = accuracy
    self.outcome = outcome
    self.seconds = seconds
  }

  /// The held-out loss, and that before the training where this one came out worse: whoever
  /// diverges has learned nothing, however far.
  public var cappedLoss: Double { min(loss ?? .infinity, lossBefore) }
}
