internal import LearningRateFinder

/// How good one answer is, against an exhaustive search.
public struct Mark: Hashable, Sendable {
  /// How much of what could be learned was not, from 0 to 1.
  public let regret: Double
  /// Whether the rate is within a factor of 3 of the best of the grid.
  public let isNearBest: Bool
  /// Whether the stated interval holds the best rate of the grid; nil where none was stated.
  public let holdsBest: Bool?

  /// Marks a rate.
  ///
  /// - Parameters:
  ///   - rate: The rate, above 0.
  ///   - loss: The mean loss of the search's trainings at this very rate, where they were made; else
  ///     it is interpolated.
  ///   - interval: Its interval, where one was stated.
  ///   - truth: What the search found.
  public init(
    _ rate: Double, loss: Double? = nil, interval: ClosedRange<Double>? = nil,
    against truth: GridTruth
  ) {
    regret = loss.map(truth.regret(ofLoss:)) ?? truth.regret(of: rate)
    isNearBest = truth.isNearBest(rate)
    holdsBest = interval.map { $0.contains(truth.best) }
  }
}

/// The marks of many answers, summed up.
public struct Score: Hashable, Sendable {
  /// The number of all answers, those that gave no rate among them.
  public let count: Int
  /// The share that gave no rate; the other figures are of those that did.
  public let abstained: Double
  /// The mean regret.
  public let mean: Double
  /// The median regret.
  public let median: Double
  /// The regret that 90 % are below.
  public let ninetyPercent: Double
  /// The largest regret.
  public let worst: Double
  /// The share that lost more than half of what could be learned.
  public let failures: Double
  /// The share within a factor of 3 of the best rate.
  public let near: Double
  /// The share of intervals that hold the best rate; nil where none were stated.
  public let held: Double?

  /// More than this regret is a failure.
  public static let failure = 0.5

  /// Sums marks up; nil where no answer gave a rate.
  ///
  /// - Parameter marks: A mark for each answer, nil for one that gave no rate.
  public init?(_ marks: [Mark?]) {
    let given = marks.compactMap(\.self)
    let regrets = given.map(\.regret).sorted()
    guard !regrets.isEmpty else { return nil }
    func share(_ marks: [Mark], where isMeant: (Mark) -> Bool) -> Double {
      Double(marks.count(where: isMeant)) / Double(marks.count)
    }
    let stated = given.filter { $0.holdsBest != nil }
    count = marks.count
    abstained = Double(marks.count - given.count) / Double(marks.count)
    mean = regrets.reduce(0, +) / Double(regrets.count)
    median = Self.quantile(0.5, of: regrets)
    ninetyPercent = Self.quantile(0.9, of: regrets)
    worst = regrets[regrets.count - 1]
    failures = share(given) { $0.regret > Self.failure }
    near = share(given, where: \.isNearBest)
    held = stated.isEmpty ? nil : share(stated) { $0.holdsBest == true }
  }

  /// The `p` quantile of values in increasing order, by linear interpolation between them.
  private static func quantile(_ p: Double, of ordered: [Double]) -> Double {
    let position = p * Double(ordered.count - 1)
    let below = Int(position)
    let above = min(below + 1, ordered.count - 1)
    return ordered[below] + (position - Double(below)) * (ordered[above] - ordered[below])
  }
}
