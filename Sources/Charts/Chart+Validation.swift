internal import LearningRateFinder

extension Chart {
  /// The losses on held-out examples, unsmoothed: joined spots of one run, the median of several.
  ///
  /// - Parameter curves: What the runs recorded.
  /// - Returns: Nothing where no validation loss was measured.
  static func validation(_ curves: [Curve]) -> [Series] {
    let measured = curves.map(\.validationCurve).filter { !$0.isEmpty }
    if measured.count == 1 {
      let points = measured[0].map { point in
        Series.Point(
          x: point.learningRate, y: point.loss,
          note: "rate \(point.learningRate.brief(digits: 3))\n"
            + "validation loss \(loss(point.loss))")
      }
      return [Series(.line(points), label: "validation loss", role: .heldOut)]
    }
    var losses = LossQuantiles(grid: RateGrid(measured))
    for curve in measured { losses.add(curve, smoothedLosses: curve.losses) }
    let median = losses.line(0.5).filter(\.loss.isFinite).map { point in
      Series.Point(x: point.learningRate, y: point.loss)
    }
    return median.isEmpty
      ? [] : [Series(.line(median), label: "median validation loss", role: .heldOut)]
  }
}
