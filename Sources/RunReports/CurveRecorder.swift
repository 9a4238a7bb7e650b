public import LearningRateFinder
internal import TrainingLogs

/// Keeps and shows the steps of range tests as they are made.
public struct CurveRecorder: ~Copyable {
  private let run: Int
  private let runs: Int
  private var writer: CurveWriter
  private var progress: ProgressLine

  /// Starts the record of one run.
  ///
  /// - Parameters:
  ///   - folder: The run folder.
  ///   - run: The run, from 0.
  ///   - runs: The number of runs.
  ///   - hasValidation: Whether validation losses are measured.
  ///   - isQuiet: Whether to show no progress.
  /// - Throws: `LogError` where the file of the curve cannot be made.
  public init(
    in folder: RunFolder, run: Int, of runs: Int, hasValidation: Bool = false, isQuiet: Bool
  ) throws {
    self.run = run
    self.runs = runs
    writer = try CurveWriter(
      creating: folder.curvePath(run: run, of: runs), hasValidation: hasValidation)
    progress = ProgressLine(isQuiet: isQuiet)
  }

  /// Keeps and shows the latest step of a test.
  ///
  /// - Throws: `LogError` where the step cannot be written.
  public mutating func record(_ test: RangeTest) throws {
    // A step whose loss was no number is not part of the curve.
    if test.curve.outcome != .notFinite, let point = test.curve.last { try writer.append(point) }
    progress.show(test, label: runs == 1 ? "" : "run \(run + 1) of \(runs)")
  }

  /// Takes the progress off the screen.
  public func finish() { progress.clear() }
}
