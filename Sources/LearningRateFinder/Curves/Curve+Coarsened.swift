extension Curve {
  /// The curve with neighbors averaged, as many to each point as needed.
  ///
  /// A point is the geometric mean of the rates and the mean of the losses of its steps: the noise of
  /// a mean of *n* losses is what remains of theirs. ``stepsPerPoint`` keeps count.
  ///
  /// - Parameter most: The most points, above 0.
  /// - Returns: The curve itself where it has no more.
  /// - Complexity: O(*n*).
  func coarsened(to most: Int) -> Curve {
    guard count > most else { return self }
    let share = (count + most - 1) / most
    let starts = stride(from: 0, to: count, by: share)
    func means(of values: [Double]) -> [Double] {
      starts.map { start in
        let part = values[start..<Swift.min(start + share, count)]
        return part.reduce(0, +) / Double(part.count)
      }
    }
    var curve = Curve(
      learningRates: means(of: learningRates.map(logarithm)).map(exponential),
      losses: means(of: losses), plannedSteps: plannedSteps / share)
    curve.outcome = outcome
    curve.stepsPerPoint = stepsPerPoint * Double(count) / Double(curve.count)
    return curve
  }
}
