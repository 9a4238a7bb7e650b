/// What the name of a number says: a loss, a learning rate, a step; of training or of validation.
///
/// A name is taken for its words, which end at signs and before capitals: `train/loss`,
/// `trainLoss` and `Training loss` say the same.
struct NameMeaning {
  /// What a text in a row can tell.
  enum TextKind { case split, run, metric }

  /// The words in lower case, in their order.
  let words: [String]
  /// The parts between slashes.
  private let path: [String]

  init(_ name: String) {
    path = name.split(separator: "/").map(String.init)
    var words: [String] = []
    var word = ""
    let letters = Array(name)
    for (i, letter) in letters.enumerated() {
      guard letter.isLetter || letter.isNumber else {
        if !word.isEmpty { words.append(word) }
        word = ""
        continue
      }
      let begins =
        letter.isUppercase && i > 0
        && (letters[i - 1].isLowercase
          || letters[i - 1].isUppercase && i + 1 < letters.count && letters[i + 1].isLowercase)
      if begins, !word.isEmpty {
        words.append(word)
        word = ""
      }
      word += letter.lowercased()
    }
    if !word.isEmpty { words.append(word) }
    // The names in llm.c's log.
    self.words = words == ["trl"] ? ["train", "loss"] : words == ["tel"] ? ["val", "loss"] : words
  }

  /// The words that say what was measured, not when and on which examples.
  var subject: Set<String> {
    Set(words.map { $0 == "losses" ? "loss" : $0 })
      .subtracting(Self.validationWords).subtracting(Self.trainingWords)
  }

  /// Whether it is a loss, on whatever examples.
  var isLoss: Bool {
    (words.contains("loss") || words.contains("losses"))
      && Self.notLossWords.isDisjoint(with: words)
  }

  /// Whether it is a learning rate.
  var isRate: Bool {
    guard Self.notRateWords.isDisjoint(with: words) else { return false }
    return !Self.rateWords.isDisjoint(with: words)
      || words.contains("learning") && (words.contains("rate") || words.contains("rates"))
  }

  /// Whether it says that something was measured on the examples that a model is chosen by.
  var isValidation: Bool { !Self.validationWords.isDisjoint(with: words) }

  /// `val` or `test` for a name that says that its number is of held-out examples; else nil.
  var heldOutWord: String? {
    isValidation ? "val" : Self.testWords.isDisjoint(with: words) ? nil : "test"
  }

  /// How good the name is for steps, the lower the better; nil where it is none.
  var stepRank: Int? {
    let said = words.filter { !Self.wordsBesideSteps.contains($0) }.joined(separator: " ")
    if let rank = Self.stepNames.firstIndex(of: said) { return rank }
    // In an object within an object.
    guard let last = path.last, path.count > 1, !isTime else { return nil }
    return NameMeaning(last).stepRank.map { $0 + Self.stepNames.count }
  }

  /// What a text of this name tells.
  var textKind: TextKind? {
    switch words.joined() {
    case "split", "phase", "stage", "mode", "set", "subset", "partition", "dataset", "context",
      "runcontext":
      .split
    case "run", "runid", "runuuid", "runname", "experimentkey", "experimentid": .run
    case "metric", "metricname", "key", "tag", "name", "variable", "series": .metric
    default: nil
    }
  }

  /// Whether the name says no more than that there is a number.
  var isValue: Bool { ["value", "metricvalue", "y"].contains(words.joined()) }

  /// Whether it is a time or another count beside the numbers, by which nothing is joined.
  var isTime: Bool {
    !Set(words).isDisjoint(with: ["time", "timestamp", "date", "seconds", "epoch", "elapsed"])
  }

  private static let validationWords: Set = [
    "val", "valid", "validation", "validate", "validating", "eval", "evaluation", "evaluate",
    "evaluating", "dev",
  ]
  private static let testWords: Set = ["test", "testing"]
  /// What names of losses say of when and where they were measured, not of what.
  private static let trainingWords: Set = [
    "train", "training", "batch", "step", "epoch", "inner", "the", "is", "and",
  ]
  private static let notLossWords: Set = [
    "scale", "scaler", "scaling", "weight", "weights", "coef", "coefficient", "factor", "count",
    "time", "ratio", "ppl", "best", "diff", "delta", "patience", "threshold", "min", "max",
  ]
  private static let rateWords: Set = ["lr", "lrs", "lrate", "learningrate"]
  private static let notRateWords: Set = ["momentum", "decay", "scale"]
  private static let wordsBesideSteps: Set = [
    "at", "the", "current", "completed", "train", "training", "trainer",
  ]
  /// What steps are called, the best first.
  static let stepNames = [
    "step", "global step", "iteration", "iter", "num updates", "steps", "global steps",
    "iterations", "iters", "optimizer step", "it", "itr", "n iter", "update", "updates", "s",
  ]
}
