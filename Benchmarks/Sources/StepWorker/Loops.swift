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
  /// steps from the same weights: what a step takes depends on the numbers in it.
  func time(_ loop: Request.Loop, steps: Int) throws -> Duration {
    try learner.withoutSideEffects {
      try ContinuousClock().measure {
        switch loop {
        case .rangeTest: try rangeTest(steps: steps)
        case .recorded: try recorded(steps: steps)
        case .bare: try bare(steps: steps)
        }
      }
    }
  }

  /// A whole range test as `lrfinder find` makes it: every step recorded in memory and on disk,
  /// and the learner put back at the end.
  private func rangeTest(steps: Int) throws {
    try withRecorder(steps: steps) { test, writer in
      try learner.run(&test) { test in
        if let point = test.curve.last { try writer.append(point) }
      }
    }
  }

  /// The steps of such a test, without putting the learner back.
  private func recorded(steps: Int) throws {
    try withRecorder(steps: steps) { test, writer in
      while let rate = test.learningRate {
        test.record(loss: try learner.step(learningRate: rate))
        if let point = test.curve.last { try writer.append(point) }
      }
    }
  }

  /// The training alone, at the same rates.
  private func bare(steps: Int) throws {
    let ramp = try Self.ramp(steps: steps)
    var sum = 0.0
    for step in 0..<steps { sum += try learner.step(learningRate: ramp[step]) }
    guard sum.isFinite else { throw EarlyEnd(steps: steps) }
  }

  /// It ends before the loss diverges, as everybody's does here.
  private static func ramp(steps: Int) throws -> Ramp {
    try Ramp(from: 1e-6, to: 1e-1, steps: steps)
  }

  /// No loss ends the test early.
  private func withRecorder(
    steps: Int, _ body: (inout RangeTest, inout CurveWriter) throws -> Void
  ) throws {
    var test = RangeTest(
      try Self.ramp(steps: steps), divergence: Divergence(factor: .infinity))
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv").path()
    defer { try? FileManager.default.removeItem(atPath: file) }
    var writer = try CurveWriter(creating: file)
    try body(&test, &writer)
    try writer.flush()
    guard test.curve.count == steps else { throw EarlyEnd(steps: test.curve.count) }
  }
}

/// A loop that did not make the steps that it is timed for.
struct EarlyEnd: Error, CustomStringConvertible {
  let steps: Int

  var description: String { "the loss stopped being finite within \(steps) steps" }
}
