import Foundation
import LearningRateFinder
import Testing

/// The golden curve: a smooth descent around 1e-3 (in decades, -2.97) and a rise beyond 0.1.
private let golden: Curve = {
  let exponents = (0..<100).map { -7 + 8 * Double($0) / 100 }
  let losses = exponents.map { x in
    0.3 + 2 / (1 + exp(3 * (x + 2.97))) + (x > -1 ? 0.05 * (pow(10, 2 * (x + 1)) - 1) : 0)
  }
  return Curve(learningRates: exponents.map { pow(10, $0) }, losses: losses)
}()

@Suite struct SuggestionRuleTests {
  /// What each finder's own code answers on the golden curve, unsmoothed.
  @Test(
    arguments: [
      (FastaiValleyRule(smoothing: .none), 2.2909e-4),
      (FastaiSteepRule(smoothing: .none), 1.0e-3),
      (FastaiMinimumRule(smoothing: .none), 1.0e-2),
      (FastaiSlideRule(smoothing: .none), 3.311e-4),
      (TorchLRFinderRule(smoothing: .none), 1.0e-3),
      (IgniteRule(smoothing: .none), 1.0e-3),
      (LightningRule(beta: 0), 2.2909e-4),
      (MovingDerivativeRule(window: 1), 1.2023e-3),
      (MovingDerivativeRule(window: 20), 6.3096e-3),
      (ReliabilityRangeRule(.high, smoothing: .none), 9.120e-3),
      (ReliabilityRangeRule(.low, smoothing: .none), 9.120e-4),
    ] as [(any SuggestionRule, Double)])
  func answersTheGoldenCurveAsItsFinderDoes(rule: any SuggestionRule, expected: Double) throws {
    let rate = try #require(rule.suggestion(for: golden))
    #expect(agree(rate, expected, within: 1e-3), "\(rule.name): \(rate)")
  }

  /// torch-lr-finder's own golden vectors, which are neither smoothed nor cut.
  @Test(arguments: [
    ([10.0, 8, 4, 1, 4, 16], 2), ([1.0, 0, 1, 2, 3, 4], 0), ([0.0, 1, 2, 3, 4, 3], 5),
  ])
  func answersTorchLRFindersOwnVectors(losses: [Double], expected: Int) {
    let rule = TorchLRFinderRule(smoothing: .none, skipStart: 0, skipEnd: 0)
    let rates = [1.0, 2, 3, 4, 5, 6]
    let curve = Curve(learningRates: rates, losses: losses)
    #expect(rule.suggestion(for: curve) == rates[expected])
  }

  @Test func theUnsmoothedRulesReadTheRawLoss() throws {
    let rates = [1e-3, 1e-2, 1e-1, 1, 10]
    let curve = Curve(learningRates: rates, losses: [3, 2.9, 2, 1.5, 5])
    #expect(FastestDescentRule().suggestion(for: curve) == 1e-1)
    #expect(LargestDropRule(smoothing: .none).suggestion(for: curve) == 1e-1)
    #expect(TenthOfMinimumRule().suggestion(for: curve) == 0.1)
  }

  @Test(arguments: SuggestionRules.all.map(\.name)) func namesAreUnique(name: String) {
    #expect(SuggestionRules.all.count { $0.name == name } == 1)
  }

  /// Every rule answers a rate inside the curve or none, on any curve, and never traps.
  @Test(arguments: 0..<400) func neverLeavesTheCurve(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let curve = randomCurve(using: &generator)
    for rule in SuggestionRules.all {
      guard let rate = rule.suggestion(for: curve) else { continue }
      let first = try #require(curve.learningRates.first)
      let last = try #require(curve.learningRates.last)
      #expect(rate >= first && rate <= last, "\(rule.name) answered \(rate)")
    }
  }

  /// The quadratic definition, point by point.
  @Test(arguments: 0..<50) func valleyIsTheLongestDecreasingSubsequence(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let losses = (0..<30).map { _ in Double(Int.random(in: 0..<12, using: &generator)) }
    var lengths: [Int] = []
    for i in losses.indices {
      lengths.append(1 + ((0..<i).filter { losses[$0] > losses[i] }.map { lengths[$0] }.max() ?? 0))
    }
    let longest = try #require(lengths.max())
    let end = try #require(lengths.firstIndex(of: longest))
    let expected = longest == 1 ? 0 : max(0, end - longest + longest / 3 + longest / 6)
    // Planned steps of 9 cut nothing at the start; 5 points more are cut at the end.
    let padded = losses + Array(repeating: 99, count: 5)
    let rates = padded.indices.map { Double($0 + 1) }
    let curve = Curve(learningRates: rates, losses: padded, plannedSteps: 9)
    #expect(FastaiValleyRule(smoothing: .none).suggestion(for: curve) == rates[expected])
  }
}

/// A curve of any length up to 130: noise, steps, plateaus, explosions, negative and equal losses.
func randomCurve(using generator: inout SeededGenerator) -> Curve {
  let count = Int.random(in: 0...130, using: &generator)
  let scale = pow(10, Double.random(in: -8...8, using: &generator))
  let offset =
    Bool.random(using: &generator) ? 0 : scale * Double.random(in: -9...9, using: &generator)
  let levels = Int.random(in: 1...40, using: &generator)
  let losses = (0..<count).map { i in
    let level = Double(Int.random(in: 0..<levels, using: &generator))
    let tail = i > 100 ? exp(Double(i - 100) * 20) : 0
    return offset + scale * (level + tail)
  }
  let start = pow(10, Double.random(in: -10 ... -2, using: &generator))
  let growth = Double.random(in: 1.0...1.5, using: &generator)
  return Curve(
    learningRates: losses.indices.map { start * pow(growth, Double($0)) }, losses: losses,
    plannedSteps: max(2, Int.random(in: count...(count + 20), using: &generator)))
}
