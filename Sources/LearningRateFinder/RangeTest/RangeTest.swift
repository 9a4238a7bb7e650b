/// The learning-rate range test, as a value that any training loop can pull from.
///
/// ```swift
/// var test = RangeTest(try Ramp(from: 1e-7, to: 10, steps: 100), gradientAge: .momentum(0.9))
/// while let rate = test.learningRate {
///   test.record(loss: model.trainOneBatch(learningRate: rate))
/// }
/// let answer = test.answer()
/// print(answer.suggestion?.learningRate ?? 0, answer.verdict.reason)
/// ```
///
/// Train one mini-batch at `learningRate`, then `record` the loss that this mini-batch had before
/// its update. The test ends when the ramp does, when the loss diverges, or when you `stop` it.
/// Putting the model back as it was is up to the owner of the model.
///
/// Source: L. N. Smith, "Cyclical Learning Rates for Training Neural Networks", 2015, section 3.3.
public struct RangeTest: Hashable, Sendable {
  /// The rates that the test goes through.
  public let ramp: Ramp
  /// What was recorded so far.
  public private(set) var curve: Curve
  /// How old the gradients in an update are; nil where the optimizer is not known.
  public let gradientAge: GradientAge?
  private var monitor: DivergenceMonitor

  /// Creates a test that has made no step.
  ///
  /// - Parameters:
  ///   - ramp: The rates that the test goes through.
  ///   - divergence: When the test ends early.
  ///   - gradientAge: How old the gradients in an update are, such as `.momentum(0.9)`; the answer
  ///     is better where this is known.
  public init(
    _ ramp: Ramp, divergence: Divergence = Divergence(), gradientAge: GradientAge? = nil
  ) {
    self.ramp = ramp
    self.gradientAge = gradientAge
    curve = Curve(plannedSteps: ramp.steps)
    monitor = DivergenceMonitor(divergence)
  }

  /// The rate of the next step, or nil when the test is over.
  public var learningRate: Double? {
    curve.outcome == nil ? ramp[curve.count] : nil
  }

  /// The bias-corrected average of the losses so far, for a progress display; nil before the
  /// first.
  public var smoothedLoss: Double? { monitor.smoothedLoss }

  /// Records the loss of the step that `learningRate` made.
  ///
  /// A loss that is NaN or infinite, or that shows the training to have diverged, ends the test:
  /// a result, not an error.
  ///
  /// - Parameters:
  ///   - loss: The loss of the step's mini-batch before the update.
  ///   - validationLoss: The loss on held-out examples before the update, where it was measured.
  ///     It is kept beside the other and has no part in what ends the test.
  /// - Complexity: O(1).
  public mutating func record(loss: Double, validationLoss: Double? = nil) {
    guard let rate = learningRate else {
      preconditionFailure("a loss was recorded after the range test was over")
    }
    let isOver = monitor.observe(loss)
    guard loss.isFinite else { return curve.outcome = .notFinite }
    curve.append(learningRate: rate, loss: loss, validationLoss: validationLoss)
    if isOver {
      curve.outcome = .diverged
    } else if curve.count == ramp.steps {
      curve.outcome = .completed
    }
  }

  /// Ends the test where it is.
  public mutating func stop() {
    if curve.outcome == nil { curve.outcome = .interrupted }
  }
}
