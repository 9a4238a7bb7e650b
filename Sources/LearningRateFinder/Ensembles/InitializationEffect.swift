/// Whether the initial weights change what a range test concludes.
///
/// The reliability study (S. Maggio, "The Learning Rate Finder Technique: How Reliable Is It?")
/// found two initializations whose suggested ranges have no rate in common: what is right for the
/// one is likely to make the other diverge.
public struct InitializationEffect: Hashable, Sendable {
  /// The effect in one word.
  public enum Code: String, CaseIterable, Codable, Sendable {
    /// Every two runs have suggested rates in common.
    case none
    /// Some runs suggest ranges without a common rate, in at most a tenth of the pairs.
    case rare
    /// More than a tenth of the pairs of runs have no suggested rate in common.
    case common
    /// Fewer than two runs suggest a range.
    case unknown
  }

  /// The effect in one word.
  public let code: Code
  /// What was seen, in one sentence.
  public let reason: String
  /// What to do about it, in one sentence; nil where there is nothing to do.
  public let remedy: String?

  /// Whether two runs were seen whose suggested ranges have no rate in common.
  public var changesTheConclusion: Bool { code == .rare || code == .common }

  /// Judges the ranges that runs with different initial weights suggest.
  ///
  /// - Parameters:
  ///   - intervals: The range of each run that suggests one.
  ///   - names: What each of these runs is called in the sentence, such as `seed 3`.
  ///   - runs: How many runs there are, those that suggest nothing included.
  ///   - cause: What the runs differ in, as the sentence calls it.
  public init(
    _ intervals: [RateInterval], names: [String], runs: Int, cause: String = "the initialization"
  ) {
    precondition(intervals.count == names.count, "every range belongs to a named run")
    let overlap = IntervalOverlap(intervals)
    guard intervals.count >= 2 else {
      code = .unknown
      reason =
        "\(intervals.count) of \(runs) runs suggest a range: two are the fewest that can be compared"
      remedy = "more runs, or a test whose curves can be read"
      return
    }
    let silent = runs - intervals.count
    let rest = silent == 0 ? "" : "; \(silent) of \(runs) runs suggest none"
    guard let farthest = overlap.farthest else {
      code = .none
      let common = overlap.common.map { ": \($0)" } ?? ""
      reason =
        "\(cause) does not change the conclusion: the ranges of all "
        + "\(intervals.count) runs have rates in common\(common)\(rest)"
      remedy = nil
      return
    }
    code = 10 * overlap.disjointPairs <= overlap.pairs ? .rare : .common
    let seen =
      overlap.pairs == 1
      ? "" : "; \(overlap.disjointPairs) of \(overlap.pairs) pairs of runs have no rate in common"
    reason =
      "\(cause) changes the conclusion: \(names[farthest.low]) suggests "
      + "\(intervals[farthest.low]) and \(names[farthest.high]) suggests "
      + "\(intervals[farthest.high])\(seen)\(rest)"
    remedy =
      "run the range test from the very weights that the training starts from, or take a rate "
      + "that suits most runs"
  }
}
