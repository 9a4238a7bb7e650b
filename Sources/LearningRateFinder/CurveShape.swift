/// What a curve looks like once its noise is taken out: where the loss begins, how deep it falls,
/// and where it rises again.
///
/// Rates are natural logarithms throughout.
struct CurveShape {
  /// The logarithms of the rates.
  let logRates: [Double]
  /// The losses, those far above the start lowered: how high an explosion goes says nothing, and
  /// it must not leak through the fit into the descent beside it.
  let losses: [Double]
  /// The fit that takes the noise out.
  ///
  /// It is symmetric: unlike a running average it does not lag.
  let fit: LocalFit
  /// The fitted losses.
  let smoothed: [Double]
  /// The shortest stretch of rates, as a difference of logarithms, in which the fit tells a descent
  /// from a step: two standard deviations of its weights.
  let resolution: Double
  /// The standard deviation of one mini-batch's loss around the fit.
  let noise: Double
  /// The number of points over which the loss is taken to begin.
  let headCount: Int
  /// The loss where the rates are still too small to matter: the median of the first points.
  let start: Double

  /// A loss that has fallen and gives back this share of it before it falls again has fallen twice.
  ///
  /// The fit blunts such a rise between two descents.
  private static let leastRelapse = 0.25

  /// Reads the shape of a curve of at least 2 points.
  init(_ curve: Curve) {
    let raw = curve.losses
    logRates = curve.learningRates.map(logarithm)
    headCount = max(5, raw.count / 8)
    let start = raw.prefix(headCount).median ?? raw[0]
    noise = raw.jumpDeviation
    // The 3 % quantile stands for the lowest loss: a single lucky batch does not.
    let low = raw.quantile(0.03) ?? start
    let ceiling = start + max(start - low, 2 * noise)
    losses = raw.map { min($0, ceiling) }
    let spacing = (logRates[logRates.count - 1] - logRates[0]) / Double(logRates.count - 1)
    let width = max(Smoothing.standardDecades * .decade, 1.2 * spacing)
    resolution = 2 * width
    fit = LocalFit(at: logRates, deviation: max(width, .leastNormalMagnitude))
    smoothed = fit(losses)
    self.start = start
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
    return growth > 0 ? growth : (logRates[last] - logRates[0]) / Double(last)
  }

  /// How far noise alone makes the fitted loss at a step differ from ``start``: the standard
  /// deviation of the difference.
  func chanceDeviation(at step: Int) -> Double {
    // A median of normal values has a variance π/2 times that of their mean.
    noise * (.pi / 2 / Double(headCount) + fit.variances[step]).squareRoot()
  }

  /// Where fitted losses have fallen and where they rise again.
  ///
  /// - Parameters:
  ///   - smoothed: Fitted losses at the curve's rates.
  ///   - start: The loss where the rates are too small to matter.
  /// - Returns: The valley, or nil where the losses do not fall.
  func valley(of smoothed: [Double], from start: Double) -> Valley? {
    guard let minimum = smoothed.firstIndexOfMinimum else { return nil }
    let gain = start - smoothed[minimum]
    // Less than rounding makes of a constant is no descent.
    guard gain > 1e-9 * abs(start) else { return nil }
    return Valley(
      minimum: minimum, gain: gain,
      onset: crossing(of: start - 0.1 * gain, in: smoothed, leftOf: minimum),
      half: crossing(of: start - 0.5 * gain, in: smoothed, leftOf: minimum),
      left: crossing(of: start - 0.9 * gain, in: smoothed, leftOf: minimum),
      right: crossing(of: start - 0.5 * gain, in: smoothed, rightOf: minimum),
      relapse: relapse(in: smoothed, before: minimum, half: 0.5 * gain))
  }

  /// The highest place between two descents, where half of the gain had been made before a part of
  /// it was given back.
  private func relapse(in s: [Double], before minimum: Int, half: Double) -> Valley.Relapse? {
    var low = 0
    var found: Valley.Relapse?
    for i in 0..<minimum {
      if s[i] < s[low] { low = i }
      let made = start - s[low]
      guard made >= half, s[i] - s[low] >= Self.leastRelapse * made else { continue }
      if found.map({ s[i] - s[low] > s[$0.top] - s[$0.minimum] }) ?? true {
        found = Valley.Relapse(minimum: low, top: i)
      }
    }
    return found
  }

  /// Where fitted losses last come down through a level before a minimum that is below it.
  private func crossing(of level: Double, in s: [Double], leftOf minimum: Int) -> Double {
    var i = minimum
    while i > 0, s[i - 1] < level { i -= 1 }
    guard i > 0 else { return logRates[0] }
    let share = (s[i] - level) / (s[i] - s[i - 1])
    return logRates[i] - share * (logRates[i] - logRates[i - 1])
  }

  /// Where fitted losses first go up through a level after a minimum that is below it, if they do.
  private func crossing(of level: Double, in s: [Double], rightOf minimum: Int) -> Double? {
    var i = minimum
    while i < s.count - 1, s[i + 1] < level { i += 1 }
    guard i < s.count - 1 else { return nil }
    let share = (level - s[i]) / (s[i + 1] - s[i])
    return logRates[i] + share * (logRates[i + 1] - logRates[i])
  }

  /// The logarithm of the rate a number of steps before a place on the curve.
  ///
  /// Between the steps the place is interpolated; before the first and after the last step the
  /// ramp is taken to go on as it does there, or, where a log holds its last rate, as in the mean.
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
    let earlier = position - steps
    guard earlier > 0 else { return logRates[0] + earlier * (logRates[1] - logRates[0]) }
    let i = min(Int(earlier), last - 1)
    return logRates[i] + (earlier - Double(i)) * (logRates[i + 1] - logRates[i])
  }
}

/// The valley of a curve, in logarithms of rates.
struct Valley {
  /// The index of the lowest fitted loss.
  let minimum: Int
  /// How far the fitted loss falls.
  let gain: Double
  /// Where a tenth of the gain has been made: the loss begins to fall.
  let onset: Double
  /// Where half of the gain has been made.
  let half: Double
  /// Where nine tenths of the gain have been made.
  let left: Double
  /// Where half of the gain has been given back; nil where the curve ends before.
  let right: Double?
  /// Where a part of the gain was given back before the loss fell again; nil where it falls but once.
  let relapse: Relapse?

  /// A rise between two descents.
  struct Relapse {
    /// The index of the lowest fitted loss before the rise.
    let minimum: Int
    /// The index of the highest one after that.
    let top: Int
  }
}

extension [Double] {
  /// The standard deviation of white noise on a slowly changing curve.
  ///
  /// It comes from the median of the absolute first differences, whose variance is twice that of
  /// the noise; half of the values may be anything.
  var jumpDeviation: Double {
    let jumps = zip(self, dropFirst()).map { abs($1 - $0) }
    // 1.4826 times the median of absolute normal values is their standard deviation.
    return 1.4826 * (jumps.median ?? 0) / 2.0.squareRoot()
  }
}
