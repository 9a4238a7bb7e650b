import Foundation
import LearningRateFinder
import Reports
import RunFolders
import Sessions
import Training

/// Keeps and shows the trainings of a grid search as they are made: `grid.csv` has a row for each.
final class GridRecord {
  /// The trainings that were in the file.
  let trainings: [GridTraining]
  private let plan: GridPlan
  private let firstSeed: UInt64
  private let log: RowLog
  private var progress: ProgressLine
  private var made: Int
  private var average = 0.0

  private static let header = [
    "learning_rate", "run", "seed", "steps", "loss_before", "loss", "accuracy", "outcome",
    "seconds",
  ]

  /// Opens the file of a search.
  init(
    _ plan: GridPlan, firstSeed: UInt64, in folder: RunFolder, _ keep: LongRunOptions
  ) throws {
    self.plan = plan
    self.firstSeed = firstSeed
    log = try RowLog(
      folder.path("grid.csv"), header: Self.header, keep: { Self.training($0) != nil })
    trainings = log.rows.compactMap(Self.training)
    made = trainings.count
    progress = ProgressLine(isQuiet: keep.isQuiet)
  }

  /// Keeps a training.
  func append(_ training: GridTraining) throws {
    made += 1
    try log.append([
      "\(training.learningRate)", "\(training.run)", "\(firstSeed &+ UInt64(training.run))",
      "\(training.steps)", "\(training.lossBefore)", training.loss.map { "\($0)" } ?? "",
      training.accuracy.map { "\($0)" } ?? "", training.outcome.rawValue, "\(training.seconds)",
    ])
  }

  /// A training from its row; nil where that is damaged.
  private static func training(_ row: [String]) -> GridTraining? {
    guard row.count == header.count, let rate = Double(row[0]), let run = Int(row[1]),
      let steps = Int(row[3]), let before = Double(row[4]),
      let outcome = GridTraining.Outcome(rawValue: row[7]), let seconds = Double(row[8])
    else { return nil }
    return GridTraining(
      learningRate: rate, run: run, steps: steps, lossBefore: before, loss: Double(row[5]),
      accuracy: Double(row[6]), outcome: outcome, seconds: seconds)
  }

  /// Shows the latest step of the range tests.
  func show(_ search: Search) {
    guard let step = search.lastStep else { return }
    let run = search.curves.count + (search.rangeTest == nil ? 0 : 1)
    progress.show(
      step: step.index + 1, of: step.count, rate: step.learningRate, loss: step.runningLoss,
      label: "range test \(run) of \(plan.runs)")
  }

  /// Shows the latest step of a training.
  func show(_ rate: Double, _ run: Int, _ step: Trainer.Step) {
    let count = step.index + 1
    average = count == 1 ? step.loss : average + 0.05 * (step.loss - average)
    progress.show(
      step: made * plan.steps + count, of: (plan.rates.count + 1) * plan.runs * plan.steps,
      rate: rate, loss: average, label: "training \(made + 1)")
  }

  /// Takes the progress off the screen.
  func finish() { progress.clear() }
}
