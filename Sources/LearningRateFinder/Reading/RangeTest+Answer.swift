extension RangeTest {
  /// What the curve says: a rate, its interval, and how far to trust it.
  ///
  /// It is read up to where a test with the standard ``Divergence`` would have ended, whichever rule
  /// this one has.
  public func answer() -> Answer { Answer(curve, gradientAge: gradientAge) }
}

extension RangeTest {
  /// Runs the test to its end.
  ///
  /// - Parameter step: Trains one mini-batch at the rate that it is given and returns the loss
  ///   that this mini-batch had before its update.
  /// - Returns: What the curve says.
  /// - Throws: What `step` throws; the curve up to there is kept, as interrupted.
  public mutating func run<Failure: Error>(
    _ step: (_ learningRate: Double) throws(Failure) -> Double
  ) throws(Failure) -> Answer {
    while let rate = learningRate {
      do { record(loss: try step(rate)) } catch {
        stop()
        throw error
      }
    }
    return answer()
  }

  /// Runs the test to its end with steps that may wait.
  ///
  /// The steps run in the caller's isolation: inside an actor they may use its state, and models
  /// that are not `Sendable`.
  ///
  /// - Parameters:
  ///   - isolation: The caller's actor.
  ///   - step: Trains one mini-batch at the rate that it is given and returns the loss that this
  ///     mini-batch had before its update.
  /// - Returns: What the curve says.
  /// - Throws: What `step` throws; the curve up to there is kept, as interrupted.
  public mutating func run<Failure: Error>(
    isolation: isolated (any Actor)? = #isolation,
    _ step: (_ learningRate: Double) async throws(Failure) -> Double
  ) async throws(Failure) -> Answer {
    while let rate = learningRate {
      do { record(loss: try await step(rate)) } catch {
        stop()
        throw error
      }
    }
    return answer()
  }
}
