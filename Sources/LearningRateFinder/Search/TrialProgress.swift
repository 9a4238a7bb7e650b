/// A short training at a constant rate while it goes on.
struct TrialProgress: Hashable, Sendable {
  let trial: RateTrial
  /// The steps from the initial weights on.
  private(set) var step: Int
  /// Whether the held-out loss is to be measured before it goes on.
  private(set) var isDue = false
  /// The loss of the untrained model's mini-batch.
  private(set) var firstLoss: Double?
  private var hope: TrainingHope
  /// The last steps, over which the loss is averaged.
  private let tail: Int
  private let measures: Bool
  private var losses: [Double] = []
  private var measured: [Double] = []
  private var reported: Double?

  /// Begins a trial.
  ///
  /// - Parameters:
  ///   - trial: The trial.
  ///   - firstLoss: The loss of the untrained model's mini-batch, where the trial goes on from an
  ///     earlier one.
  ///   - lossBefore: The loss before the training; nil where it is not known.
  ///   - gain: The most that an earlier trial has gained on it.
  ///   - measures: Whether the held-out loss is measured when it is asked for.
  ///   - tailShare: The share of the trial at its end that counts.
  init(
    _ trial: RateTrial, firstLoss: Double?, lossBefore: Double?, gain: Double, measures: Bool,
    tailShare: Double
  ) {
    self.trial = trial
    self.firstLoss = firstLoss
    self.measures = measures
    step = trial.stepsBefore
    hope = TrainingHope(lossBefore: lossBefore ?? firstLoss, gain: gain, steps: trial.steps)
    tail = max(1, Int(tailShare * Double(trial.steps)))
  }

  var stepsMade: Int { step - trial.stepsBefore }

  /// Whether the loss that counts is of held-out examples.
  var isOfHeldOut: Bool { measures || reported != nil }

  /// How many steps before its end the held-out loss is measured: three times in the tail.
  private var marks: [Int] { tail < 3 ? [0] : [tail - 1, tail / 2, 0] }

  /// Takes a step; returns the loss of the trial where that ends it, infinite where it diverged.
  mutating func record(loss: Double, heldOutLoss: Double?) -> Double? {
    step += 1
    firstLoss = firstLoss ?? loss
    guard hope.remains(after: loss) else { return .infinity }
    let left = trial.steps - step
    if left < tail {
      losses.append(loss)
      reported = heldOutLoss ?? reported
    }
    isDue = measures && marks.contains(left)
    return left == 0 && !isDue ? mean(of: reported.map { [$0] } ?? losses) : nil
  }

  /// Takes the held-out loss that was due; returns the loss of the trial where that ends it.
  mutating func record(heldOutLoss: Double) -> Double? {
    isDue = false
    measured.append(heldOutLoss)
    return step == trial.steps ? mean(of: measured) : nil
  }

  private func mean(of values: [Double]) -> Double {
    guard let mean = values.mean, mean.isFinite else { return .infinity }
    return mean
  }
}
