/// A training that a search pulls through: it can be started over, and is left as it was.
public protocol SearchedTraining {
  /// Puts the initial state back, as the run says.
  ///
  /// - Throws: Where that fails.
  mutating func begin(_ run: Search.Run) throws

  /// Trains one mini-batch.
  ///
  /// - Parameter learningRate: The rate of the step.
  /// - Returns: The loss of the mini-batch before the update, and the loss on held-out examples where
  ///   the training measured that by itself.
  /// - Throws: Where the training fails. A loss that is NaN or infinite is no failure.
  mutating func train(learningRate: Double) throws -> (loss: Double, heldOut: Double?)

  /// The loss on held-out examples; it is asked for only where the plan says that there is one.
  ///
  /// - Throws: Where it cannot be measured.
  mutating func evaluate() throws -> Double

  /// Puts everything back as it was before the first run: after the last one, and where one failed.
  ///
  /// - Throws: Where that fails.
  mutating func end() throws
}

extension Search {
  /// Does what is next, once.
  ///
  /// - Parameter training: What it is done on.
  /// - Returns: What was done; `done` where there was nothing to do.
  /// - Throws: What the training throws; the search is then stopped.
  @discardableResult
  public mutating func advance(on training: inout some SearchedTraining) throws -> Request {
    let request = next
    do {
      switch request {
      case .begin(let run):
        try training.begin(run)
        begin()
      case .train(let rate):
        let (loss, heldOut) = try training.train(learningRate: rate)
        record(loss: loss, heldOutLoss: heldOut)
      case .evaluate: record(heldOutLoss: try training.evaluate())
      case .done: break
      }
    } catch {
      stop()
      throw error
    }
    return request
  }

  /// Pulls to the end.
  ///
  /// - Parameters:
  ///   - training: What is trained.
  ///   - onStep: Is called after each step; it may `stop` the search.
  /// - Throws: What the training and `onStep` throw; the search is then stopped. The training has put
  ///   everything back in any case.
  public mutating func run(
    on training: inout some SearchedTraining,
    onStep: (inout Search) throws -> Void = { _ in }
  ) throws {
    do {
      while next != .done {
        if case .train = try advance(on: &training) { try onStep(&self) }
      }
    } catch {
      stop()
      // The first failure is the one to tell.
      try? training.end()
      throw error
    }
    try training.end()
  }
}

extension Search {
  /// Pulls to the end by closures.
  ///
  /// - Parameters:
  ///   - begin: Puts the initial state back, as the run says.
  ///   - step: Trains one mini-batch at the rate that it is given and returns the loss that this
  ///     mini-batch had before its update.
  ///   - evaluate: Measures the held-out loss; it is called only where the plan says that there is one.
  /// - Returns: What was found.
  /// - Throws: What the closures throw; the search is then stopped, and its findings are kept.
  public mutating func run<Failure: Error>(
    begin: (Run) throws(Failure) -> Void, step: (_ learningRate: Double) throws(Failure) -> Double,
    evaluate: (() throws(Failure) -> Double)? = nil
  ) throws(Failure) -> Findings? {
    do {
      while true {
        switch next {
        case .begin(let run):
          try begin(run)
          self.begin()
        case .train(let rate): record(loss: try step(rate))
        case .evaluate: record(heldOutLoss: try evaluate?() ?? .nan)
        case .done: return findings
        }
      }
    } catch {
      stop()
      throw error
    }
  }

  /// Pulls to the end by closures that may wait.
  ///
  /// They run in the caller's isolation: inside an actor they may use its state, and models that are
  /// not `Sendable`.
  ///
  /// - Parameters:
  ///   - isolation: The caller's actor.
  ///   - begin: Puts the initial state back, as the run says.
  ///   - step: Trains one mini-batch at the rate that it is given and returns the loss that this
  ///     mini-batch had before its update.
  ///   - evaluate: Measures the held-out loss; it is called only where the plan says that there is one.
  /// - Returns: What was found.
  /// - Throws: What the closures throw; the search is then stopped, and its findings are kept.
  public mutating func run<Failure: Error>(
    isolation: isolated (any Actor)? = #isolation,
    begin: (Run) async throws(Failure) -> Void,
    step: (_ learningRate: Double) async throws(Failure) -> Double,
    evaluate: (() async throws(Failure) -> Double)? = nil
  ) async throws(Failure) -> Findings? {
    do {
      while true {
        switch next {
        case .begin(let run):
          try await begin(run)
          self.begin()
        case .train(let rate): record(loss: try await step(rate))
        case .evaluate: record(heldOutLoss: try await evaluate?() ?? .nan)
        case .done: return findings
        }
      }
    } catch {
      stop()
      throw error
    }
  }
}
