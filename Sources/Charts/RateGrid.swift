internal import LearningRateFinder

/// The smoothed losses of several runs at the same rates.
struct RateGrid {
  /// The common rates, equally far apart in logarithm.
  let rates: [Double]
  /// At each rate, the smoothed losses of the runs that had something to say there.
  ///
  /// A run that diverged at a lower rate counts as infinite: if it were left out, the median would
  /// fall where the runs that could not stand the rate are gone.
  let losses: [[Double]]

  /// Interpolates the runs' lines, linearly in the logarithm of the rate.
  ///
  /// - Parameters:
  ///   - curves: The runs.
  ///   - lines: The smoothed losses of each.
  ///   - count: How many rates the grid has, at least 2.
  init(_ curves: [Curve], lines: [[Double]], count: Int = 240) {
    let filled = zip(curves, lines).filter { !$0.0.isEmpty }
    guard let low = filled.compactMap({ $0.0.learningRates.first }).min(),
      let high = filled.compactMap({ $0.0.learningRates.last }).max(), low > 0
    else {
      rates = []
      losses = []
      return
    }
    let first = decimalLogarithm(low)
    let step = (decimalLogarithm(high) - first) / Double(count - 1)
    let places = step > 0 ? (0..<count).map { first + Double($0) * step } : [first]
    var columns = [[Double]](repeating: [], count: places.count)
    for (curve, line) in filled {
      let x = curve.learningRates.map(decimalLogarithm)
      let isLost = curve.outcome == .diverged || curve.outcome == .notFinite
      var segment = 0
      for (i, place) in places.enumerated() {
        if place < x[0] - 1e-9 { continue }
        if place > x[x.count - 1] + 1e-9 {
          if isLost { columns[i].append(.infinity) }
          continue
        }
        while segment + 2 < x.count, x[segment + 1] < place { segment += 1 }
        guard segment + 1 < x.count, x[segment + 1] > x[segment] else {
          columns[i].append(line[segment])
          continue
        }
        let share = min(max((place - x[segment]) / (x[segment + 1] - x[segment]), 0), 1)
        columns[i].append(line[segment] + share * (line[segment + 1] - line[segment]))
      }
    }
    rates = places.map(powerOfTen)
    losses = columns
  }

  /// The line of a quantile over the runs; a rate that no run reached is left out.
  func line(_ p: Double) -> [(rate: Double, loss: Double)] {
    zip(rates, losses).compactMap { rate, losses in
      losses.quantile(p).map { (rate, $0) }
    }
  }
}
