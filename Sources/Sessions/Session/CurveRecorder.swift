internal import LearningRateFinder
internal import RunFolders
internal import TrainingLogs

/// Keeps and shows the steps of a range test as they are made.
struct CurveRecorder: ~Copyable {
  private let label: String
  private var writer: CurveWriter
  private let observer: (any RunObserver)?
  private var progress: ProgressLine

  /// Starts the record of one run.
  ///
  /// - Throws: `LogError` where a file of the run cannot be made.
  init(
    in folder: RunFolder, _ run: Search.Run, hasValidation: Bool, isQuiet: Bool,
    observer: (any RunObserver)?
  ) throws {
    label = run.runs == 1 ? "" : "run \(run.seed + 1) of \(run.runs)"
    try observer?.beginRun()
    writer = try CurveWriter(
      creating: folder.curvePath(run: run.seed, of: run.runs, attempt: run.attempt),
      hasValidation: hasValidation)
    self.observer = observer
    progress = ProgressLine(isQuiet: isQuiet)
  }

  /// Keeps and shows a step.
  ///
  /// - Throws: `LogError` where it cannot be written.
  mutating func record(_ step: Search.Step, isLast: Bool) throws {
    // A step whose loss was no number is not part of the curve.
    if step.loss.isFinite {
      try writer.append(
        Curve.Point(
          learningRate: step.learningRate, loss: step.loss, validationLoss: step.heldOutLoss))
      try observer?.record(step)
    }
    if isLast { try writer.flush() }
    progress.show(
      step: step.index + 1, of: step.count, rate: step.learningRate, loss: step.runningLoss,
      label: label)
  }

  /// Takes the progress off the screen.
  func finish() { progress.clear() }
}
