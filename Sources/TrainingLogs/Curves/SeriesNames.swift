/// Which of a log's columns or tags are the learning rate, the loss and the validation loss.
struct SeriesNames {
  /// The name of the losses.
  let loss: String
  /// The name of the rates, nil where the log has none.
  let rate: String?
  /// The name of the losses on held-out examples, nil where the log has none.
  let validation: String?

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

  /// Picks them among the names that a log has.
  ///
  /// A name that was asked for must be there. Else the known names are looked for, and then names
  /// that speak of the same: `lr-SGD`, `charts/learning_rate`, `Loss/train`; of these only one
  /// may be there. Of the validation losses there is ``validation(of:among:)``.
  ///
  /// - Parameters:
  ///   - names: The names in the log.
  ///   - options: What was asked for.
  ///   - path: The log, for the message.
  /// - Throws: `LogError` where a name that was asked for is not there, there is no loss, or
  ///   several names would do.
  init(among names: [String], _ options: LogOptions, path: String) throws(LogError) {
    let heldOut = try options.validationTag.map { tag throws(LogError) in
      try Self.find(tag, "--validation-tag", names, path)
    }
    // What was called the validation loss is not the loss.
    let loss = try Self.pick(
      options.lossTag, "--loss-tag", Self.lossNames, "loss", Self.soundsLikeLoss,
      options.lossTag == nil ? names.filter { $0 != heldOut } : names, path)
    guard let loss else {
      throw LogError(
        "\(path): no losses: expected \(Self.lossNames.joined(separator: ", ")), or "
          + "--loss-tag to name them; found \(Self.list(names))")
    }
    self.loss = loss
    rate = try Self.pick(
      options.rateTag, "--rate-tag", Self.rateNames, "learning rate", Self.soundsLikeRate, names,
      path)
    guard heldOut != loss else {
      throw LogError("\(path): '\(loss)' cannot be both --loss-tag and --validation-tag")
    }
    validation = heldOut ?? Self.validation(of: loss, among: names)
  }

  /// The name that says of held-out examples what the name of the losses says: `val_loss` beside
  /// `loss`, `Loss/validation` beside `Loss/train`, `eval/loss` beside `train/loss`.
  ///
  /// Names of single steps (Lightning's `val_loss_step`) are passed over: they count the batches of
  /// the held-out examples.
  ///
  /// - Parameters:
  ///   - loss: The name of the losses; where it speaks of held-out examples itself, none is found.
  ///   - names: The names in the log, of which the first that fits is taken.
  /// - Returns: The name, or nil where there is none.
  static func validation(of loss: String, among names: some Sequence<String>) -> String? {
    guard words(loss).isDisjoint(with: heldOutWords) else { return nil }
    let meaning = meaning(loss)
    return names.first { name in
      speaksOfValidation(name) && !words(name).contains("step") && self.meaning(name) == meaning
    }
  }

  /// Whether a name says that something was measured on held-out examples.
  static func speaksOfValidation(_ name: String) -> Bool {
    !words(name).isDisjoint(with: validationWords)
  }

  /// The words of a name that say what was measured, not when and on which examples.
  static func meaning(_ name: String) -> Set<String> {
    words(name).subtracting(validationWords).subtracting(trainingWords)
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
    if let tag { return try find(tag, option, names, path) }
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

  private static func find(
    _ tag: String, _ option: String, _ names: [String], _ path: String
  ) throws(LogError) -> String {
    if names.contains(tag) { return tag }
    if let name = names.first(where: { $0.lowercased() == tag.lowercased() }) { return name }
    throw LogError("\(path): nothing is called '\(tag)' (\(option)): found \(list(names))")
  }

  private static func soundsLikeLoss(_ name: String) -> Bool {
    let words = words(name)
    return words.contains("loss") && words.isDisjoint(with: heldOutWords)
  }

  private static func soundsLikeRate(_ name: String) -> Bool {
    let words = words(name)
    guard words.isDisjoint(with: ["momentum", "decay"]) else { return false }
    return words.contains("lr") || words.isSuperset(of: ["learning", "rate"])
  }

  /// What losses on examples that a model is chosen by are called.
  private static let validationWords: Set = [
    "val", "valid", "validation", "eval", "evaluation", "dev",
  ]
  private static let heldOutWords = validationWords.union(["test"])
  /// What names of losses say of when and where they were measured, not of what.
  private static let trainingWords: Set = ["train", "training", "batch", "step", "epoch"]

  private static func words(_ name: String) -> Set<String> {
    Set(name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
  }

  private static func list(_ names: [String]) -> String {
    guard !names.isEmpty else { return "nothing" }
    let shown = names.sorted().prefix(20).joined(separator: ", ")
    return names.count > 20 ? shown + ", …" : shown
  }
}
