/// How long to wait for a script.
public struct ScriptTimeouts: Hashable, Sendable {
  /// From its start to its first loss, and to the first loss of every further run.
  public var start: Duration
  /// For any other loss.
  public var step: Duration

  /// Creates limits.
  ///
  /// - Parameters:
  ///   - start: How long a script may take to its first loss.
  ///   - step: How long it may take for any other.
  public init(start: Duration = .seconds(300), step: Duration = .seconds(60)) {
    self.start = start
    self.step = step
  }
}
