public import LearningRateFinder

/// A training that a session tests: it can be started over, and is left as it was.
public protocol TestedTraining {
  /// Runs a range test to its end, or until it is stopped.
  ///
  /// - Parameters:
  ///   - test: The test; it keeps what was recorded, also when this throws.
  ///   - run: Which of several runs, from 0; they differ in their seeds.
  ///   - onStep: Is called after each step; it may `stop` the test.
  /// - Throws: Where the training fails, and what `onStep` throws. A divergence is no failure.
  mutating func run(
    _ test: inout RangeTest, run: Int, onStep: (inout RangeTest) throws -> Void) throws

  /// Trains for a few steps at one rate, from the initial weights of the first run.
  ///
  /// - Parameters:
  ///   - trial: The rate, and how many steps.
  ///   - onStep: Is called after each step with the number of steps made and the loss; what it
  ///     throws ends the trial.
  /// - Returns: The loss at the end, infinite where the training diverged, and the steps made.
  /// - Throws: Where the training fails, and what `onStep` throws.
  mutating func run(
    _ trial: RateTrial, onStep: (_ step: Int, _ loss: Double) throws -> Void
  ) throws -> (loss: Double, steps: Int)
}
