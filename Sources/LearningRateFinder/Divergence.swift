/// When a range test gives up: the loss has blown up.
///
/// The rule of the field is "the smoothed loss is above 4 × the best". It is kept, with four
/// corrections. With `first` the mean of the first losses and `best` the lowest smoothed loss,
/// the threshold is
///
/// ```
/// max(first + noise, min(best + (factor - 1) × |best|, first + (factor - 1) × gain))
/// ```
///
/// - The distance is `|best|`, so that negative losses have a threshold above them.
/// - `gain = first - best` serves where the loss has an offset: a loss that fell from 102 to 100
///   has diverged at 108, not at 400. It counts once it stands out from the noise.
/// - A loss is never lost below where it began: four times a very small best is no divergence.
///   `noise` is six standard deviations of the raw losses.
/// - The smoothed loss lags; so the raw losses are judged too, and end the test when
///   `patience` of them in a row are above the threshold. A single one does not, however high,
///   unless `patience` is 1: it takes two for the smoothed loss to count.
///
/// Nothing but a loss that is NaN or infinite ends a test before `grace` losses are in.
public struct Divergence: Hashable, Sendable, Codable {
  /// How many times the best loss is too much, above 1.
  public var factor: Double
  /// The β of the bias-corrected exponential average that is judged, 0 ≤ β < 1.
  public var smoothing: Double
  /// How many raw losses in a row must be above the threshold.
  public var patience: Int
  /// How many losses are in before any is judged; their mean is where the loss began.
  public var grace: Int

  /// Creates a rule.
  ///
  /// - Parameters:
  ///   - factor: How many times the best loss is too much, above 1; 4 in every finder since
  ///     fastai's first. Infinity leaves NaN and infinite losses as the only end.
  ///   - smoothing: The β of the average that is judged, 0 ≤ β < 1.
  ///   - patience: How many raw losses in a row must be above the threshold, at least 1.
  ///   - grace: How many losses are in before any is judged, at least 1.
  public init(factor: Double = 4, smoothing: Double = 0.9, patience: Int = 3, grace: Int = 5) {
    precondition(factor > 1, "the divergence factor must be above 1")
    precondition(patience >= 1 && grace >= 1, "patience and grace are at least 1")
    self.factor = factor
    self.smoothing = smoothing
    self.patience = patience
    self.grace = grace
  }
}

/// A divergence rule at work: it is shown one loss after the other.
public struct DivergenceMonitor: Hashable, Sendable {
  private let rule: Divergence
  private var average: ExponentialAverage
  private var count = 0
  private var first = 0.0
  private var best = Double.infinity
  private var last = 0.0
  private var jumps = 0
  private var meanJump = 0.0
  private var above = 0

  /// Creates a monitor that has seen nothing.
  public init(_ rule: Divergence = Divergence()) {
    self.rule = rule
    average = ExponentialAverage(beta: rule.smoothing)
  }

  /// The smoothed loss; nil before the first.
  public var smoothedLoss: Double? { average.value }

  /// The loss above which the test is over; infinite while too few losses are in.
  public var threshold: Double {
    guard count >= rule.grace, rule.factor < .infinity else { return .infinity }
    // The mean absolute difference of independent normal values is 2σ/√π.
    let noise = 0.886 * meanJump
    let gain = first - best
    let ofBest = best + (rule.factor - 1) * abs(best)
    let ofGain = gain > 3 * noise ? first + (rule.factor - 1) * gain : .infinity
    return max(first + 6 * noise, min(ofBest, ofGain))
  }

  /// Takes the next loss and tells whether the test is over.
  ///
  /// - Parameter loss: The loss of the next step; NaN and infinity end the test at once.
  /// - Returns: Whether the loss has blown up.
  /// - Complexity: O(1).
  public mutating func observe(_ loss: Double) -> Bool {
    guard loss.isFinite else { return true }
    // The threshold knows nothing of the loss that it judges: an explosion is not its own noise.
    let threshold = threshold
    let smoothed = average.adding(loss)
    let wasAbove = above > 0
    above = loss > threshold ? above + 1 : 0
    // A single loss, however high, is an accident: the next one has to be above as well.
    if above >= rule.patience || above >= 2 && smoothed > threshold { return true }
    if count > 0, above == 0, !wasAbove {
      jumps += 1
      meanJump += (abs(loss - last) - meanJump) / Double(jumps)
    }
    if count < rule.grace { first += (loss - first) / Double(count + 1) }
    best = min(best, smoothed)
    last = loss
    count += 1
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
