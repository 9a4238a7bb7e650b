/// An error that may be the fault of how the command was called.
protocol UsageError: Error {
  /// Whether it is.
  var isUsage: Bool { get }
}
