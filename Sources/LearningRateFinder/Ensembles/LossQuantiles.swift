/// The losses of many runs at the same learning rates, and their quantiles there.
///
/// A run is kept as one loss for each rate of the grid, however many steps it had.
public struct LossQuantiles: Hashable, Sendable {
  /// A quantile of the losses at one rate.
  public struct Point: Hashable, Sendable {
    /// The learning rate.
    public let learningRate: Double
    /// The quantile of the runs' losses there; infinite where that many runs have diverged.
    public let loss: Double
  }

  /// The rates at which the runs are compared.
  public let grid: RateGrid
  private var losses: [[Double]]

  /// Creates the quantiles of no run yet.
  ///
  /// - Parameter grid: The rates at which the runs are compared.
  public init(grid: RateGrid) {
    self.grid = grid
    losses = grid.rates.map { _ in [] }
  }

  /// Adds a run.
  ///
  /// - Parameters:
  ///   - curve: The run's curve, its rates increasing.
  ///   - smoothedLosses: A loss for each of its points.
  public mutating func add(_ curve: Curve, smoothedLosses: [Double]) {
    let atRates = grid.losses(of: curve, smoothedLosses: smoothedLosses)
    for (i, loss) in atRates.enumerated() {
      if let loss { losses[i].append(loss) }
    }
  }

  /// How many runs have something to say at each rate of the grid.
  public var counts: [Int] { losses.map(\.count) }

  /// The line of a quantile over the runs.
  ///
  /// - Parameter p: The quantile, from 0 to 1; 0.5 for the median.
  /// - Returns: A point for each rate that some run reached.
  /// - Complexity: O(*m* *n* log *n*) for *n* runs and *m* rates.
  public func line(_ p: Double) -> [Point] {
    precondition((0...1).contains(p), "a quantile lies between 0 and 1, not at \(p)")
    return zip(grid.rates, losses).compactMap { rate, losses in
      losses.quantile(p).map { Point(learningRate: rate, loss: $0) }
    }
  }
}
