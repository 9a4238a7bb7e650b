internal import LearningRateFinder

/// A rate that falls along half a cosine: `end + (start - end) × (1 + cos(π i / steps)) / 2`.
///
/// Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2016, equation 5,
/// without a restart. The end is reached after the last step, at `i = steps`, and kept (PyTorch's
/// `CosineAnnealingLR` climbs again from there).
public struct CosineAnnealing: ScheduleFormula {
  /// The rate of the first step.
  public let start: Double
  /// The rate that is reached after the last step, from 0 to `start`.
  public let end: Double
  /// The steps of the way down, at least 1.
  public let steps: Int
  /// The rate of the first step.
  public var peak: Double { start }

  /// Creates a cosine annealing.
  ///
  /// - Parameters:
  ///   - start: The rate of the first step, above zero.
  ///   - end: The rate after the last step, from 0 to `start`.
  ///   - steps: The steps of the way down, at least 1.
  /// - Throws: `InvalidSchedule`, which says what was expected.
  public init(start: Double, end: Double = 0, steps: Int) throws(InvalidSchedule) {
    try InvalidSchedule.unlessDescending(from: start, to: end)
    try InvalidSchedule.unlessPositive(steps: steps, "the way down")
    self.start = start
    self.end = end
    self.steps = steps
  }

  /// `end + (start - end) × (1 + cos(π step / steps)) / 2`, and `end` from there on.
  public func learningRate(at step: Int) -> Double {
    step < steps ? end + (start - end) * cosineFall(Double(step) / Double(steps)) : end
  }

  /// The same annealing between `factor` times its rates.
  public func scaled(by factor: Double) throws(InvalidSchedule) -> Self {
    try Self(start: start * factor, end: end * factor, steps: steps)
  }

  private enum CodingKeys: CodingKey { case start, end, steps }

  /// Decodes a schedule, and checks its numbers.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      start: values.decode(Double.self, forKey: .start),
      end: values.decode(Double.self, forKey: .end),
      steps: values.decode(Int.self, forKey: .steps))
  }
}

/// Half a cosine from 1 at `share` 0 to 0 at `share` 1.
func cosineFall(_ share: Double) -> Double { (1 + cosine(.pi * share)) / 2 }
