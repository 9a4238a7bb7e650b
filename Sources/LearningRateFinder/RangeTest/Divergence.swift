/// When a range test gives up: the loss has blown up.
///
/// The rule of the field is "the smoothed loss is above 4 × the best", which depends on where a
/// loss has its zero. Here the scale is what the loss has gained: it is lost above
///
/// ```
/// start + max(gains × (start - best), 6 × noise)
/// ```
///
/// with ``LossLevel``'s `start` and `noise`, and `best` the lowest median of three later losses in
/// a row, which neither a lucky nor a spoiled mini-batch moves. A constant added to all losses changes nothing.
///
/// - As long as a loss has not fallen by three deviations of its noise there is no scale, and only a
///   loss that is NaN or infinite ends the test: a plateau that wobbles is no divergence.
/// - The smoothed loss lags; so the raw losses are judged too, and end the test when
///   `patience` of them in a row are above the threshold. A single one does not, however high,
///   unless `patience` is 1: it takes two for the smoothed loss to count.
public struct Divergence: Hashable, Sendable, Codable {
  /// How many times its gain a loss may stand above its start, above 0; infinity leaves NaN and
  /// infinite losses as the only end.
  public var gains: Double
  /// The β of the bias-corrected exponential average that is judged, 0 ≤ β < 1.
  public var smoothing: Double
  /// How many raw losses in a row must be above the threshold.
  public var patience: Int
  /// How many losses are in before any is judged.
  public var grace: Int

  /// How many deviations of its noise a loss stands above its start at least: six, which no normal
  /// value does in a training.
  private static let leastRise = 6.0
  /// How many deviations of its noise a loss has to fall for a gain.
  private static let leastGain = 3.0

  /// Creates a rule.
  ///
  /// - Parameters:
  ///   - gains: How many times its gain a loss may stand above its start, above 0. One gain: a loss
  ///     that has fallen from 2.3 to 0.5 is lost above 4.1.
  ///   - smoothing: The β of the average that is judged, 0 ≤ β < 1.
  ///   - patience: How many raw losses in a row must be above the threshold, at least 1.
  ///   - grace: How many losses are in before any is judged, at least 1.
  public init(gains: Double = 1, smoothing: Double = 0.9, patience: Int = 3, grace: Int = 5) {
    precondition(gains > 0, "a divergence is above the start")
    precondition(patience >= 1 && grace >= 1, "patience and grace are at least 1")
    self.gains = gains
    self.smoothing = smoothing
    self.patience = patience
    self.grace = grace
  }

  /// The loss above which a test is over.
  fileprivate func threshold(_ level: LossLevel, best: Double) -> Double {
    let gain = level.start - best
    // Less than what rounding makes of a constant is no gain.
    guard gain > max(Self.leastGain * level.noise, 1e3 * level.start.ulp), gains < .infinity else {
      return .infinity
    }
    return level.ceiling(above: gains * gain, deviations: Self.leastRise)
  }
}

/// A divergence rule at work: it is shown one loss after the other.
public struct DivergenceMonitor: Hashable, Sendable {
  private let rule: Divergence
  private var average: ExponentialAverage
  private var losses: [Double] = []
  private var level: LossLevel?
  private var countOfLevel = 0
  private var best = Double.infinity
  private var above = 0

  /// Creates a monitor that has seen nothing.
  public init(_ rule: Divergence = Divergence()) {
    self.rule = rule
    average = ExponentialAverage(beta: rule.smoothing)
  }

  /// The smoothed loss; nil before the first.
  public var smoothedLoss: Double? { average.value }

  /// The loss above which the test is over; infinite while too few losses are in.
  public var threshold: Double { level.map { rule.threshold($0, best: best) } ?? .infinity }

  /// Takes the next loss and tells whether the test is over.
  ///
  /// - Parameter loss: The loss of the next step; NaN and infinity end the test at once.
  /// - Returns: Whether the loss has blown up.
  /// - Complexity: O(log *n*) on average after *n* losses.
  public mutating func observe(_ loss: Double) -> Bool {
    guard loss.isFinite else { return true }
    // The threshold knows nothing of the loss that it judges: an explosion is not its own noise.
    let threshold = threshold
    let smoothed = average.adding(loss)
    above = loss > threshold ? above + 1 : 0
    // A single loss, however high, is an accident: the next one has to be above as well.
    if above >= rule.patience || above >= 2 && smoothed > threshold { return true }
    losses.append(loss)
    // What lies in the head is the start itself.
    if let level, losses.count >= level.headCount + 3 {
      best = min(best, losses.suffix(3).median ?? loss)
    }
    // The level is taken anew whenever there are an eighth more losses, which is cheap and enough.
    if losses.count >= max(rule.grace, countOfLevel + countOfLevel / 8) {
      level = LossLevel(losses)
      countOfLevel = losses.count
    }
    return false
  }
}

extension Curve {
  /// The curve as a range test with this rule would have recorded it: without what a log holds
  /// beyond the divergence.
  public func cut(at divergence: Divergence) -> Curve {
    var monitor = DivergenceMonitor(divergence)
    guard let over = losses.firstIndex(where: { monitor.observe($0) }) else { return self }
    return divergedAfter(over + 1)
  }
}
