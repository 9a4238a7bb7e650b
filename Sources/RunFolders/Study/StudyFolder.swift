public import LearningRateFinder
public import TrainingLogs

/// The folder of a study, which is also all that its processes share.
///
/// `settings.json` says what the study is, and `curves/CELL/run-1.csv` and so on hold its runs. A
/// run is finished when its file, replayed, comes to the end of its range test; so a study needs no
/// other record of what is done, and one that was killed goes on from its files.
public struct StudyFolder: Sendable {
  /// The folder.
  public let folder: RunFolder
  /// What the runs differ in, beside their seeds.
  public let cells: [StudyCell]
  /// The number of runs of each cell.
  public let runs: Int
  /// Whether the runs measure validation losses.
  public let hasValidation: Bool

  /// Describes a study's folder.
  ///
  /// - Parameters:
  ///   - folder: The folder.
  ///   - cells: What the runs differ in, beside their seeds.
  ///   - runs: The number of runs of each cell.
  ///   - hasValidation: Whether the runs measure validation losses.
  /// - Throws: `LogError` where the folders of the curves cannot be made.
  public init(
    _ folder: RunFolder, cells: [StudyCell], runs: Int, hasValidation: Bool
  ) throws(LogError) {
    self.folder = folder
    self.cells = cells
    self.runs = runs
    self.hasValidation = hasValidation
    for cell in cells { try folder.makeFolder("curves/\(cell.name)") }
  }

  /// Where the curve of a run goes.
  ///
  /// - Parameters:
  ///   - run: The run, from 0.
  ///   - cell: The cell, from 0.
  /// - Returns: The path of a file that may not be there yet.
  public func curvePath(run: Int, of cell: Int) -> String {
    folder.path("curves/\(cells[cell].name)/run-\(run + 1).csv")
  }

  /// The range test of a run as far as its file goes; a fresh one where there is none.
  ///
  /// - Parameters:
  ///   - run: The run, from 0.
  ///   - cell: The cell, from 0.
  /// - Returns: The test, which is over where the run is finished.
  /// - Throws: `LogError` for a file that is no curve, or that of another range test.
  public func test(run: Int, of cell: Int) throws(LogError) -> RangeTest {
    let path = curvePath(run: run, of: cell)
    let record = try Curve(recordedAt: path)
    do {
      return try RangeTest(
        cells[cell].ramp, replaying: record, gradientAge: cells[cell].gradientAge)
    } catch {
      throw LogError("\(path): \(error)")
    }
  }

  /// Whether a run came to the end of its range test.
  ///
  /// - Parameters:
  ///   - run: The run, from 0.
  ///   - cell: The cell, from 0.
  /// - Returns: Whether there is nothing left to do.
  /// - Throws: `LogError` as `test(run:of:)` does.
  public func isFinished(run: Int, of cell: Int) throws(LogError) -> Bool {
    try test(run: run, of: cell).learningRate == nil
  }
}
