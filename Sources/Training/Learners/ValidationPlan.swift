public import Datasets
internal import Torch

/// How many held-out examples to measure the loss on, and how often, so that it costs no more than
/// a given share of the time.
///
/// S. Maggio's reliability study measured the validation loss at every step and paid 33 times the
/// training for it. A loss on some hundred examples before every few steps shows the same.
public struct ValidationPlan: Hashable, Sendable {
  /// The number of examples, the same ones each time.
  public let examples: Int
  /// The number of steps from one measurement to the next, at least 1; the first step has one.
  public let every: Int

  /// The fewest examples whose mean loss can be told from chance, where there are as many.
  static let leastExamples = 256
  /// Beyond so many examples, a mean gains less than the noise of the curve beside it.
  static let mostExamples = 10_000
  /// So many measurements make a line.
  static let wantedPoints = 50

  /// Repeats a plan that was made before.
  ///
  /// - Parameters:
  ///   - examples: The number of examples, at least 1.
  ///   - every: The number of steps from one measurement to the next, at least 1.
  public init(examples: Int, every: Int) {
    precondition(examples >= 1 && every >= 1, "a plan measures something, and sometimes")
    self.examples = examples
    self.every = every
  }

  /// Makes a plan that measures so often whatever it takes, on as many examples as tell a loss from
  /// chance well enough for a line.
  ///
  /// - Parameters:
  ///   - every: The number of steps from one measurement to the next, at least 1.
  ///   - available: The number of held-out examples there are, at least 1.
  public init(every: Int, available: Int) {
    self.init(examples: min(4 * Self.leastExamples, max(1, available)), every: every)
  }

  /// Makes a plan from measured times.
  ///
  /// With a share *c* of the whole time, every step of time *t* earns *t c / (1 - c)* for
  /// validation. The examples are as many as can be paid for with 50 measurements in a test, from
  /// 256 to 10 000; where that is too dear, the measurements become fewer.
  ///
  /// - Parameters:
  ///   - share: The share of the time that validation may take, above 0 and below 1.
  ///   - steps: The steps of a range test.
  ///   - stepTime: What a step of training takes, in seconds.
  ///   - exampleTime: What the evaluation of an example takes, in seconds, above 0.
  ///   - available: The number of held-out examples there are, at least 1.
  public init(
    share: Double, steps: Int, stepTime: Double, exampleTime: Double, available: Int
  ) {
    precondition(share > 0 && share < 1, "a share lies between 0 and 1, not at \(share)")
    precondition(exampleTime > 0 && available >= 1, "an example takes time")
    let earned = max(stepTime * share / (1 - share), .leastNormalMagnitude) / exampleTime
    let longest = max(1, steps / Self.wantedPoints)
    let affordable = Int(min(earned * Double(longest), Double(Self.mostExamples)))
    let least = min(Self.leastExamples, available)
    examples = min(max(affordable, least), available)
    // A test with one measurement, before its first step, is the least.
    every = max(1, Int(min((Double(examples) / earned).rounded(.up), Double(max(1, steps)))))
  }
}

extension Learner {
  /// Measures what steps and evaluations take, and plans the validation of range tests; the learner
  /// stays as it was.
  ///
  /// The times depend on the machine and its load: keep the plan to repeat a test.
  ///
  /// - Parameters:
  ///   - steps: The steps of a range test.
  ///   - dataset: The held-out examples.
  ///   - share: The share of the time that validation may take, above 0 and below 1.
  /// - Returns: The plan.
  /// - Throws: `TrainingError` for an empty data set, and `TorchError` where libtorch refuses.
  public func validationPlan(
    steps: Int, on dataset: Dataset, share: Double
  ) throws -> ValidationPlan {
    let held = try HeldOutExamples(
      dataset, on: settings.device, limit: min(ValidationPlan.leastExamples, dataset.count))
    return try withoutSideEffects {
      let stepTime = try stepTime()
      let clock = ContinuousClock()
      _ = try evaluate(on: held)
      var shortest = try clock.measure { _ = try evaluate(on: held) }
      for _ in 0..<4 where shortest < .milliseconds(100) {
        shortest = min(shortest, try clock.measure { _ = try evaluate(on: held) })
      }
      return ValidationPlan(
        share: share, steps: steps, stepTime: stepTime / .seconds(1),
        exampleTime: max(shortest / .seconds(1), 1e-9) / Double(held.count),
        available: dataset.count)
    }
  }
}
