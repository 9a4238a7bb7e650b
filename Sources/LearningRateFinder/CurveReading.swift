/// One curve, read: its verdict, and its estimate where there is one.
struct CurveReading {
  let verdict: Verdict
  let estimate: RateEstimate?

  /// The fewest points in which a descent, a minimum and a rise can be told from chance.
  static let leastPoints = 8
  /// The most points that are read.
  ///
  /// The weights of the fit take memory that grows with the square of their number, and a kernel of
  /// a quarter of a decade has hundreds of them in reach as it is.
  static let mostPoints = 1024
  /// How many standard deviations of one mini-batch's loss the descent has to be deep; whether its
  /// place is certain is the bootstrap's to say.
  static let leastGain = 1.0
  /// How many of the standard deviations that chance gives it the descent has to be deep, which in a
  /// curve of few points is more.
  static let leastChanceGain = 2.0
  /// The most that the answer may move with other mini-batches, in decades.
  static let mostDeviation = 1.0
  /// The most that it may move as a share of the curve's width: a place that may be anywhere on the
  /// curve moves by 0.29 of it.
  static let mostDeviationOfWidth = 0.15

  /// Reads a curve that was cut at its divergence.
  init(_ curve: Curve, gradientAge: GradientAge?) {
    let curve = curve.coarsened(to: Self.mostPoints)
    guard curve.count >= Self.leastPoints else {
      estimate = nil
      verdict = curve.hasBlownUp ? .divergedFromTheStart(curve) : .tooShort(curve)
      return
    }
    let shape = CurveShape(curve)
    // The first loss is that of the weights before any update: if the next ones are four times as
    // high, the first rates were already too large, and what falls later is rubble.
    guard shape.start - curve.losses[0] <= 3 * abs(curve.losses[0]) else {
      estimate = nil
      verdict = .divergedFromTheStart(curve)
      return
    }
    let valley = shape.valley(of: shape.smoothed, from: shape.start)
    if Self.hasRisenFromTheStart(shape) {
      estimate = nil
      verdict = .divergedFromTheStart(curve)
      return
    }
    guard let valley, valley.gain > Self.leastChange(at: valley.minimum, in: shape),
      let estimate = RateEstimate(
        shape, hasBlownUp: curve.hasBlownUp, gradientAge: gradientAge)
    else {
      self.estimate = nil
      verdict = Self.verdictWithoutDescent(curve, shape)
      return
    }
    let rise = valley.right ?? (curve.hasBlownUp ? shape.end : .infinity)
    if let relapse = valley.relapse, Self.isClear(relapse, in: shape) {
      verdict = .fallsTwice(shape, valley, relapse)
    } else if rise - valley.half < shape.resolution {
      // A deep network leaves its plateau only after many steps, at any rate that it can stand: the
      // rate at which a fast ramp sees it leave is the one that the ramp has come to by then.
      verdict = .descendedLate(curve, valley)
    } else if estimate.deviation
      > min(Self.mostDeviation, Self.mostDeviationOfWidth * shape.width / .decade)
    {
      verdict = .tooNoisy(shape)
    } else if valley.right == nil, !curve.hasBlownUp {
      verdict = .neverDiverged(curve, shape)
    } else {
      verdict = .good(curve, shape, valley)
    }
    self.estimate = verdict.isTrusted ? estimate : nil
  }

  /// What a fitted loss has to differ from the start by to be more than chance.
  private static func leastChange(at step: Int, in shape: CurveShape) -> Double {
    max(leastGain * shape.noise, leastChanceGain * shape.chanceDeviation(at: step))
  }

  /// Whether the loss is lowest among the first points, and rises clearly from there: the first
  /// rates were too large already.
  ///
  /// One that is level for half of the curve before it rises is flat.
  private static func hasRisenFromTheStart(_ shape: CurveShape) -> Bool {
    let s = shape.smoothed
    guard let lowest = s.firstIndexOfMinimum, lowest < shape.headCount,
      let rise = s.indices.first(where: { s[$0] - shape.start > leastChange(at: $0, in: shape) })
    else { return false }
    let isHigh = s[rise...].indices.contains { step in
      s[step] - shape.start
        > max(2 * leastChange(at: step, in: shape), 0.01 * abs(shape.start))
    }
    return isHigh && lowest < rise && 2 * rise < s.count
  }

  /// Whether a rise between two descents is more than chance.
  private static func isClear(_ relapse: Valley.Relapse, in shape: CurveShape) -> Bool {
    shape.smoothed[relapse.top] - shape.smoothed[relapse.minimum]
      > 2 * leastChange(at: relapse.top, in: shape)
  }

  private static func verdictWithoutDescent(_ curve: Curve, _ shape: CurveShape) -> Verdict {
    // A loss that blows up late was flat before; one that blows up early had no chance to fall.
    if curve.hasBlownUp, 4 * curve.count < curve.plannedSteps {
      return .divergedFromTheStart(curve)
    }
    // One mini-batch differs from the next by more than a tenth of the loss.
    return shape.noise > 0.1 * abs(shape.start) ? .tooNoisy(shape) : .flat(curve, shape)
  }
}

extension Curve {
  /// Whether the curve ends because the loss blew up.
  var hasBlownUp: Bool { outcome == .diverged || outcome == .notFinite }
}
