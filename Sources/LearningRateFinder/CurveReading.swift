/// One curve, read: its verdict, and its estimate where there is one.
struct CurveReading {
  let verdict: Verdict
  let estimate: RateEstimate?

  /// The fewest points in which a descent, a minimum and a rise can be told from chance.
  static let leastPoints = 8
  /// How many standard deviations of one mini-batch's loss the descent has to be deep.
  static let leastGain = 1.5
  /// The most that the answer may move with other mini-batches, in decades.
  static let mostDeviation = 1.0

  /// Reads a curve that was cut at its divergence.
  init(_ curve: Curve, gradientAge: GradientAge?) {
    guard curve.count >= Self.leastPoints else {
      estimate = nil
      verdict = curve.hasBlownUp ? .divergedFromTheStart(curve) : .tooShort(curve)
      return
    }
    let shape = CurveShape(curve)
    let valley = shape.valley(of: shape.smoothed, from: shape.start)
    guard let valley, valley.gain > Self.leastGain * shape.noise,
      let estimate = RateEstimate(shape, gradientAge: gradientAge)
    else {
      self.estimate = nil
      verdict = Self.verdictWithoutDescent(curve, shape)
      return
    }
    if estimate.deviation > Self.mostDeviation {
      verdict = .tooNoisy(shape)
    } else if valley.right == nil, !curve.hasBlownUp {
      verdict = .neverDiverged(curve, shape)
    } else {
      verdict = .good(curve, shape, valley)
    }
    self.estimate = verdict.isTrusted ? estimate : nil
  }

  private static func verdictWithoutDescent(_ curve: Curve, _ shape: CurveShape) -> Verdict {
    if curve.hasBlownUp { return .divergedFromTheStart(curve) }
    // One mini-batch differs from the next by more than a tenth of the loss.
    return shape.noise > 0.1 * abs(shape.start) ? .tooNoisy(shape) : .flat(curve, shape)
  }
}

extension Curve {
  /// Whether the curve ends because the loss blew up.
  var hasBlownUp: Bool { outcome == .diverged || outcome == .notFinite }
}
