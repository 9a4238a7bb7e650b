public import LearningRateFinder

/// What to look for in logs.
public struct LogOptions: Hashable, Sendable {
  /// The name of the column or tag that holds the losses; nil to find it by known names.
  public var lossTag: String?
  /// The name of the column or tag that holds the learning rates; nil to find it by known names.
  public var rateTag: String?
  /// The name of the column or tag that holds the losses on held-out examples; nil to take the one
  /// that is called like the losses, where there is one.
  public var validationTag: String?
  /// The ramp of the rates in logs that do not have them; nil where these are errors.
  public var ramp: Ramp?

  /// Creates options.
  ///
  /// - Parameters:
  ///   - lossTag: The name of the losses; nil to find it by known names.
  ///   - rateTag: The name of the learning rates; nil to find it by known names.
  ///   - validationTag: The name of the losses on held-out examples; nil to take the one that is
  ///     called like the losses, such as `val_loss` beside `loss`, where there is one.
  ///   - ramp: The rates of logs that do not have them: step `i` had `ramp[i]`, where steps are
  ///     the log's own, counted from 0, or from 1 where the first one is 1, or the number of the
  ///     loss in a log without steps.
  public init(
    lossTag: String? = nil, rateTag: String? = nil, validationTag: String? = nil,
    ramp: Ramp? = nil
  ) {
    self.lossTag = lossTag
    self.rateTag = rateTag
    self.validationTag = validationTag
    self.ramp = ramp
  }

  /// Whether any name was asked for.
  var asksForNames: Bool { [lossTag, rateTag, validationTag] != [nil, nil, nil] }

  /// Whether this name was asked for.
  func asks(for name: String) -> Bool {
    [lossTag, rateTag, validationTag].contains { $0?.lowercased() == name.lowercased() }
  }
}
