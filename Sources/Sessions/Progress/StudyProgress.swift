internal import LearningRateFinder
public import RunFolders
public import TrainingLogs

/// How far a study is, as its files say.
///
/// A run that is finished stays so, and its file is not read again: a look at a long study costs
/// what the runs cost that are being made, not all that were.
public struct StudyProgress: Sendable {
  /// How many runs are finished.
  public private(set) var runs = 0
  /// How many steps there are in all files.
  public private(set) var steps = 0
  private let study: StudyFolder
  /// The steps of each finished run of each cell; nil for those that are not finished.
  private var finished: [[Int?]]

  /// Creates the progress of a study at which nobody has looked yet.
  ///
  /// - Parameter study: The folder.
  public init(_ study: StudyFolder) {
    self.study = study
    finished = study.cells.map { _ in Array(repeating: nil, count: study.runs) }
  }

  /// Looks at the files.
  ///
  /// - Throws: `LogError` as `StudyFolder.test(run:of:)` does.
  public mutating func update() throws(LogError) {
    var sum = 0
    for cell in finished.indices {
      for run in finished[cell].indices {
        if let steps = finished[cell][run] {
          sum += steps
          continue
        }
        let test = try study.test(run: run, of: cell)
        sum += test.curve.count
        if test.learningRate == nil {
          finished[cell][run] = test.curve.count
          runs += 1
        }
      }
    }
    steps = sum
  }
}

extension StudyFolder {
  /// How many runs are finished, and how many steps there are in all files.
  ///
  /// - Throws: `LogError` as `test(run:of:)` does.
  public func progress() throws(LogError) -> (runs: Int, steps: Int) {
    var progress = StudyProgress(self)
    try progress.update()
    return (progress.runs, progress.steps)
  }
}
