public import LearningRateFinder

/// Who is also told of the steps of range tests, such as a TensorBoard log.
public protocol RunObserver {
  /// A range test begins.
  ///
  /// - Throws: `LogError` where it cannot be written.
  func beginRun() throws
  /// A step was made.
  ///
  /// - Parameter test: The test after its latest step.
  /// - Throws: `LogError` where it cannot be written.
  func record(_ test: RangeTest) throws
  /// All runs are over.
  ///
  /// - Parameters:
  ///   - curves: The curve of each run that counts.
  ///   - gradientAge: How old the gradients in an update were; nil where that is not known.
  ///   - chart: The path of the chart as PNG, which may not be there.
  /// - Throws: `LogError` where it cannot be written.
  func finish(_ curves: [Curve], gradientAge: GradientAge?, chart: String) throws
}
