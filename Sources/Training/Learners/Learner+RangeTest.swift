public import LearningRateFinder

extension Learner {
  /// Runs a range test to its end and puts the learner back as it was: training after it equals
  /// training without it, bit for bit.
  ///
  /// - Parameters:
  ///   - test: The test; it keeps what was recorded, also when this throws.
  ///   - validation: What to measure on held-out examples meanwhile; nil for nothing. The steps are
  ///     the same with it and without.
  ///   - onStep: Is called after each step, to record or show it; it may `stop` the test.
  /// - Throws: `TorchError` where libtorch refuses, and what `onStep` throws; the learner is put
  ///   back then, too.
  public func run(
    _ test: inout RangeTest, validation: Validation? = nil,
    onStep: (inout RangeTest) throws -> Void = { _ in }
  ) throws {
    try withoutSideEffects {
      do {
        while let rate = test.learningRate {
          let held = try validation?.loss(of: self, beforeStep: test.curve.count)
          test.record(loss: try step(learningRate: rate), validationLoss: held)
          try onStep(&test)
        }
      } catch {
        test.stop()
        throw error
      }
    }
  }
}
