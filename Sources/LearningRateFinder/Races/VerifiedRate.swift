/// A rate that was found best by short trainings.
public struct VerifiedRate: Hashable, Sendable {
  /// The rate for training at a constant rate.
  public let learningRate: Double
  /// The rates that came out about as well: up to half the way to the candidates that lost more
  /// than a small part of what there was to gain.
  public let interval: RateInterval
  /// The highest rate of a schedule that warms up and decays, or of one cycle.
  ///
  /// It is ``RaceParameters/peakOverConstant`` times the constant rate.
  public let peak: Double
  /// Whether candidates near the best one were tried on both sides, and lost.
  public let isBracketed: Bool
}

extension VerifiedRate {
  /// A candidate's place on the ladder, with the loss that came of it.
  struct Candidate {
    /// The rate.
    let rate: Double
    /// The loss at the end, in the mean over the seeds; infinite where one of them diverged.
    let loss: Double

    /// The natural logarithm of the rate.
    var logRate: Double { logarithm(rate) }
  }

  /// Reads the best rate off the last round of a race.
  ///
  /// The rate is the lowest point of the parabola through the best candidate and its neighbors, in
  /// the logarithm of the rate; it stays nearer to the best candidate than to the others. Whoever
  /// diverged has learned nothing: it counts with the loss before the training, which keeps the rate
  /// away from the edge beyond which a training with another seed may diverge, too.
  ///
  /// - Parameters:
  ///   - candidates: At least one, in the order of their rates.
  ///   - best: The index of the best one, whose loss is finite.
  ///   - lossBefore: The loss before the training.
  ///   - parameters: The numbers of the race.
  init(
    _ candidates: [Candidate], best: Int, lossBefore: Double, _ parameters: RaceParameters
  ) {
    let spacing = parameters.spacing * .decade
    let winner = candidates[best]
    let isNear = { (neighbor: Int) in
      candidates.indices.contains(neighbor)
        && abs(candidates[neighbor].logRate - winner.logRate) < 1.01 * spacing
    }
    isBracketed = isNear(best - 1) && isNear(best + 1)
    let bearable = winner.loss + parameters.tolerance * max(0, lossBefore - winner.loss)
    var (first, last) = (best, best)
    while first > 0, candidates[first - 1].loss <= bearable { first -= 1 }
    while last < candidates.count - 1, candidates[last + 1].loss <= bearable { last += 1 }
    // Where nothing near was tried further out, the interval reaches up to there.
    let (lowest, highest) = (
      candidates[first].logRate - spacing, candidates[last].logRate + spacing
    )
    let low =
      first > 0
      ? max(lowest, (candidates[first].logRate + candidates[first - 1].logRate) / 2) : lowest
    let high =
      last < candidates.count - 1
      ? min(highest, (candidates[last].logRate + candidates[last + 1].logRate) / 2) : highest
    let capped = candidates.map {
      Candidate(rate: $0.rate, loss: min($0.loss, max(lossBefore, winner.loss)))
    }
    let refined =
      isBracketed ? Self.vertex(capped[best - 1], winner, capped[best + 1]) : nil
    learningRate = refined.map(exponential) ?? winner.rate
    interval = RateInterval(
      low: min(exponential(low), learningRate), high: max(exponential(high), learningRate))
    peak = parameters.peakOverConstant * learningRate
  }

  /// The logarithm of the lowest point of a parabola; nil where it has none.
  private static func vertex(_ left: Candidate, _ middle: Candidate, _ right: Candidate) -> Double?
  {
    let bounds = (
      low: (left.logRate + middle.logRate) / 2, high: (middle.logRate + right.logRate) / 2
    )
    let (before, after) = (middle.logRate - left.logRate, right.logRate - middle.logRate)
    let slopes = ((middle.loss - left.loss) / before, (right.loss - middle.loss) / after)
    let curvature = (slopes.1 - slopes.0) / (before + after)
    guard curvature > 0, curvature.isFinite else { return nil }
    let slope = slopes.0 + curvature * before
    return min(max(middle.logRate - slope / (2 * curvature), bounds.low), bounds.high)
  }
}
