public import RunFolders

/// A session that ended before its tests did; what was measured is kept.
public struct StoppedSession: Error, CustomStringConvertible {
  private let reason: String
  private let steps: Int
  private let folder: RunFolder

  /// Creates an error.
  ///
  /// - Parameters:
  ///   - reason: Why it ended, in one sentence without a period.
  ///   - steps: The steps that were made.
  ///   - folder: Where they are kept.
  public init(reason: String, steps: Int, keptIn folder: RunFolder) {
    self.reason = reason
    self.steps = steps
    self.folder = folder
  }

  /// One sentence: why, and what is left.
  public var description: String {
    steps == 0 ? reason : "\(reason); the \(steps) steps that were made are in \(folder.path(""))"
  }
}
