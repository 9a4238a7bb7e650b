internal import Files

extension InputFile {
  /// Opens a log.
  ///
  /// - Throws: `LogError` with the reason.
  convenience init(log path: String) throws(LogError) {
    do { try self.init(path: path) } catch {
      if case .missing = error { throw LogError("\(path): no such file") }
      throw LogError("\(error)")
    }
    guard isRegular else {
      throw LogError(
        "\(path): is a pipe or a device; a log is read more than once: save it to a file first")
    }
  }
}
