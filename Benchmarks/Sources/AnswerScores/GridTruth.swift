internal import Foundation

/// What an exhaustive search found: the held-out loss after a training at each rate of a grid.
///
/// It knows the regret of any rate: how much of what could be learned was not.
public struct GridTruth: Hashable, Sendable {
  /// The rates of the grid, increasing.
  public let learningRates: [Double]
  /// How good each of them is, from 0, the best of the grid, to 1, nothing learned or diverged.
  public let regrets: [Double]
  /// The steps of all trainings of the search.
  public let steps: Int
  /// The best rate of the grid; the lowest of equally good ones.
  public let best: Double
  private let logRates: [Double]
  private let bestLoss: Double
  private let lossBefore: Double

  /// A rate is near the best within this factor: the plateau of good rates is wider than that in
  /// half of all trainings.
  public static let near = 3.0

  /// Creates a truth.
  ///
  /// Nil where there is no rate, or not a loss for each, or where no training learned anything, so
  /// that there is nothing to regret.
  ///
  /// - Parameters:
  ///   - learningRates: The rates, at least 1, increasing.
  ///   - losses: The mean held-out loss at each of them; one that diverged has that from before.
  ///   - lossBefore: The mean held-out loss before training.
  ///   - steps: The steps of all trainings.
  public init?(learningRates: [Double], losses: [Double], lossBefore: Double, steps: Int) {
    let index = losses.indices.min { losses[$0] < losses[$1] }
    guard let index, losses.count == learningRates.count, losses[index] < lossBefore else {
      return nil
    }
    let bestLoss = losses[index]
    regrets = losses.map { Self.regret(of: $0, best: bestLoss, before: lossBefore) }
    best = learningRates[index]
    self.bestLoss = bestLoss
    self.lossBefore = lossBefore
    logRates = learningRates.map { log($0) }
    self.learningRates = learningRates
    self.steps = steps
  }

  /// The regret of a rate: (loss − best loss of the grid) / (loss before training − best loss).
  ///
  /// It is linear in the logarithm of the rate between those of the grid, and constant beyond its
  /// ends.
  ///
  /// - Parameter rate: A rate above 0.
  /// - Returns: A regret from 0 to 1.
  /// - Complexity: O(*n*) for *n* rates of the grid.
  public func regret(of rate: Double) -> Double {
    let place = log(rate)
    guard let above = logRates.firstIndex(where: { $0 > place }) else {
      return regrets[regrets.count - 1]
    }
    guard above > 0 else { return regrets[0] }
    let share = (place - logRates[above - 1]) / (logRates[above] - logRates[above - 1])
    return regrets[above - 1] + share * (regrets[above] - regrets[above - 1])
  }

  /// The regret of a rate at which the search's trainings were made, too, without belonging to the
  /// grid: 0 also where they came out better than its best.
  ///
  /// - Parameter loss: The mean held-out loss after them.
  /// - Returns: A regret from 0 to 1.
  public func regret(ofLoss loss: Double) -> Double {
    Self.regret(of: loss, best: bestLoss, before: lossBefore)
  }

  private static func regret(of loss: Double, best: Double, before: Double) -> Double {
    min(max((loss - best) / (before - best), 0), 1)
  }

  /// Whether a rate is at most ``near`` times the best or above its fraction.
  public func isNearBest(_ rate: Double) -> Bool {
    abs(log(rate / best)) <= log(Self.near) + 1e-9
  }
}
