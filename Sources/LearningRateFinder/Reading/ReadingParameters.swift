/// Every number by which a curve is read, each with where it comes from.
///
/// "Fitted" numbers were chosen on the develop tasks of the benchmark of answers; `make
/// bench-constants` prints what each is worth there, at 30 % less and at 30 % more.
public struct ReadingParameters: Hashable, Sendable {
  /// The fewest points in which a descent, a minimum and a rise can be told from chance.
  public var leastPoints = 8
  /// The most points that are read: a kernel of a quarter of a decade has hundreds in reach as it is,
  /// and the weights of the fit take memory that grows with the square of their number.
  public var mostPoints = 1024
  /// The share of the points, from the first on, over which the loss is taken to begin (fitted).
  public var headShare = LossLevel.standardHeadShare
  /// The fewest points over which the loss is taken to begin.
  public var leastHead = LossLevel.standardLeastHead
  /// The quantile that stands for the lowest loss where losses are clipped: a single lucky mini-batch
  /// is lower.
  public var lowQuantile = 0.03
  /// The standard deviation of the fit's weights in decades (fitted): wide enough for the noise of
  /// mini-batches, narrow enough to keep a descent of half a decade.
  public var kernelDecades = Smoothing.standardDecades
  /// The standard deviation of the fit's weights is at least so many steps of the ramp, so that a fit
  /// rests on more than its own point.
  public var leastKernelSteps = 1.2
  /// How many standard deviations of one mini-batch's loss a descent has to be deep (fitted).
  public var leastGain = 1.0
  /// How many of the standard deviations that chance gives it a descent has to be deep: two, as 2.3 %
  /// of normal values are below that.
  public var leastChanceGain = 2.0
  /// How far the answer may move with other mini-batches, as a share of the curve's width.
  ///
  /// A place that may be anywhere on the curve moves by 1/√12 = 0.29 of it, and half of that is none. It is
  /// one decade of the usual eight.
  public var mostDeviationOfWidth = 0.125
  /// A loss that gives back this share of what it has fallen, before it falls again, falls twice; the
  /// fit blunts such a rise (fitted).
  public var leastRelapse = 0.25
  /// How many times the least descent a rise has to be to be told from chance.
  public var clearRise = 2.0
  /// The share of the rise that nine tenths of the points stay below, which the loss has to keep for a
  /// rise to begin.
  public var riseShare = 0.05
  /// The share of the gain that is made where the loss begins to fall (fitted).
  public var onsetShare = 0.1
  /// The share of the gain that is made at the left edge (fitted).
  public var leftShare = 0.9
  /// The share of the gain that is left at the right edge (fitted).
  public var rightShare = 0.5
  /// A right edge farther from the left one, in decades, says no more about a good rate (fitted).
  public var widestTrough = 1.5
  /// The farthest that the age of the gradients moves an edge, in decades: in a steep ramp the rates
  /// of older gradients are too small to matter (fitted).
  public var largestShift = 0.8
  /// The age in steps where the optimizer is not known: two thirds of that of a momentum of 0.9,
  /// because too large a rate costs more than too small a one.
  public var unknownAge = 6.0
  /// The farthest that an age which is not known moves an edge, in decades (fitted).
  public var largestUnknownShift = 0.5
  /// How often a curve is drawn again: a deviation of 40 values is known to within 11 %.
  public var draws = 40
  /// What separates the answer from the best rate of a search beyond the noise of the curve, in
  /// decades: fitted for four intervals of five to hold the best rate.
  public var methodMargin = 0.3
  /// The same where the optimizer is not known.
  public var methodMarginOfUnknown = 0.5
  /// The narrowest interval before its margins, in decades: the best rate of a grid search itself
  /// moves by as much from one set of seeds to the next.
  public var narrowestTrough = 0.8
  /// The peak rate divided by the constant one: a schedule that decays to zero has half its peak in
  /// the mean.
  public var peakOverConstant = 2.0
  /// The lower end of a cyclical range is at most this share of the upper (Smith 2015, section 3.3).
  public var cyclicalShare = 0.25

  /// The parameters of every answer.
  public static let standard = ReadingParameters()

  /// Creates the standard parameters, to change some of them.
  public init() {}
}

extension ReadingParameters {
  /// The parameters that are real numbers, by their names, for a measurement of what each is worth.
  public static var numbers: [(name: String, path: WritableKeyPath<ReadingParameters, Double>)] {
    [
      ("headShare", \.headShare), ("lowQuantile", \.lowQuantile),
      ("kernelDecades", \.kernelDecades), ("leastKernelSteps", \.leastKernelSteps),
      ("leastGain", \.leastGain), ("leastChanceGain", \.leastChanceGain),
      ("mostDeviationOfWidth", \.mostDeviationOfWidth),
      ("leastRelapse", \.leastRelapse), ("clearRise", \.clearRise), ("riseShare", \.riseShare),
      ("onsetShare", \.onsetShare), ("leftShare", \.leftShare), ("rightShare", \.rightShare),
      ("widestTrough", \.widestTrough), ("largestShift", \.largestShift),
      ("unknownAge", \.unknownAge), ("largestUnknownShift", \.largestUnknownShift),
      ("methodMargin", \.methodMargin), ("methodMarginOfUnknown", \.methodMarginOfUnknown),
      ("narrowestTrough", \.narrowestTrough), ("peakOverConstant", \.peakOverConstant),
      ("cyclicalShare", \.cyclicalShare),
    ]
  }
}
