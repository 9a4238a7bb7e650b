import Foundation
import LearningRateFinder
import RunFolders
import Sessions
import Testing
import TrainingLogs

/// How far a study is, as its files say.
@Suite struct StudyProgressTests {
  /// The first steps of a range test whose loss does not change.
  private func curve(_ ramp: Ramp, steps: Int) -> Curve {
    Curve(ramp.prefix(steps).map { Curve.Point(learningRate: $0, loss: 2) })
  }

  @Test func finishedRunsAreReadOnce() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "lrfinder-\(UUID())").path()
    defer { try? FileManager.default.removeItem(atPath: path) }
    let ramp = try Ramp(from: 1e-3, to: 1, steps: 10)
    let cells = [16, 32].map { size in
      StudyCell(
        optimizer: "sgd", batchSize: size, weightDecay: nil, gradientAge: nil, ramp: ramp)
    }
    let study = try StudyFolder(
      RunFolder(at: path, named: "study"), cells: cells, runs: 2, hasValidation: false)
    var progress = StudyProgress(study)
    try progress.update()
    #expect((progress.runs, progress.steps) == (0, 0))

    let (whole, half) = (study.curvePath(run: 0, of: 0), study.curvePath(run: 1, of: 1))
    try curve(ramp, steps: 10).write(toCSV: whole)
    try curve(ramp, steps: 4).write(toCSV: half)
    try progress.update()
    #expect((progress.runs, progress.steps) == (1, 14))
    #expect(try study.progress() == (1, 14))

    // What is no curve any more is not looked at again, and the other run goes on.
    try Data("nothing\n".utf8).write(to: URL(filePath: whole))
    try FileManager.default.removeItem(atPath: half)
    try curve(ramp, steps: 7).write(toCSV: half)
    try progress.update()
    #expect((progress.runs, progress.steps) == (1, 17))
    #expect(throws: LogError.self) { try study.progress() }
  }
}
