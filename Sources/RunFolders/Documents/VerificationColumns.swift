package import LearningRateFinder

/// The trials of a race and what they say, for machines.
package struct VerificationColumns: Codable {
  package struct Trial: Codable {
    package let rate: Double
    package let seed: Int
    package let steps: Int
    /// Null where the trial diverged.
    package let loss: Double?
  }

  package let rate: Double?
  package let low: Double?
  package let high: Double?
  package let peak: Double?
  /// Why there is no rate; null where there is one.
  package let reason: String?
  /// The loss before the training.
  package let loss_before: Double?
  /// The steps of all trials.
  package let steps: Int
  package let trials: [Trial]

  package init(_ race: RateRace) {
    let verified = race.verifiedRate
    rate = verified?.learningRate
    low = verified?.interval.low
    high = verified?.interval.high
    peak = verified?.peak
    reason = if case .unverified(let reason) = race.outcome { reason } else { nil }
    loss_before = race.lossBefore.flatMap { $0.isFinite ? $0 : nil }
    steps = race.steps
    trials = race.results.map { result in
      Trial(
        rate: result.trial.learningRate, seed: result.trial.seed, steps: result.trial.steps,
        loss: result.loss.isFinite ? result.loss : nil)
    }
  }

  private enum Key: String, CodingKey {
    case rate, low, high, peak, reason, loss_before, steps, trials
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(rate, forKey: .rate)
    try values.encode(low, forKey: .low)
    try values.encode(high, forKey: .high)
    try values.encode(peak, forKey: .peak)
    try values.encode(reason, forKey: .reason)
    try values.encode(loss_before, forKey: .loss_before)
    try values.encode(steps, forKey: .steps)
    try values.encode(trials, forKey: .trials)
  }
}
