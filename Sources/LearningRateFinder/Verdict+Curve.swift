extension Verdict {
  /// Judges the curves of range tests that differ in their seeds: good where more than half are,
  /// else what is wrong with most of those that are not.
  init(_ curves: [Curve]) {
    let verdicts = curves.map(Verdict.init)
    let good = verdicts.filter(\.isTrusted)
    let candidates = 2 * good.count > curves.count ? good : verdicts.filter { !$0.isTrusted }
    let counts = Dictionary(grouping: candidates, by: \.code).mapValues(\.count)
    let most = counts.values.max() ?? 0
    // The first curve with the most frequent verdict speaks for all of them.
    self = candidates.first { counts[$0.code] == most } ?? verdicts[0]
  }

  /// Judges one curve that was cut at its divergence.
  init(_ curve: Curve) {
    guard curve.count >= Self.leastPoints else {
      self = curve.hasBlownUp ? .divergedFromTheStart(curve) : .tooShort(curve)
      return
    }
    let shape = CurveShape(curve)
    guard shape.gain > Self.leastSignificance * shape.smoothedNoise else {
      self =
        if curve.hasBlownUp { .divergedFromTheStart(curve) } else if shape.isNoisy {
          .tooNoisy(shape)
        } else {
          .flat(curve, shape)
        }
      return
    }
    self = shape.rise == nil && !curve.hasBlownUp ? .neverDiverged(curve, shape) : .good(shape)
  }

  /// The fewest points in which a descent, a minimum and a rise can be told from chance.
  private static let leastPoints = 10
  /// How many standard deviations of the smoothed loss a descent has to be deep. With a few
  /// dozen independent stretches of curve, chance alone reaches three.
  private static let leastSignificance = 5.0
}

extension Curve {
  /// Whether the curve ends because the loss blew up.
  var hasBlownUp: Bool { outcome == .diverged || outcome == .notFinite }
}

extension CurveShape {
  /// The standard deviation of the smoothed loss: a kernel of deviation h over points a distance Δ
  /// apart averages 2√π h/Δ of them.
  fileprivate var smoothedNoise: Double {
    let spacing = (logRates[logRates.count - 1] - logRates[0]) / Double(logRates.count - 1)
    let averaged = 2 * Double.pi.squareRoot() * Smoothing.standardDecades * .decade / spacing
    return noise / max(averaged, 1).squareRoot()
  }

  /// Whether one mini-batch differs from the next by more than a tenth of the loss.
  fileprivate var isNoisy: Bool { noise > 0.1 * abs(start) }
}

// The sentences of each verdict.
extension Verdict {
  private static func good(_ shape: CurveShape) -> Self {
    let lowest = exponential(shape.logRates[shape.minimum])
    return Self(
      code: .good,
      reason: "the loss falls from \(shape.start.brief(digits: 3)) to "
        + "\(shape.smoothed[shape.minimum].brief(digits: 3)), lowest at a rate of \(lowest.brief), "
        + "and rises beyond",
      remedy: nil)
  }

  private static func tooShort(_ curve: Curve) -> Self {
    Self(
      code: .tooShort,
      reason: "the curve has \(curve.count) points, and \(leastPoints) are the fewest that show "
        + "a descent and a rise",
      remedy: "at least 50 steps; 100 are the default")
  }

  private static func divergedFromTheStart(_ curve: Curve) -> Self {
    let first = curve.learningRates.first.map(\.brief) ?? "the first rate"
    return Self(
      code: .divergedFromTheStart,
      reason: "the loss blows up without having fallen, from a rate of \(first) on",
      remedy: "a first rate a thousand times smaller; if that does not help, look at the scale of "
        + "the inputs and at the initialization")
  }

  private static func tooNoisy(_ shape: CurveShape) -> Self {
    Self(
      code: .tooNoisy,
      reason: "the loss falls by \(max(shape.gain, 0).brief), and one mini-batch differs from the "
        + "next by \(shape.noise.brief)",
      remedy: "larger batches, more steps, or several runs")
  }

  private static func flat(_ curve: Curve, _ shape: CurveShape) -> Self {
    let last = curve.learningRates.last.map(\.brief) ?? "the last one"
    return Self(
      code: .flat,
      reason: "the loss stays near \(shape.start.brief(digits: 3)) up to a rate of \(last)",
      remedy: "a higher last rate or more steps; a deep network may need normalization or "
        + "another initialization to move at all")
  }

  private static func neverDiverged(_ curve: Curve, _ shape: CurveShape) -> Self {
    let last = curve.learningRates.last.map(\.brief) ?? "the last one"
    return Self(
      code: .neverDiverged,
      reason: "the loss has fallen to \(shape.smoothed[shape.minimum].brief(digits: 3)) and does "
        + "not rise again up to a rate of \(last)",
      remedy: "a higher last rate")
  }
}
