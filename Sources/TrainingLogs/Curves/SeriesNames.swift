/// Which of a log's columns or tags are the learning rate and the loss.
struct SeriesNames {
  /// The name of the losses.
  let loss: String
  /// The name of the rates, nil where the log has none.
  let rate: String?

  /// The names by which learning rates are known, in the order of preference.
  static let rateNames = [
    "learning_rate", "lr", "learningrate", "learning rate", "rate", "batch_learning_rate",
    "epoch_learning_rate", "train/learning_rate", "train/lr",
  ]
  /// The names by which losses are known, in the order of preference.
  static let lossNames = [
    "loss", "train_loss", "training_loss", "train/loss", "loss_step", "train_loss_step",
    "train/loss_step", "batch_loss", "epoch_loss",
  ]
  /// The names by which steps are known, in the order of preference.
  static let stepNames = ["step", "global_step", "_step", "iteration", "iter", "global step"]

  /// Picks the two among the names that a log has.
  ///
  /// A name that was asked for must be there. Else the known names are looked for, and then names
  /// that speak of the same: `lr-SGD`, `charts/learning_rate`, `Loss/train`; of these only one
  /// may be there.
  ///
  /// - Parameters:
  ///   - names: The names in the log.
  ///   - options: What was asked for.
  ///   - path: The log, for the message.
  /// - Throws: `LogError` where a name that was asked for is not there, there is no loss, or
  ///   several names would do.
  init(among names: [String], _ options: LogOptions, path: String) throws(LogError) {
    let loss = try Self.pick(
      options.lossTag, "--loss-tag", Self.lossNames, "loss", Self.soundsLikeLoss, names, path)
    guard let loss else {
      throw LogError(
        "\(path): no losses: expected \(Self.lossNames.joined(separator: ", ")), or "
          + "--loss-tag to name them; found \(Self.list(names))")
    }
    self.loss = loss
    rate = try Self.pick(
      options.rateTag, "--rate-tag", Self.rateNames, "learning rate", Self.soundsLikeRate, names,
      path)
  }

  /// Whether a log with these names needs no further search.
  static func isComplete(_ names: [String], _ options: LogOptions) -> Bool {
    guard let chosen = try? SeriesNames(among: names, options, path: "") else { return false }
    return chosen.rate != nil
  }

  /// The error for a log that has no rates and for which none were given.
  ///
  /// - Parameters:
  ///   - path: The log.
  ///   - names: The names in it.
  /// - Returns: The error, which says what to do.
  static func noRates(_ path: String, _ names: [String]) -> LogError {
    LogError(
      "\(path): no learning rates: name them with --rate-tag (found \(list(names))), or give the "
        + "exponential ramp that they were with --from, --to and --steps")
  }

  private static func pick(
    _ tag: String?, _ option: String, _ known: [String], _ what: String,
    _ isLikely: (String) -> Bool, _ names: [String], _ path: String
  ) throws(LogError) -> String? {
    if let tag {
      if names.contains(tag) { return tag }
      if let name = names.first(where: { $0.lowercased() == tag.lowercased() }) { return name }
      throw LogError("\(path): nothing is called '\(tag)' (\(option)): found \(list(names))")
    }
    for name in known {
      if let found = names.first(where: { $0.lowercased() == name }) { return found }
    }
    let likely = names.filter(isLikely)
    guard likely.count > 1 else { return likely.first }
    // Means over an epoch beside the numbers of the steps are not what is looked for.
    let ofSteps = likely.filter { !words($0).contains("epoch") }
    if ofSteps.count == 1 { return ofSteps[0] }
    throw LogError(
      "\(path): several could be the \(what), choose one with \(option): \(list(likely))")
  }

  private static func soundsLikeLoss(_ name: String) -> Bool {
    let words = words(name)
    let others: Set = ["val", "valid", "validation", "test", "eval", "evaluation", "dev"]
    return words.contains("loss") && others.isDisjoint(with: words)
  }

  private static func soundsLikeRate(_ name: String) -> Bool {
    let words = words(name)
    guard words.isDisjoint(with: ["momentum", "decay"]) else { return false }
    return words.contains("lr") || words.isSuperset(of: ["learning", "rate"])
  }

  private static func words(_ name: String) -> Set<String> {
    Set(name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
  }

  private static func list(_ names: [String]) -> String {
    guard !names.isEmpty else { return "nothing" }
    let shown = names.sorted().prefix(20).joined(separator: ", ")
    return names.count > 20 ? shown + ", …" : shown
  }
}
