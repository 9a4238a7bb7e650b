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
struct RateEstimate {
  /// The left edge, moved back, as a logarithm.
  let left: Double
  /// The right edge, moved back, as a logarithm.
  let right: Double
  /// Where the loss begins to fall, moved back, as a logarithm.
  let onset: Double
  /// The logarithm of the rate at which the loss blew up; infinite where it did not.
  let limit: Double
  /// The standard deviation of the answer over the bootstrap, in decades.
  let deviation: Double

  /// What the method itself may be off by, in decades, beyond the noise of the curve: the rest of
  /// what separates its answer from the best rate of a grid search.
  let methodMargin: Double

  /// The logarithm of the peak rate of a schedule that decays.
  var peak: Double { (left + right) / 2 }

  /// A divergence further right than this says no more about a good rate.
  private static let widest = 1.5 * Double.decade
  /// In a steep ramp the rates of older gradients are too small to matter.
  private static let largestShift = 0.8 * Double.decade
  /// Two thirds of the age of a momentum of 0.9, where the optimizer is not known: too large a rate
  /// costs more than too small a one.
  private static let unknownAge = (steps: 6.0, largestShift: 0.5 * Double.decade)
  /// How often the curve is drawn again.
  static let draws = 40

  /// Reads an estimate off a shape; nil where the loss does not fall.
  init?(_ shape: CurveShape, hasBlownUp: Bool = false, gradientAge: GradientAge?) {
    guard let valley = shape.valley(of: shape.smoothed, from: shape.start) else { return nil }
    let edges = Self.edges(of: valley, in: shape, gradientAge)
    left = edges.left
    right = edges.right
    onset = Self.earlier(valley.onset, in: shape, gradientAge)
    limit = hasBlownUp ? shape.end : .infinity
    deviation = Self.bootstrapDeviation(shape, gradientAge)
    methodMargin = gradientAge == nil ? 0.5 : 0.3
  }

  private static func edges(
    of valley: Valley, in shape: CurveShape, _ age: GradientAge?
  ) -> (left: Double, right: Double) {
    let left = earlier(valley.left, in: shape, age)
    let right = earlier(valley.right ?? shape.end, in: shape, age)
    return (left, left + min(max(right - left, 0), widest))
  }

  /// A place moved back by the age of the gradients.
  private static func earlier(
    _ place: Double, in shape: CurveShape, _ age: GradientAge?
  ) -> Double {
    let (steps, limit) = age.map { ($0.steps, largestShift) } ?? unknownAge
    return max(shape.logRate(steps, before: place), place - limit)
  }

  /// The logarithm of the peak rate that a redrawn curve suggests; nil where it does not fall.
  static func peak(
    of draw: WildBootstrap.Draw, in shape: CurveShape, _ age: GradientAge?
  ) -> Double? {
    shape.valley(of: draw.smoothed, from: draw.start).map { valley in
      let edges = edges(of: valley, in: shape, age)
      return (edges.left + edges.right) / 2
    }
  }

  private static func bootstrapDeviation(_ shape: CurveShape, _ age: GradientAge?) -> Double {
    var bootstrap = WildBootstrap(shape)
    var peaks: [Double] = []
    for _ in 0..<draws {
      if let peak = peak(of: bootstrap.next(), in: shape, age) { peaks.append(peak) }
    }
    // Where most draws do not fall at all, there is nothing to be sure of.
    guard peaks.count > 5, let mean = peaks.mean else { return .infinity }
    let variance = peaks.map { ($0 - mean) * ($0 - mean) }.mean ?? 0
    return variance.squareRoot() / .decade
  }
}
