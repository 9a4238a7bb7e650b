public import LearningRateFinder

extension DrivenTraining {
  /// Makes a trial of a `RateRace`: the script is given the same rate at every step.
  ///
  /// The loss that counts is the held-out loss that the script reported last, in the last tenth of
  /// the steps; where it reports none there, or where another loss is to be read, the mean of what
  /// it reported in the last tenth. The script starts anew for each trial, so that it has to be made
  /// for a race whose trials do not go on from others.
  ///
  /// - Parameters:
  ///   - trial: The trial.
  ///   - plan: The script's seed, whose rates to set, and which loss to read.
  ///   - onStep: Is called after each step with the number of steps made and the loss.
  /// - Returns: The loss, infinite where the training diverged, and the steps that were made.
  /// - Throws: What `onStep` throws; `CancellationError`; and, through `TrainingScript.run`,
  ///   `TrainerError` where the script does not do its part.
  public func run(
    _ trial: RateTrial, as plan: TestPlan,
    onStep: (_ step: Int, _ loss: Double) throws -> Void = { _, _ in }
  ) throws -> (loss: Double, steps: Int) {
    try start(plan, steps: trial.steps)
    let tail = trial.steps - max(1, trial.steps / 10)
    var last: [Double] = []
    var heldOut: Double?
    for step in 0..<trial.steps {
      let place = ScriptFailure.Place(step: step, steps: trial.steps, rate: trial.learningRate)
      guard let losses = try self.step(at: place, plan) else { throw CancellationError() }
      let loss = try loss(of: losses, at: place, plan)
      try onStep(step + 1, loss)
      guard loss.isFinite else {
        ended(.notFinite)
        return (.infinity, step + 1)
      }
      if step >= tail {
        last.append(loss)
        heldOut = plan.heldOutLoss(of: losses) ?? heldOut
      }
    }
    ended(.completed)
    let loss = heldOut ?? last.reduce(0, +) / Double(last.count)
    return (loss.isFinite ? loss : .infinity, trial.steps)
  }
}
