import LearningRateFinder
import Testing

@Suite struct IntervalOverlapTests {
  private func intervals(_ ends: [(Double, Double)]) -> [RateInterval] {
    ends.map { RateInterval(low: $0.0, high: $0.1) }
  }

  @Test func countsThePairsThatHaveNothingInCommon() {
    let overlap = IntervalOverlap(intervals([(1, 2), (1.5, 4), (3, 5), (2, 3)]))
    #expect(overlap.pairs == 6)
    #expect(overlap.disjointPairs == 1)
    #expect(overlap.common == nil)
    #expect(overlap.farthest?.low == 0 && overlap.farthest?.high == 2)
  }

  @Test func rangesThatTouchHaveARateInCommon() {
    let overlap = IntervalOverlap(intervals([(1, 2), (2, 4)]))
    #expect(overlap.disjointPairs == 0)
    #expect(overlap.common == RateInterval(low: 2, high: 2))
    #expect(overlap.farthest == nil)
  }

  @Test(arguments: [0, 1]) func noPairsOfFewerThanTwo(count: Int) {
    let overlap = IntervalOverlap(intervals(Array(repeating: (1, 2), count: count)))
    #expect(overlap.pairs == 0 && overlap.disjointPairs == 0 && overlap.farthest == nil)
  }

  /// Against the definition, pair by pair.
  @Test(arguments: 0..<50) func agreesWithTheDefinition(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let intervals = (0..<20).map { _ in
      let low = Double(Int.random(in: 1...30, using: &generator))
      return RateInterval(low: low, high: low + Double(Int.random(in: 0...20, using: &generator)))
    }
    var disjoint = 0
    for i in intervals.indices {
      for j in 0..<i where !intervals[i].overlaps(intervals[j]) { disjoint += 1 }
    }
    let overlap = IntervalOverlap(intervals)
    #expect(overlap.disjointPairs == disjoint)
    #expect((overlap.farthest == nil) == (disjoint == 0))
    #expect((overlap.common == nil) == (disjoint > 0))
  }

  @Test func theEffectIsRareInATenthOfThePairs() {
    // Four runs in common and one apart: 4 of 10 pairs; with 24 in common 24 of 300.
    for (count, code) in [(4, InitializationEffect.Code.common), (24, .rare)] {
      let ranges = intervals(Array(repeating: (1, 2), count: count) + [(3, 4)])
      let effect = InitializationEffect(
        ranges, names: ranges.indices.map { "seed \($0)" }, runs: count + 3)
      #expect(effect.code == code)
      #expect(
        effect.reason
          == "the initialization changes the conclusion: seed 0 suggests 1 – 2 and "
          + "seed \(count) suggests 3 – 4; \(count) of \(count * (count + 1) / 2) pairs of runs "
          + "have no rate in common; 2 of \(count + 3) runs suggest none")
    }
  }
}
