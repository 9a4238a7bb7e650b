// The sentences of each verdict.
extension Verdict {
  static func good(_ curve: Curve, _ shape: CurveShape, _ valley: Valley) -> Self {
    let lowest = shape.smoothed[valley.minimum]
    let rate = exponential(shape.logRates[valley.minimum])
    let end = curve.hasBlownUp ? "diverges" : "rises again"
    return Self(
      code: .good,
      reason: "the loss falls from \(shape.start.brief(digits: 3)) to \(lowest.brief(digits: 3)), "
        + "lowest at a rate of \(rate.brief), and \(end)",
      remedy: nil)
  }

  static func tooShort(_ curve: Curve) -> Self {
    Self(
      code: .tooShort,
      reason: "the curve has \(curve.count) points, and \(CurveReading.leastPoints) are the fewest "
        + "that show a descent and a rise",
      remedy: "at least 50 steps; 100 are the default")
  }

  static func divergedFromTheStart(_ curve: Curve) -> Self {
    let reason =
      curve.learningRates.first.map { rate in
        "the loss \(curve.hasBlownUp ? "blows up" : "rises") without having fallen, from a rate of "
          + "\(rate.brief) on"
      } ?? "the very first loss is NaN or infinite"
    return Self(
      code: .divergedFromTheStart, reason: reason,
      remedy: "a first rate a thousand times smaller; if that does not help, look at the scale of "
        + "the inputs and at the initialization")
  }

  static func tooNoisy(_ shape: CurveShape) -> Self {
    let noise = shape.noise.brief
    return Self(
      code: .tooNoisy,
      reason: "the loss differs by \(noise) from one mini-batch to the next, too much to see where "
        + "it falls and rises",
      remedy: "larger batches, more steps, or several runs")
  }

  static func flat(_ curve: Curve, _ shape: CurveShape) -> Self {
    let last = curve.learningRates.last.map(\.brief) ?? "the last one"
    return Self(
      code: .flat,
      reason: "the loss stays near \(shape.start.brief(digits: 3)) up to a rate of \(last)"
        + (curve.hasBlownUp ? ", where it blows up" : ""),
      remedy: "more steps or a higher last rate; a deep network may need normalization or "
        + "another initialization to move at all")
  }

  static func descendedLate(_ curve: Curve, _ valley: Valley) -> Self {
    Self(
      code: .flat,
      reason: "the loss falls only at a rate of \(exponential(valley.half).brief), just before it "
        + (curve.hasBlownUp ? "blows up" : "rises again"),
      remedy: "more steps: in a slower ramp it begins to fall at smaller rates")
  }

  static func fallsTwice(
    _ shape: CurveShape, _ valley: Valley, _ relapse: Valley.Relapse
  ) -> Self {
    func place(_ step: Int) -> String {
      "\(shape.smoothed[step].brief(digits: 3)) at a rate of "
        + exponential(shape.logRates[step]).brief
    }
    return Self(
      code: .tooNoisy,
      reason: "the loss falls to \(place(relapse.minimum)), rises to "
        + "\(shape.smoothed[relapse.top].brief(digits: 3)) and falls again, to "
        + "\(place(valley.minimum)): which descent counts cannot be seen",
      remedy: "more steps, so that the rates rise more slowly, or normalization, clipped gradients "
        + "or another initialization")
  }

  static func neverDiverged(_ curve: Curve, _ shape: CurveShape) -> Self {
    let last = curve.learningRates.last.map(\.brief) ?? "the last one"
    let lowest = shape.smoothed.min() ?? shape.start
    return Self(
      code: .neverDiverged,
      reason:
        "the loss falls from \(shape.start.brief(digits: 3)) to \(lowest.brief(digits: 3)) and "
        + "does not rise again up to a rate of \(last), so that higher rates may be better still",
      remedy: "a higher last rate")
  }
}
