internal import Foundation
public import LearningRateFinder

/// A script at the other end of the line, which trains a mini-batch at each rate that it is given.
///
/// Its calls block the thread while the script trains.
public final class DrivenTraining {
  private let connection: LineConnection
  private let process: ProcessTree
  private let timeouts: ScriptTimeouts
  private let isCancelled: () -> Bool
  private var reasonToStop: String?
  private(set) var sequel = FinderMessage.Sequel.exit

  /// Waits until a script connects and says hello.
  ///
  /// - Throws: `ScriptFailure`, or `CancellationError`.
  init(
    _ listener: SocketListener, process: ProcessTree, timeouts: ScriptTimeouts,
    isCancelled: @escaping () -> Bool
  ) throws {
    self.process = process
    self.timeouts = timeouts
    self.isCancelled = isCancelled
    let deadline = ContinuousClock.now + timeouts.start
    connection = try Self.connection(listener, process, timeouts, isCancelled)
    let hello = "{\"type\":\"hello\",\"protocol\":\(TrainerProtocol.version)}"
    switch try receive(within: deadline - .now, option: "--start-timeout", expected: hello) {
    case .hello(TrainerProtocol.version): break
    case .hello(let other):
      let sentence = "speaks version \(other) of the protocol; this lrfinder speaks version 1"
      try? send(.error(sentence))
      throw ScriptFailure(deed: sentence + ",")
    case .loss: throw ScriptFailure.sent("a loss", expected: hello)
    case .error(let reason): throw ScriptFailure.gaveUp(reason)
    case nil: throw CancellationError()
    }
    try send(.hello)
  }

  /// Tells the script that no further test follows, and to end.
  ///
  /// - Throws: `TrainerError`, through `TrainingScript.run`, where the script is gone.
  public func finish() throws { try stop(then: .exit) }

  /// Tells the script that no further test follows, and to train on; `TrainingScript.run` then
  /// waits until it ends by itself.
  ///
  /// - Parameter learningRate: The rate to train at; nil where none can be trusted.
  /// - Throws: `TrainerError`, through `TrainingScript.run`, where the script is gone.
  public func finish(trainingAt learningRate: Double?) throws {
    try stop(then: .train(learningRate: learningRate))
  }

  private func stop(then sequel: FinderMessage.Sequel) throws {
    self.sequel = sequel
    try send(.stop(reason: reasonToStop ?? "interrupted", then: sequel))
    reasonToStop = nil
  }

  /// Begins a run, and ends the one before.
  ///
  /// - Parameters:
  ///   - plan: The seed, whose rates to move, and which loss to read.
  ///   - steps: The most steps of the run.
  /// - Throws: `TrainerError`, through `TrainingScript.run`, where the script is gone.
  public func start(_ plan: TestPlan, steps: Int) throws {
    if reasonToStop != nil { try stop(then: .run) }
    try send(
      .start(run: plan.run, seed: plan.seed, steps: steps, optimizer: plan.optimizer?.name))
  }

  /// Remembers why a run ended, for the message that ends it.
  ///
  /// - Parameter outcome: Why.
  public func ended(_ outcome: Curve.Outcome) { reasonToStop = outcome.rawValue }

  /// Lets the script make a step.
  ///
  /// - Parameters:
  ///   - place: Which step, and at which rate.
  ///   - plan: The plan of the run.
  /// - Returns: Its losses; nil where somebody has cancelled the run.
  /// - Throws: `TrainerError`, through `TrainingScript.run`, where the script does not do its part.
  public func step(at place: StepPlace, _ plan: TestPlan) throws -> StepLosses? {
    let expected = "{\"type\":\"loss\",\"step\":\(place.step),\"loss\":…}"
    do {
      if connection.hasInput {
        throw ScriptFailure(deed: "sent something before it was given a rate,")
      }
      try send(.rate(step: place.step, plan.rates(at: place.rate)))
      // The first step compiles graphs, fills caches, and starts the workers that load data.
      let isFirst = place.step == 0
      let message = try receive(
        within: isFirst ? timeouts.start : timeouts.step,
        option: isFirst ? "--start-timeout" : "--timeout", expected: expected)
      switch message {
      case .loss(place.step, let losses): return losses
      case .loss(let other, _):
        throw ScriptFailure.sent("the loss of step \(other)", expected: expected)
      case .hello: throw ScriptFailure.sent("another hello", expected: expected)
      case .error(let reason): throw ScriptFailure.gaveUp(reason)
      case nil: return nil
      }
    } catch let failure as ScriptFailure {
      throw failure.at(place)
    }
  }

  /// The loss that a run is judged by.
  ///
  /// - Parameters:
  ///   - losses: What the script reported.
  ///   - place: Of which step.
  ///   - plan: The plan of the run, which names the loss.
  /// - Returns: The loss, which may be NaN or infinite.
  /// - Throws: `TrainerError`, through `TrainingScript.run`, where the script reported none.
  public func loss(of losses: StepLosses, at place: StepPlace, _ plan: TestPlan) throws -> Double {
    if let loss = losses[plan.loss] { return loss }
    let names = losses.names.map { "\"\($0)\"" }.joined(separator: ", ")
    throw ScriptFailure(
      deed: "sent no loss \"\(plan.loss)\", only \(names),",
      remedy: "--loss names the one to judge by"
    ).at(place)
  }

  private func send(_ message: FinderMessage) throws {
    if !connection.send(try message.line()) { throw gone() }
  }

  /// - Returns: The next message; nil where somebody has cancelled the waiting.
  private func receive(
    within timeout: Duration, option: String, expected: String
  ) throws -> ScriptMessage? {
    let reception = connection.receive(within: timeout) {
      isCancelled() ? .cancelled : process.leaderHasExited ? .orphaned : .patient
    }
    switch reception {
    case .line(let line):
      do { return try ScriptMessage(line: line) } catch {
        let failure = ScriptFailure.sent(error.description, expected: expected)
        // The client raises this where it stands, which helps more than a broken connection.
        try? send(.error("the finder was sent \(error.description)"))
        throw failure
      }
    case .tooLong(let line):
      let invalid = InvalidMessage(sentence: "an endless line", line: line)
      throw ScriptFailure.sent(invalid.description, expected: expected)
    case .closed: throw gone()
    case .timedOut: throw ScriptFailure.late(timeout, option: option)
    case .cancelled: return nil
    }
  }

  /// The failure of a script that cannot be reached: a crash closes the connection a moment before
  /// the process ends.
  private func gone() -> ScriptFailure {
    var failure = ScriptFailure.gone
    failure.endedByItself = process.waitForLeader(.seconds(1))
    return failure
  }

  private static func connection(
    _ listener: SocketListener, _ process: ProcessTree, _ timeouts: ScriptTimeouts,
    _ isCancelled: () -> Bool
  ) throws -> LineConnection {
    let deadline = ContinuousClock.now + timeouts.start
    while ContinuousClock.now < deadline {
      // Asked first: a script that has connected and crashed since then shall be heard.
      let isGone = process.leaderHasExited
      if let connection = listener.accept(within: isGone ? .zero : .milliseconds(50)) {
        return connection
      }
      if isCancelled() { throw CancellationError() }
      if isGone {
        var failure = ScriptFailure.gone
        failure.endedByItself = true
        failure.remedy = "does it call lrfinder's client?"
        throw failure
      }
    }
    throw ScriptFailure.late(timeouts.start, option: "--start-timeout")
  }
}
