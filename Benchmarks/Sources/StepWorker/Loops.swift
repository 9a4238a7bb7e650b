import Foundation
import LearningRateFinder
import Training
import TrainingLogs

/// The loops that are timed, on the same learner.
struct Loops {
  let learner: Learner

  /// Runs a loop and says how long it took.
  ///
  /// The learner is put back afterwards, outside of that time, so that all loops make the same
  /// steps from the same weights: what a step takes depends on the numbers in it. Making and
  /// removing the file of the curve is outside, too: that is once in a run, and not a step's.
  func time(_ loop: Request.Loop, steps: Int) throws -> Duration {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv").path()
    defer { try? FileManager.default.removeItem(atPath: file) }
    let ramp = try Self.ramp(steps: steps)
    var plan = SearchPlan(ramp)
    // No loss ends the test early.
    plan.divergence = Divergence(gains: .infinity)
    var search = Search(plan)
    var writer = try CurveWriter(creating: file)
    let duration = try learner.withoutSideEffects {
      try ContinuousClock().measure {
        switch loop {
        case .rangeTest: try rangeTest(&search, &writer)
        case .recorded: try recorded(&search, &writer)
        case .bare: try bare(ramp)
        }
      }
    }
    guard loop == .bare || search.steps == steps else { throw EarlyEnd(steps: steps) }
    return duration
  }

  /// A whole range test as `lrfinder find` makes it: every step recorded in memory and on disk,
  /// and the learner put back at the end.
  private func rangeTest(_ search: inout Search, _ writer: inout CurveWriter) throws {
    var searched = SearchedLearner(learner)
    try search.run(on: &searched) { search in
      if let step = search.lastStep { try writer.append(Curve.Point(step)) }
    }
    try writer.flush()
  }

  /// The steps of such a test, without putting the learner back.
  private func recorded(_ search: inout Search, _ writer: inout CurveWriter) throws {
    search.begin()
    while case .train(let rate) = search.next {
      search.record(loss: try learner.step(learningRate: rate))
      if let step = search.lastStep { try writer.append(Curve.Point(step)) }
    }
    try writer.flush()
  }

  /// The training alone, at the same rates.
  private func bare(_ ramp: Ramp) throws {
    var sum = 0.0
    for step in 0..<ramp.steps { sum += try learner.step(learningRate: ramp[step]) }
    guard sum.isFinite else { throw EarlyEnd(steps: ramp.steps) }
  }

  /// It ends before the loss diverges, as everybody's does here.
  private static func ramp(steps: Int) throws -> Ramp {
    try Ramp(from: 1e-6, to: 1e-1, steps: steps)
  }
}

/// A loop that did not make the steps that it is timed for.
struct EarlyEnd: Error, CustomStringConvertible {
  let steps: Int

  var description: String { "the loss stopped being finite within \(steps) steps" }
}

extension Curve.Point {
  /// The point of a step, as it is written to disk.
  init(_ step: Search.Step) {
    self.init(
      learningRate: step.learningRate, loss: step.loss, validationLoss: step.heldOutLoss)
  }
}
