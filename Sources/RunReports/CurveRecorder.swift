public import LearningRateFinder
internal import TrainingLogs

/// Keeps and shows the steps of range tests as they are made.
public struct CurveRecorder: ~Copyable {
  private let run: Int
  private let runs: Int
  private var writer: CurveWriter
  private let tensorBoard: TensorBoardLog?
  private var progress: ProgressLine

  /// Starts the record of one run.
  ///
  /// - Parameters:
  ///   - folder: The run folder.
  ///   - run: The run, from 0.
  ///   - runs: The number of runs.
  ///   - attempt: Which plan the run belongs to, from 1.
  ///   - isQuiet: Whether to show no progress.
  ///   - tensorBoard: Where the run is also written to; nil for nowhere.
  /// - Throws: `LogError` where a file of the run cannot be made.
  public init(
    in folder: RunFolder, run: Int, of runs: Int, attempt: Int = 1, isQuiet: Bool,
    tensorBoard: TensorBoardLog? = nil
  ) throws {
    self.run = run
    self.runs = runs
    try tensorBoard?.beginRun()
    writer = try CurveWriter(creating: folder.curvePath(run: run, of: runs, attempt: attempt))
    self.tensorBoard = tensorBoard
    progress = ProgressLine(isQuiet: isQuiet)
  }

  /// Keeps and shows the latest step of a test.
  ///
  /// - Throws: `LogError` where the step cannot be written.
  public mutating func record(_ test: RangeTest) throws {
    // A step whose loss was no number is not part of the curve.
    if test.curve.outcome != .notFinite, let point = test.curve.last {
      try writer.append(point)
      try tensorBoard?.record(test)
    }
    if test.learningRate == nil { try writer.flush() }
    progress.show(test, label: runs == 1 ? "" : "run \(run + 1) of \(runs)")
  }

  /// Takes the progress off the screen.
  public func finish() { progress.clear() }
}
