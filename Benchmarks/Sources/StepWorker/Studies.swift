import Datasets
import Foundation
import LearningRateFinder
import Training
import TrainingLogs

/// Range tests from weights of their own, one after the other, as a worker of `lrfinder study`
/// makes them.
struct Studies {
  let settings: TrainingSettings
  let data: Dataset

  /// Makes a test of a hundred steps for every hundred steps, and says how long all took.
  func time(steps: Int) throws -> Duration {
    let folder = FileManager.default.temporaryDirectory.appending(path: "\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try ContinuousClock().measure {
      for run in 0..<(steps / 100) {
        var settings = settings
        settings.seed = UInt64(run)
        let learner = try Learner(settings, on: data)
        var plan = SearchPlan(try Ramp(from: 1e-6, to: 1e-1, steps: 100))
        plan.divergence = Divergence(gains: .infinity)
        let file = folder.appending(path: "run-\(run).csv").path()
        guard var writer = try ResumableCurveWriter(file) else { continue }
        let findings = try learner.search(plan) { search in
          if let step = search.lastStep { try writer.append(Curve.Point(step)) }
        }
        guard findings?.steps == 100 else { throw EarlyEnd(steps: findings?.steps ?? 0) }
      }
    }
  }
}
