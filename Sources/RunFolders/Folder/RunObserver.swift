public import LearningRateFinder

/// Who is also told of the steps of range tests, such as a TensorBoard log.
public protocol RunObserver {
  /// A range test begins.
  ///
  /// - Throws: `LogError` where it cannot be written.
  func beginRun() throws
  /// A step of a range test was made, with a finite loss.
  ///
  /// - Throws: `LogError` where it cannot be written.
  func record(_ step: Search.Step) throws
  /// All runs are over.
  ///
  /// - Parameters:
  ///   - findings: What was found; nil where nothing was.
  ///   - succeeded: Whether the search came to its end.
  ///   - chart: The path of the chart as PNG, which may not be there.
  /// - Throws: `LogError` where it cannot be written.
  func finish(_ findings: Findings?, succeeded: Bool, chart: String) throws
}
