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
  /// The most that the answer may move with other mini-batches, in decades.
  static let mostDeviation = 1.0

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
    guard let valley, valley.gain > Self.leastGain * shape.noise,
      let estimate = RateEstimate(shape, gradientAge: gradientAge)
    else {
      self.estimate = nil
      verdict = Self.verdictWithoutDescent(curve, shape)
      return
    }
    if let right = valley.right, right - valley.half < shape.resolution {
      // A deep network leaves its plateau only after many steps, at any rate that it can stand: the
      // rate at which a fast ramp sees it leave is the one that the ramp has come to by then.
      verdict = .descendedLate(valley)
    } else if estimate.deviation > Self.mostDeviation {
      verdict = .tooNoisy(shape)
    } else if valley.right == nil, !curve.hasBlownUp {
      verdict = .neverDiverged(curve, shape)
    } else {
      verdict = .good(curve, shape, valley)
    }
    self.estimate = verdict.isTrusted ? estimate : nil
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
