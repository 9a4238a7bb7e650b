extension Curve {
  /// What fastai's rules see: the average with β = 0.98, without the first tenth of the planned
  /// steps and the last 5 points.
  func fastaiCut(_ smoothing: Smoothing) -> (rates: [Double], losses: [Double])? {
    cut(first: plannedSteps / 10, last: 5, of: smoothing.smoothed(self))
  }
}
