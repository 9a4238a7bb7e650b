public import LearningRateFinder
public import RunFolders
internal import TrainingLogs

/// Keeps and shows the steps of range tests as they are made.
public struct CurveRecorder: ~Copyable {
  private let run: Int
  private let runs: Int
  private var writer: CurveWriter
  private let observer: (any RunObserver)?
  private var progress: ProgressLine

  /// Starts the record of one run.
  ///
  /// - Parameters:
  ///   - folder: The run folder.
  ///   - run: The run, from 0.
  ///   - runs: The number of runs.
  ///   - attempt: Which plan the run belongs to, from 1.
  ///   - hasValidation: Whether validation losses are measured.
  ///   - isQuiet: Whether to show no progress.
  ///   - observer: Where the run is also written to; nil for nowhere.
  /// - Throws: `LogError` where a file of the run cannot be made.
  public init(
    in folder: RunFolder, run: Int, of runs: Int, attempt: Int = 1, hasValidation: Bool = false,
    isQuiet: Bool, observer: (any RunObserver)? = nil
  ) throws {
    self.run = run
    self.runs = runs
    try observer?.beginRun()
    writer = try CurveWriter(
      creating: folder.curvePath(run: run, of: runs, attempt: attempt),
      hasValidation: hasValidation)
    self.observer = observer
    progress = ProgressLine(isQuiet: isQuiet)
  }

  /// Keeps and shows the latest step of a test.
  ///
  /// - Throws: `LogError` where the step cannot be written.
  public mutating func record(_ test: RangeTest) throws {
    // A step whose loss was no number is not part of the curve.
    if test.curve.outcome != .notFinite, let point = test.curve.last {
      try writer.append(point)
      try observer?.record(test)
    }
    if test.learningRate == nil { try writer.flush() }
    progress.show(test, label: runs == 1 ? "" : "run \(run + 1) of \(runs)")
  }

  /// Takes the progress off the screen.
  public func finish() { progress.clear() }
}
