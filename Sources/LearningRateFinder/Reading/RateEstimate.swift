/// The rates that one curve suggests, and how sure it is of them.
///
/// A good rate makes most of the progress that is to be had, and keeps a distance from where it is
/// lost again. So the answer lies between two places of the curve that can both be seen: where nine
/// tenths of the gain have been made, and where half of it has been given back. Both are moved back
/// by the age of the optimizer's gradients, because what the loss shows at one rate was done at an
/// earlier one. In the middle between them, in logarithms, is the peak rate of a schedule that
/// decays to zero; a constant rate is half of it, which is what such a schedule has in the mean.
///
/// How far the answer would move with other mini-batches is found by a wild bootstrap
/// (``WildBootstrap``): the curve is drawn again, and read again.
struct RateEstimate: Sendable {
  /// The left edge, moved back, as a logarithm.
  let left: Double
  /// The right edge, moved back, as a logarithm.
  let right: Double
  /// Where the loss begins to fall, moved back, as a logarithm.
  let onset: Double
  /// The logarithm of the rate at which the loss blew up; infinite where it did not.
  let limit: Double
  /// The standard deviation of the answer over the redraws, in decades; infinite where most of them
  /// do not fall.
  let deviation: Double
  /// What the method itself may be off by, in decades, beyond the noise of the curve: the rest of
  /// what separates its answer from the best rate of a grid search.
  let methodMargin: Double
  /// The curve drawn again, in those draws that fall.
  let redraws: [Redraw]

  /// A curve that was drawn again, and what it suggests.
  package struct Redraw: Sendable {
    /// The smoothed losses at the curve's rates.
    package let smoothed: [Double]
    /// The logarithm of the peak rate.
    package let peak: Double
  }

  /// The logarithm of the peak rate of a schedule that decays.
  var peak: Double { (left + right) / 2 }

  /// Reads an estimate off a curve with a valley.
  init(
    _ curve: SmoothedCurve, _ valley: Valley, hasBlownUp: Bool, gradientAge: GradientAge?,
    _ parameters: ReadingParameters
  ) {
    let edges = Edges(of: valley, in: curve, gradientAge, parameters)
    left = edges.left
    right = edges.right
    onset = Edges.moved(valley.onset, in: curve, gradientAge, parameters)
    limit = hasBlownUp ? curve.end : .infinity
    methodMargin =
      gradientAge == nil ? parameters.methodMarginOfUnknown : parameters.methodMargin
    var bootstrap = WildBootstrap(curve)
    redraws = (0..<parameters.draws).compactMap { _ in
      let draw = bootstrap.next()
      guard
        let valley = Valley(
          of: draw.smoothed, at: curve.logRates, from: draw.start, parameters)
      else { return nil }
      let peak = Edges(of: valley, in: curve, gradientAge, parameters).middle
      return Redraw(smoothed: draw.smoothed, peak: peak)
    }
    // Where half of the draws do not fall at all, there is nothing to be sure of.
    let peaks = redraws.map(\.peak)
    guard 2 * peaks.count > parameters.draws, let mean = peaks.mean else {
      deviation = .infinity
      return
    }
    let variance = peaks.map { ($0 - mean) * ($0 - mean) }.mean ?? 0
    deviation = variance.squareRoot() / .decade
  }
}

/// The two edges of a valley between which a good rate lies, moved back by the age of the gradients.
private struct Edges {
  let left: Double
  let right: Double

  var middle: Double { (left + right) / 2 }

  init(
    of valley: Valley, in curve: SmoothedCurve, _ age: GradientAge?,
    _ parameters: ReadingParameters
  ) {
    left = Self.moved(valley.left, in: curve, age, parameters)
    let right = Self.moved(valley.right ?? curve.end, in: curve, age, parameters)
    self.right = left + min(max(right - left, 0), parameters.widestTrough * .decade)
  }

  /// A place moved back by the age of the gradients.
  static func moved(
    _ place: Double, in curve: SmoothedCurve, _ age: GradientAge?,
    _ parameters: ReadingParameters
  ) -> Double {
    let largest = age == nil ? parameters.largestUnknownShift : parameters.largestShift
    let steps = age?.steps ?? parameters.unknownAge
    return max(curve.logRate(steps, before: place), place - largest * .decade)
  }
}
