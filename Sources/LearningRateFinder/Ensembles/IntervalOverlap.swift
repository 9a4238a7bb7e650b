/// Whether the ranges that several runs suggest have rates in common.
public struct IntervalOverlap: Hashable, Sendable {
  /// Two runs, by their indices.
  public struct Pair: Hashable, Sendable {
    /// The run whose range ends lowest.
    public let low: Int
    /// The run whose range starts highest.
    public let high: Int
  }

  /// How many pairs of runs there are.
  public let pairs: Int
  /// How many of these pairs have no rate in common.
  public let disjointPairs: Int
  /// The rates that all runs have in common; nil where there are none.
  public let common: RateInterval?
  /// The two runs that are farthest apart; nil where every two have a rate in common.
  public let farthest: Pair?

  /// Compares ranges, each with each.
  ///
  /// - Complexity: O(*n* log *n*) for *n* ranges.
  public init(_ intervals: [RateInterval]) {
    pairs = intervals.count * (intervals.count - 1) / 2
    // Two ranges are disjoint where one ends below the start of the other: both orders of a pair
    // cannot hold at once, so counting the ends below each start counts every pair once.
    let ends = intervals.map(\.high).sorted()
    var below = 0
    disjointPairs = intervals.map(\.low).sorted().reduce(0) { sum, start in
      while below < ends.count, ends[below] < start { below += 1 }
      return sum + below
    }
    let lowest = intervals.indices.min { intervals[$0].high < intervals[$1].high }
    let highest = intervals.indices.max { intervals[$0].low < intervals[$1].low }
    if let lowest, let highest {
      let (start, end) = (intervals[highest].low, intervals[lowest].high)
      common = start <= end ? RateInterval(low: start, high: end) : nil
      farthest = start <= end ? nil : Pair(low: lowest, high: highest)
    } else {
      common = nil
      farthest = nil
    }
  }
}
