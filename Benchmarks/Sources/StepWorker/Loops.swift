import Foundation
import LearningRateFinder
import Training
import TrainingLogs

/// The loops that are timed, on the same learner.
struct Loops {
  let learner: Learner

  /// A whole range test as `lrfinder find` makes it: every step recorded in memory and on disk,
  /// and the learner put back at the end.
  func rangeTest(steps: Int) throws {
    try withRecorder(steps: steps) { test, writer in
      try learner.run(&test) { test in
        if let point = test.curve.last { try writer.append(point) }
      }
    }
  }

  /// The steps of such a test, without putting the learner back.
  func recorded(steps: Int) throws {
    try withRecorder(steps: steps) { test, writer in
      while let rate = test.learningRate {
        test.record(loss: try learner.step(learningRate: rate))
        if let point = test.curve.last { try writer.append(point) }
      }
    }
  }

  /// The training alone, at a fixed rate.
  func bare(steps: Int) throws {
    var sum = 0.0
    for _ in 0..<steps { sum += try learner.step(learningRate: 1e-3) }
    guard sum.isFinite else { throw EarlyEnd(steps: steps) }
  }

  /// The ramp ends before the loss diverges, as everybody's does here, and no loss ends it early.
  private func withRecorder(
    steps: Int, _ body: (inout RangeTest, inout CurveWriter) throws -> Void
  ) throws {
    var test = RangeTest(
      try Ramp(from: 1e-6, to: 1e-1, steps: steps), divergence: Divergence(factor: .infinity))
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv").path()
    defer { try? FileManager.default.removeItem(atPath: file) }
    var writer = try CurveWriter(creating: file)
    try body(&test, &writer)
    guard test.curve.count == steps else { throw EarlyEnd(steps: test.curve.count) }
  }
}

/// A loop that did not make the steps that it is timed for.
struct EarlyEnd: Error, CustomStringConvertible {
  let steps: Int

  var description: String { "the loss stopped being finite within \(steps) steps" }
}
