/// Straight lines fitted around each point with Gaussian weights (Cleveland and Devlin 1988).
///
/// The fitted value at a point is a weighted sum of the values around it. The weights depend on
/// the abscissas alone, so that other values on the same abscissas, such as those of a bootstrap,
/// cost a sum each.
struct LocalFit {
  private struct Row {
    let first: Int
    let weights: [Double]
  }

  private let rows: [Row]
  /// What the residual at each point is multiplied by to undo how much the fit follows its own
  /// noise: with `S` the matrix of the weights, `1 / √(1 - 2 S_ii + Σ_k S_ik²)`.
  let residualScales: [Double]
  /// The variance of each fitted value where that of the values is 1: `Σ_k S_ik²`.
  let variances: [Double]

  /// Prepares the fits.
  ///
  /// - Parameters:
  ///   - x: The abscissas, not decreasing.
  ///   - deviation: The standard deviation of the weights, above zero; they end at three.
  /// - Complexity: O(*n* *k*), with *k* the points within three deviations.
  init(at x: [Double], deviation: Double) {
    let reach = 3 * deviation
    var first = 0
    var end = 0
    var rows: [Row] = []
    var scales: [Double] = []
    var variances: [Double] = []
    rows.reserveCapacity(x.count)
    for i in x.indices {
      // A point is always in its own reach, also where abscissas are no numbers or go down.
      while first < i, x[i] - x[first] > reach { first += 1 }
      while end < x.count, end <= i || x[end] - x[i] <= reach { end += 1 }
      let distances = x[first..<end].map { ($0 - x[i]) / deviation }
      let kernel = distances.map { exponential(-0.5 * $0 * $0) }
      var (s0, s1, s2) = (0.0, 0.0, 0.0)
      for (weight, distance) in zip(kernel, distances) {
        s0 += weight
        s1 += weight * distance
        s2 += weight * distance * distance
      }
      // With a single abscissa in reach there is no slope: the mean remains.
      let determinant = s0 * s2 - s1 * s1
      let weights = zip(kernel, distances).map { weight, distance in
        determinant > 1e-9 * s0 * s0
          ? weight * (s2 - s1 * distance) / determinant : weight / s0
      }
      let squares = weights.reduce(0) { $0 + $1 * $1 }
      // Near the ends the fit follows a point almost exactly; its residual says little.
      variances.append(squares)
      scales.append(1 / max(0.05, 1 - 2 * weights[i - first] + squares).squareRoot())
      rows.append(Row(first: first, weights: weights))
    }
    self.rows = rows
    residualScales = scales
    self.variances = variances
  }

  /// The fitted values of some values at the abscissas.
  func callAsFunction(_ values: [Double]) -> [Double] {
    values.withUnsafeBufferPointer { values in
      rows.map { row in
        var sum = 0.0
        for (offset, weight) in row.weights.enumerated() {
          sum += weight * values[row.first + offset]
        }
        return sum
      }
    }
  }
}
