/// A step that no range test has.
struct BadStep: Error {
  /// The step, where the log has them.
  let step: Int?
  /// What is wrong with its rate.
  let reason: BadRate

  /// The error for a log.
  ///
  /// - Parameters:
  ///   - path: The log.
  ///   - place: Where in it the step is, if it has no number; nil where that is not known.
  /// - Returns: The error in one sentence.
  func error(in path: String, at place: String? = nil) -> LogError {
    let place = step.map { "step \($0)" } ?? place
    var error = LogError([path, place, "\(reason)"].compactMap { $0 }.joined(separator: ": "))
    if case .goesDown = reason { error.isOfOrder = true }
    return error
  }
}
