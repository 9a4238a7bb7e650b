/// A curve with its noise taken out.
///
/// Rates are natural logarithms throughout.
struct SmoothedCurve: Sendable {
  /// The logarithms of the rates.
  let logRates: [Double]
  /// The losses, those far above the start lowered: how high an explosion goes says nothing, and
  /// it must not leak through the fit into the descent beside it.
  let losses: [Double]
  /// Where the losses begin, and how much noise is on them.
  let level: LossLevel
  /// The fit that takes the noise out.
  ///
  /// It is symmetric: unlike a running average it does not lag.
  let fit: LocalFit
  /// The fitted losses.
  let smoothed: [Double]
  /// The shortest stretch of rates, as a difference of logarithms, in which the fit tells a descent
  /// from a step: two standard deviations of its weights.
  let resolution: Double
  /// The steps of training that a point stands for, in the mean.
  let stepsPerPoint: Double

  /// How many deviations of the noise losses may stand above the start before they are lowered,
  /// however little they fall.
  private static let leastCeiling = 2.0

  /// Smooths a curve of at least 2 points.
  init(_ curve: Curve, _ parameters: ReadingParameters) {
    let raw = curve.losses
    logRates = curve.learningRates.map(logarithm)
    stepsPerPoint = curve.stepsPerPoint
    level = LossLevel(raw, headShare: parameters.headShare, leastHead: parameters.leastHead)
    let low = raw.quantile(parameters.lowQuantile) ?? level.start
    let ceiling = level.ceiling(above: level.start - low, deviations: Self.leastCeiling)
    losses = raw.map { min($0, ceiling) }
    let spacing = (logRates[logRates.count - 1] - logRates[0]) / Double(logRates.count - 1)
    let width = max(
      parameters.kernelDecades * .decade, parameters.leastKernelSteps * spacing,
      .leastNormalMagnitude)
    resolution = 2 * width
    fit = LocalFit(at: logRates, deviation: width)
    smoothed = fit(losses)
  }

  /// The distance of the last rate from the first, as a difference of logarithms.
  var width: Double { logRates[logRates.count - 1] - logRates[0] }

  /// The next rate after the curve's last, where a rise that was not seen can lie at the earliest.
  var end: Double { logRates[logRates.count - 1] + lastGrowth }

  /// How far the logarithm of the rate grows in the last step; in the mean of all where a log holds
  /// its last rate.
  private var lastGrowth: Double {
    let last = logRates.count - 1
    let growth = logRates[last] - logRates[last - 1]
    return growth > 0 ? growth : width / Double(last)
  }

  /// How far noise alone makes the fitted loss at a step differ from the start: the standard
  /// deviation of the difference.
  func chanceDeviation(at step: Int) -> Double {
    // A median of normal values has a variance π/2 times that of their mean.
    level.noise * (.pi / 2 / Double(level.headCount) + fit.variances[step]).squareRoot()
  }

  /// The logarithm of the rate a number of steps of training before a place on the curve.
  ///
  /// Between the points the place is interpolated; before the first and after the last the ramp is
  /// taken to go on as it does there, or, where a log holds its last rate, as in the mean.
  func logRate(_ steps: Double, before place: Double) -> Double {
    let last = logRates.count - 1
    let position: Double
    if place >= logRates[last] {
      guard lastGrowth > 0 else { return place }
      position = Double(last) + (place - logRates[last]) / lastGrowth
    } else {
      let i = max((logRates.lastIndex { $0 <= place }) ?? 0, 0)
      position = Double(i) + (place - logRates[i]) / (logRates[i + 1] - logRates[i])
    }
    let earlier = position - steps / stepsPerPoint
    guard earlier > 0 else { return logRates[0] + earlier * (logRates[1] - logRates[0]) }
    let i = min(Int(earlier), last - 1)
    return logRates[i] + (earlier - Double(i)) * (logRates[i + 1] - logRates[i])
  }
}
