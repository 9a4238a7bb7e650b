public import LearningRateFinder

/// A script as a search pulls through it: each run is a `start` of the protocol, each step a `rate`.
///
/// A script puts its own state back between runs of one process; there is nothing to put back here.
public struct ScriptTraining: SearchedTraining {
  private let trainer: DrivenTraining
  private let plan: (_ run: Int) -> TestPlan
  private var test = TestPlan()
  private var steps = 0
  private var made = 0
  private var last = 0.0

  /// Prepares a script.
  ///
  /// - Parameters:
  ///   - trainer: The script at the other end of the line.
  ///   - plan: What a run is to be: its seed, whose rates it moves, which loss it reads.
  public init(_ trainer: DrivenTraining, plan: @escaping (_ run: Int) -> TestPlan) {
    self.trainer = trainer
    self.plan = plan
  }

  /// Begins a run, and ends the one before.
  public mutating func begin(_ run: Search.Run) throws {
    test = plan(run.seed)
    steps = run.steps
    made = 0
    try trainer.start(test, steps: run.steps)
  }

  /// Lets the script make a step.
  public mutating func train(learningRate: Double) throws -> (loss: Double, heldOut: Double?) {
    let place = StepPlace(step: made, steps: steps, rate: learningRate)
    // Nobody waits for the script any more.
    guard let losses = try trainer.step(at: place, test) else { throw CancellationError() }
    made += 1
    let loss = try trainer.loss(of: losses, at: place, test)
    trainer.ended(!loss.isFinite ? .notFinite : made == steps ? .completed : .diverged)
    return (loss, test.heldOutLoss(of: losses))
  }

  /// The losses on held-out examples are the script's own: it reports them when it likes.
  public mutating func evaluate() throws -> Double { .nan }

  /// Does nothing: the script puts its own state back.
  public mutating func end() {}
}
