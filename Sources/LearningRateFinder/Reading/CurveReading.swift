/// One curve, read: level and noise, the smoothed curve, its valley, the estimate, the verdict.
///
/// Each is computed once, and from the one before. What charts, tables and event files call smoothed
/// is ``smoothedLosses``: what the answer was read from.
public struct CurveReading: Sendable {
  /// The curve up to where the standard ``Divergence`` ends it.
  public let curve: Curve
  /// How far the curve is to be trusted.
  public let verdict: Verdict
  /// The curve as it is read: neighbors averaged where it has very many points.
  let points: Curve
  /// The points with their noise taken out; nil of fewer than two.
  let smoothed: SmoothedCurve?
  /// Where the smoothed loss falls and rises; nil where it does not fall.
  let valley: Valley?
  /// What the curve suggests; nil where the loss does not clearly fall.
  let estimate: RateEstimate?

  /// Reads a curve.
  ///
  /// - Parameters:
  ///   - curve: The curve, its rates not decreasing.
  ///   - gradientAge: How old the gradients in an update are; nil where the optimizer is not known.
  ///   - parameters: The numbers by which it is read.
  public init(
    _ curve: Curve, gradientAge: GradientAge? = nil, parameters: ReadingParameters = .standard
  ) {
    self.curve = curve.cut(at: Divergence())
    points = self.curve.coarsened(to: parameters.mostPoints)
    smoothed = points.count > 1 ? SmoothedCurve(points, parameters) : nil
    valley = smoothed.flatMap {
      Valley(of: $0.smoothed, at: $0.logRates, from: $0.level.start, parameters)
    }
    let judgement = Judgement(points, smoothed, valley, parameters)
    estimate =
      if let smoothed, let valley, judgement.falls {
        RateEstimate(
          smoothed, valley, hasBlownUp: points.hasBlownUp, gradientAge: gradientAge, parameters)
      } else { nil }
    verdict = judgement.verdict(estimate)
  }

  /// The estimate, where it is to be trusted.
  var trustedEstimate: RateEstimate? { verdict.isTrusted ? estimate : nil }

  /// The loss where the rates are too small to matter; nil of fewer than two points.
  public var start: Double? { smoothed?.level.start }

  /// The rates at which the loss is smoothed, increasing.
  public var smoothedRates: [Double] { points.learningRates }

  /// The losses with the noise of mini-batches taken out, at ``smoothedRates``; those far above the
  /// start are lowered first.
  public var smoothedLosses: [Double] { smoothed?.smoothed ?? points.losses }

  /// The smoothed losses as a curve that ends as the one that was read.
  package var smoothedCurve: Curve {
    zip(smoothedRates, smoothedLosses).reduce(into: Curve(plannedSteps: points.plannedSteps)) {
      $0.append(learningRate: $1.0, loss: $1.1)
    }.ending(points.outcome)
  }

  /// The smoothed loss at a rate, between its points linear in the logarithm of the rate; nil outside
  /// of what was read.
  public func smoothedLoss(at rate: Double) -> Double? {
    let (rates, losses) = (smoothedRates, smoothedLosses)
    guard let first = rates.first, let last = rates.last, rate >= first, rate <= last else {
      return nil
    }
    // The last point at or below the rate.
    var (low, high) = (0, rates.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if rates[middle] <= rate { low = middle } else { high = middle }
    }
    guard low + 1 < rates.count, rates[low + 1] > rates[low] else { return losses[low] }
    let share = logarithm(rate / rates[low]) / logarithm(rates[low + 1] / rates[low])
    return losses[low] + share * (losses[low + 1] - losses[low])
  }
}
