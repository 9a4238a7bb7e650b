import Foundation
import LearningRateFinder
import Reports
import RunFolders
import Schedules
import Sessions
import Training
import TrainingLogs

/// Keeps and shows a training as it is made: `history.csv` has a row for each step, `epochs.csv`
/// for each epoch, `checkpoints.csv` for each checkpoint, `curves/` a curve for each time that the
/// rate was found again.
///
/// A training that goes on after a checkpoint drops the rows of steps that came after it: they are
/// made again.
final class TrainingRecord {
  /// The file that a training goes on from.
  static let checkpointName = "checkpoint.safetensors"

  private let trainer: Trainer
  private let folder: RunFolder
  private let keep: LongRunOptions
  private let history: RowLog
  private let epochs: RowLog
  // The time is beside the checkpoint and not in it, which has the same bits whoever made it.
  private let checkpoints: RowLog
  private var progress: ProgressLine
  private var findingsShown: Int
  private let start = ContinuousClock.now
  private let secondsBefore: Double
  /// The seconds that the training took to its latest step, in all processes that made it.
  private(set) var seconds: Double

  /// Opens the record of a training, and shows where it begins.
  init(_ trainer: Trainer, in folder: RunFolder, _ keep: LongRunOptions) throws {
    self.trainer = trainer
    self.folder = folder
    self.keep = keep
    let made = trainer.progress.step
    history = try RowLog(
      folder.path("history.csv"), header: ["step", "learning_rate", "loss"],
      keep: { (Int($0[0]) ?? .max) < made })
    epochs = try RowLog(
      folder.path("epochs.csv"),
      header: ["epoch", "steps", "learning_rate", "training_loss", "test_loss", "test_accuracy"],
      keep: { (Int($0[1]) ?? .max) <= made })
    checkpoints = try RowLog(
      folder.path("checkpoints.csv"), header: ["step", "seconds"],
      keep: { (Int($0[0]) ?? .max) <= made })
    secondsBefore = checkpoints.rows.last.flatMap { Double($0[1]) } ?? 0
    seconds = secondsBefore
    progress = ProgressLine(isQuiet: keep.isQuiet)
    findingsShown = trainer.findings.count
    if made == 0, let finding = trainer.findings.first, let rate = finding.learningRate {
      try keep.print(
        "found \(rate.brief) in \(finding.steps) steps (by hand: --learning-rate \(rate)); "
          + "\(finding.verdict.code.rawValue): \(finding.verdict.reason)")
    }
  }

  /// Keeps and shows a step, and the epoch that it ended.
  func record(_ step: Trainer.Step, _ epoch: Trainer.Epoch?) throws {
    seconds = secondsBefore + (ContinuousClock.now - start) / .seconds(1)
    try history.append(["\(step.index)", "\(step.learningRate)", "\(step.loss)"])
    let count = (trainer.steps + trainer.stepsPerEpoch - 1) / trainer.stepsPerEpoch
    progress.show(
      step: step.index + 1, of: trainer.steps, rate: step.learningRate,
      loss: trainer.runningLoss ?? epoch?.trainingLoss ?? step.loss,
      label: "epoch \(step.index / trainer.stepsPerEpoch + 1) of \(count)")
    guard let epoch else { return }
    try epochs.append([
      "\(epoch.number)", "\(epoch.steps)", "\(epoch.learningRate)", "\(epoch.trainingLoss)",
      epoch.evaluation.map { "\($0.loss)" } ?? "",
      epoch.evaluation?.accuracy.map { "\($0)" } ?? "",
    ])
    progress.clear()
    try keep.print("epoch \(epoch.number) of \(count)  \(epoch.text)")
    try showFinding()
  }

  private func showFinding() throws {
    guard trainer.findings.count > findingsShown, let finding = trainer.findings.last else {
      return
    }
    findingsShown = trainer.findings.count
    for curve in trainer.latestCurves {
      // One that was made before the training went on from a checkpoint is the same.
      folder.remove("curves/epoch-\(finding.epoch).csv")
      let run = try folder.curvePath(run: 0, of: 2)
      try curve.write(toCSV: run.replacing("run-1", with: "epoch-\(finding.epoch)"))
    }
    let rate = finding.learningRate?.brief ?? "none"
    let found = finding.rates == nil ? "found no rate to trust, so it stays" : "found again:"
    try keep.print("\(found) \(rate); \(finding.verdict.code.rawValue): \(finding.verdict.reason)")
  }

  /// Keeps all that the training is after its latest step.
  func writeCheckpoint() throws {
    // First the time: a row without its checkpoint is dropped, a checkpoint has its row.
    try checkpoints.append(["\(trainer.progress.step)", "\(seconds)"])
    try trainer.writeCheckpoint(to: folder.path(Self.checkpointName))
  }

  /// Takes the progress off the screen.
  func finish() { progress.clear() }
}

extension Trainer.Epoch {
  /// What was measured, in words.
  var text: String {
    var parts = ["training loss \(trainingLoss.brief(digits: 4))"]
    if let evaluation {
      parts.append("test loss \(evaluation.loss.brief(digits: 4))")
      if let accuracy = evaluation.accuracy { parts.append("accuracy \(accuracy.percent)") }
    }
    return (parts + ["rate \(learningRate.brief)"]).joined(separator: "  ")
  }
}
