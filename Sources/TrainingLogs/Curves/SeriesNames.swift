internal import Foundation

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
    "learning_rate", "lr", "learningrate", "learning rate", "lrs", "rate", "batch_learning_rate",
    "epoch_learning_rate", "train/learning_rate", "train/lr",
  ]
  /// The names by which losses are known, in the order of preference.
  static let lossNames = [
    "loss", "train_loss", "training_loss", "train/loss", "loss_step", "train_loss_step",
    "train/loss_step", "batch_loss", "epoch_loss", "losses", "total_loss", "lm loss",
  ]

  /// Picks them among the names that a log has.
  ///
  /// A name that was asked for must be there. Else the known names are looked for, and then names
  /// that speak of the same: `lr-SGD`, `charts/learning_rate`, `Loss/train`; of these only one
  /// may be there, but for parts beside their sum, companions (W&B's `loss__MIN`), names that come
  /// once, as settings do, and names whose numbers are all the same. Of the validation losses there
  /// is ``validation(of:among:)``.
  ///
  /// - Parameters:
  ///   - names: The names in the log.
  ///   - options: What was asked for.
  ///   - path: The log, for the message.
  ///   - numbers: What is known of the numbers of a name.
  /// - Throws: `LogError` where a name that was asked for is not there, there is no loss, or
  ///   several names would do.
  init(
    among names: [String], _ options: LogOptions, path: String,
    numbers: [String: SeriesNumbers] = [:]
  ) throws(LogError) {
    let heldOut = try options.validationTag.map { tag throws(LogError) in
      try Self.find(tag, "--validation-tag", names, path)
    }
    // What was called the validation loss is not the loss.
    let others = options.lossTag == nil ? names.filter { $0 != heldOut } : names
    guard let loss = try Self.loss(among: others, options, path: path, numbers: numbers) else {
      throw LogError(
        "\(path): no losses: expected \(Self.lossNames.prefix(9).joined(separator: ", ")), or "
          + "--loss-tag to name them; found \(Self.list(names, numbers))")
    }
    self.loss = loss
    rate = try Self.rate(among: names, options, path: path, numbers: numbers)
    guard heldOut != loss else {
      throw LogError("\(path): '\(loss)' cannot be both --loss-tag and --validation-tag")
    }
    validation = heldOut ?? Self.validation(of: loss, among: names)
  }

  /// The name of the losses; nil where there are none.
  ///
  /// - Throws: `LogError` as ``init(among:_:path:numbers:)``.
  static func loss(
    among names: [String], _ options: LogOptions, path: String,
    numbers: [String: SeriesNumbers] = [:]
  ) throws(LogError) -> String? {
    if let tag = options.lossTag { return try find(tag, "--loss-tag", names, path) }
    let likely = names.filter { name in
      let meaning = NameMeaning(bare(name))
      return meaning.isLoss && meaning.heldOutWord == nil
    }
    return try pick(
      likely, Self.lossNames, "loss", "--loss-tag", path, numbers,
      preferring: [
        // Means over an epoch beside the numbers of the steps are not what is looked for.
        { !$0.words.contains("epoch") },
        { $0.subject == ["loss"] },
        { !$0.subject.isDisjoint(with: ["total", "sum", "overall"]) },
      ])
  }

  /// The name of the rates; nil where there are none.
  ///
  /// - Throws: `LogError` as ``init(among:_:path:numbers:)``.
  static func rate(
    among names: [String], _ options: LogOptions, path: String,
    numbers: [String: SeriesNumbers] = [:]
  ) throws(LogError) -> String? {
    if let tag = options.rateTag { return try find(tag, "--rate-tag", names, path) }
    let likely = names.filter { name in
      NameMeaning(bare(name)).isRate || bare(name).lowercased() == "rate"
    }
    return try pick(
      likely, Self.rateNames, "learning rate", "--rate-tag", path, numbers,
      preferring: [
        { !$0.words.contains("epoch") },
        {
          $0.subject.isDisjoint(with: [
            "initial", "init", "base", "max", "min", "peak", "final", "end", "warmup", "target",
          ])
        },
      ])
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
    let meaning = NameMeaning(loss)
    guard meaning.heldOutWord == nil else { return nil }
    return names.first { name in
      let other = NameMeaning(name)
      return other.isValidation && !other.words.contains("step")
        && other.subject == meaning.subject
    }
  }

  /// The run that a name of W&B's tables is of: what stands before its last ` - `.
  static func run(_ name: String) -> String? {
    name.range(of: " - ", options: .backwards).map { String(name[..<$0.lowerBound]) }
  }

  /// A name without its run.
  private static func bare(_ name: String) -> String {
    name.range(of: " - ", options: .backwards).map { String(name[$0.upperBound...]) } ?? name
  }

  /// The error for a log that has no rates and for which none were given.
  ///
  /// - Parameters:
  ///   - path: The log.
  ///   - names: The names in it.
  ///   - numbers: What is known of their numbers.
  /// - Returns: The error, which says what to do.
  static func noRates(
    _ path: String, _ names: [String], numbers: [String: SeriesNumbers] = [:]
  ) -> LogError {
    LogError(
      "\(path): no learning rates: name them with --rate-tag (found \(list(names, numbers))), or "
        + "give the exponential ramp that they were with --from, --to and --steps")
  }

  private static func pick(
    _ likely: [String], _ known: [String], _ what: String, _ option: String, _ path: String,
    _ numbers: [String: SeriesNumbers], preferring wishes: [(NameMeaning) -> Bool]
  ) throws(LogError) -> String? {
    let most = likely.compactMap { numbers[$0]?.count }.max() ?? 0
    var left = likely.filter { name in
      let isCompanion = ["__MIN", "__MAX"].contains { suffix in
        name.hasSuffix(suffix) && likely.contains(String(name.dropLast(suffix.count)))
      }
      // Beside a name that comes often, one that hardly comes is a setting or a mean of many.
      let count = numbers[name]?.count ?? most
      return !isCompanion && count * 10 >= most && (count != 1 || most < 3)
    }
    for name in known {
      if let found = left.first(where: { bare($0).lowercased() == name }) { return found }
    }
    for isWished in wishes where left.count > 1 {
      let wished = left.filter { isWished(NameMeaning(bare($0))) }
      if !wished.isEmpty { left = wished }
    }
    guard left.count > 1 else { return left.first }
    if let first = numbers[left[0]], left.allSatisfy({ numbers[$0]?.isSame(as: first) == true }) {
      return left[0]
    }
    let isRate = option == "--rate-tag"
    let listed = left.prefix(12).sorted().map { name in
      guard isRate, let numbers = numbers[name] else { return name }
      return "\(name) (\(numbers.first) …)"
    }
    throw LogError(
      "\(path): several could be the \(what), choose one with \(option): "
        + listed.joined(separator: ", "))
  }

  private static func find(
    _ tag: String, _ option: String, _ names: [String], _ path: String
  ) throws(LogError) -> String {
    if names.contains(tag) { return tag }
    if let name = names.first(where: { $0.lowercased() == tag.lowercased() }) { return name }
    throw LogError("\(path): nothing is called '\(tag)' (\(option)): found \(list(names, [:]))")
  }

  /// The names that come most often, in the order of the alphabet.
  private static func list(_ names: [String], _ numbers: [String: SeriesNumbers]) -> String {
    guard !names.isEmpty else { return "nothing" }
    let often = names.enumerated().sorted { one, other in
      let (first, second) = (numbers[one.element]?.count ?? 0, numbers[other.element]?.count ?? 0)
      return first == second ? one.offset < other.offset : first > second
    }
    let shown = often.prefix(12).map { String($0.element.prefix(60)) }.sorted()
    return shown.joined(separator: ", ") + (names.count > 12 ? ", …" : "")
  }
}

/// What is known of the numbers of a name, as far as a log was looked at.
struct SeriesNumbers {
  /// How many there are.
  private(set) var count = 0
  /// The first one.
  private(set) var first = Double.nan
  private var hash: UInt64 = 0

  /// Adds the next number.
  mutating func add(_ number: Double) {
    if count == 0 { first = number }
    count += 1
    hash = (hash ^ number.bitPattern) &* 0x100_0000_01b3
    hash ^= hash >> 29
  }

  /// Whether the other has the same numbers in the same order.
  func isSame(as other: Self) -> Bool { count == other.count && hash == other.hash }
}
