internal import LearningRateFinder

/// What a script did that ends its range test.
struct ScriptFailure: Error {
  /// What it did, as the end of "the script …".
  let deed: String
  /// When it did it.
  var place = "before it asked for a learning rate"
  /// What may help, as the end of the sentence.
  var remedy: String?
  /// Whether it is gone; then its status tells what it did.
  var endedByItself = false

  /// The failure with its step.
  func at(_ place: StepPlace) -> ScriptFailure {
    var failure = self
    failure.place = "at step \(place.step + 1) of \(place.steps) (rate \(place.rate.brief))"
    return failure
  }

  static let gone = ScriptFailure(deed: "closed the connection")

  static func late(_ timeout: Duration, option: String) -> Self {
    Self(deed: "did not answer within \(timeout.inSeconds)", remedy: "\(option) gives it more time")
  }

  static func sent(_ what: String, expected: String) -> Self {
    Self(deed: "sent \(what), where \(expected) was expected,")
  }

  static func gaveUp(_ reason: String) -> Self {
    Self(deed: "gave up with \"\(reason.prefix(200))\"")
  }
}
