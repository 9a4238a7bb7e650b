/// What a smoothed curve with its valley is evidence of.
struct Judgement {
  private let points: Curve
  private let smoothed: SmoothedCurve?
  private let valley: Valley?
  private let parameters: ReadingParameters
  /// The index from which on the loss stands clearly above its start.
  private let rise: Int?

  /// How far, in deviations of the noise, the loss may jump after the very first step.
  private static let largestJump = 6.0

  init(
    _ points: Curve, _ smoothed: SmoothedCurve?, _ valley: Valley?,
    _ parameters: ReadingParameters
  ) {
    self.points = points
    self.smoothed = smoothed
    self.valley = valley
    self.parameters = parameters
    rise = smoothed.flatMap { points.losses.rise(above: $0.level, parameters) }
  }

  /// Whether the loss clearly falls before it rises.
  var falls: Bool {
    guard !isTooShort, !hasDivergedAtOnce, let smoothed, let valley else { return false }
    // What is lowest where the loss is taken to begin has not fallen.
    guard valley.minimum >= min(smoothed.level.headCount, points.count / 4) else { return false }
    return valley.gain > leastChange(at: valley.minimum, in: smoothed)
  }

  /// The verdict, with what the curve suggests where it falls.
  func verdict(_ estimate: RateEstimate?) -> Verdict {
    Verdict(code: code(estimate), evidence: evidence)
  }

  private var isTooShort: Bool { points.count < parameters.leastPoints }

  private func code(_ estimate: RateEstimate?) -> Verdict.Code {
    if isTooShort { return points.hasBlownUp ? .divergedFromTheStart : .tooShort }
    guard !hasDivergedAtOnce, let smoothed else { return .divergedFromTheStart }
    guard let valley, let estimate else {
      // A loss that blows up late was flat before; one that blows up early had no chance to fall.
      let isEarly = points.hasBlownUp && 4 * points.count < points.plannedSteps
      return isEarly ? .divergedFromTheStart : .flat
    }
    let end = valley.right ?? (points.hasBlownUp ? smoothed.end : .infinity)
    if let relapse = valley.relapse, isClear(relapse, in: smoothed) { return .fallsTwice }
    // A deep network leaves its plateau only after many steps, at any rate that it can stand: the
    // rate at which a fast ramp sees it leave is the one that the ramp has come to by then.
    if end - valley.half < smoothed.resolution { return .fallsLate }
    if estimate.deviation > parameters.mostDeviationOfWidth * smoothed.width / .decade {
      return .tooNoisy
    }
    return valley.right == nil && !points.hasBlownUp ? .neverDiverged : .good
  }

  /// Whether already the first rates were too large.
  private var hasDivergedAtOnce: Bool {
    guard let smoothed, let first = points.losses.first,
      let lowest = smoothed.smoothed.firstIndexOfMinimum
    else { return false }
    // The first loss is that of the weights before any update: if the next ones are higher than it
    // by more than what is ever gained on it, what falls later is rubble.
    let jump = smoothed.level.start - first
    let gain = first - smoothed.smoothed[lowest]
    if jump > max(Self.largestJump * smoothed.level.noise, gain) { return true }
    // Or the loss is lowest among the first points, and rises from there. One that is level for half
    // of the curve before it rises is flat.
    guard let rise, lowest < smoothed.level.headCount, lowest < rise else { return false }
    return 2 * rise < points.count
  }

  /// What a fitted loss has to differ from the start by to be more than chance.
  private func leastChange(at step: Int, in smoothed: SmoothedCurve) -> Double {
    max(
      parameters.leastGain * smoothed.level.noise,
      parameters.leastChanceGain * smoothed.chanceDeviation(at: step))
  }

  /// Whether a rise between two descents is more than chance.
  private func isClear(_ relapse: Valley.Relapse, in smoothed: SmoothedCurve) -> Bool {
    smoothed.smoothed[relapse.top] - smoothed.smoothed[relapse.minimum]
      > parameters.clearRise * leastChange(at: relapse.top, in: smoothed)
  }

  private var evidence: Verdict.Evidence {
    var seen = Verdict.Evidence()
    seen.points = points.count
    seen.hasBlownUp = points.hasBlownUp
    seen.firstRate = points.learningRates.first
    seen.lastRate = points.learningRates.last
    guard let smoothed else { return seen }
    seen.start = smoothed.level.start
    seen.noise = smoothed.level.noise
    seen.riseRate = rise.map { points.learningRates[$0] }
    guard let valley else { return seen }
    seen.lowest = smoothed.smoothed[valley.minimum]
    seen.lowestRate = points.learningRates[valley.minimum]
    seen.fallRate = exponential(valley.half)
    if let relapse = valley.relapse {
      seen.firstLowest = smoothed.smoothed[relapse.minimum]
      seen.firstLowestRate = points.learningRates[relapse.minimum]
      seen.between = smoothed.smoothed[relapse.top]
    }
    return seen
  }
}

extension [Double] {
  /// The first index from which on all losses, by the median of each with its four neighbors, stand
  /// clearly above the level at which they begin; nil where they do not.
  ///
  /// Medians, so that neither an outlier nor an explosion shifts the place.
  fileprivate func rise(above level: LossLevel, _ parameters: ReadingParameters) -> Int? {
    let heights = indices.map { i in
      (self[Swift.max(0, i - 2)...Swift.min(count - 1, i + 2)].median ?? 0) - level.start
    }
    // A drift that is a small part of what the loss rises by in the end is not where it rises; how
    // high the last tenth goes says nothing.
    let least = Swift.max(
      parameters.clearRise * level.noise, parameters.riseShare * (heights.quantile(0.9) ?? 0))
    guard let last = heights.lastIndex(where: { $0 <= least }) else { return isEmpty ? nil : 0 }
    return last + 1 < count ? last + 1 : nil
  }
}
