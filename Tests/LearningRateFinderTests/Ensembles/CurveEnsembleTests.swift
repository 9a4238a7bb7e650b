import Foundation
import Testing

@testable import LearningRateFinder

@Suite struct CurveEnsembleTests {
  /// A descent around a rate, in decades, and an explosion 2.5 decades later.
  private func curve(around center: Double, seed: UInt64 = 0, noise: Double = 0) -> Curve {
    var generator = SeededGenerator(seed: seed)
    let places = (0..<100).map { -7 + 8 * Double($0) / 99 }
    let losses = places.map { x in
      0.3 + 2 / (1 + exp(3 * (x - center))) + exp(6 * (x - center - 2.5))
        + noise * Double.random(in: -1...1, using: &generator)
    }
    return Curve(learningRates: places.map { pow(10, $0) }, losses: losses).cut(at: Divergence())
  }

  @Test func runsThatAgreeDoNotChangeTheConclusion() throws {
    let ensemble = CurveEnsemble((0..<8).map { curve(around: -2.5, seed: $0, noise: 0.05) })
    for range in CurveEnsemble.Conclusion.allCases {
      let effect = ensemble.initializationEffect(on: range)
      #expect(effect.code == .none, "\(effect.reason)")
      #expect(!effect.changesTheConclusion && effect.remedy == nil)
      #expect(ensemble.overlap(of: range).pairs == 28)
      #expect(ensemble.overlap(of: range).common != nil)
    }
  }

  /// The study's A and B: two initializations whose suggested ranges do not overlap.
  @Test func runsThatDoNotOverlapChangeIt() throws {
    var ensemble = CurveEnsemble(grid: RateGrid(from: 1e-7, to: 10))
    ensemble.add(curve(around: -5.2), named: "seed A")
    ensemble.add(curve(around: -1.5), named: "seed B")
    let (a, b) = (ensemble.runs[0], ensemble.runs[1])
    for range in CurveEnsemble.Conclusion.allCases {
      let effect = ensemble.initializationEffect(on: range)
      #expect(effect.code == .common && effect.changesTheConclusion)
      #expect(effect.remedy != nil)
    }
    let ranges = (try #require(a.reliability), try #require(b.reliability))
    #expect(
      ensemble.initializationEffect(on: .reliability).reason
        == "the initialization changes the conclusion: seed A suggests \(ranges.0) and seed B "
        + "suggests \(ranges.1)")
  }

  @Test func fewerThanTwoRunsWithARangeSayNothing() {
    let flat = Curve(
      learningRates: (1...50).map { Double($0) }, losses: (1...50).map { 1 + Double($0 % 2) })
    let ensemble = CurveEnsemble([flat, curve(around: -2.5), flat])
    let effect = ensemble.initializationEffect(on: .suggestion)
    #expect(effect.code == .unknown)
    #expect(
      effect.reason
        == "1 of 3 runs suggest a range: two are the fewest that can be compared")
    let empty = CurveEnsemble([])
    #expect(empty.losses.line(0.5).isEmpty)
    #expect(empty.spread(of: .reliability) == nil && empty.spreadOfSuggestions() == nil)
    #expect(empty.initializationEffect(on: .reliability).code == .unknown)
  }

  /// What is read off a run does not depend on the others, nor on how many there are.
  @Test func addingOneByOneIsTheSameAsAllAtOnce() {
    let curves = (0..<5).map { curve(around: -3 + 0.2 * Double($0), seed: $0.magnitude.asSeed) }
    var ensemble = CurveEnsemble(grid: RateGrid(curves))
    for curve in curves { ensemble.add(curve) }
    #expect(ensemble == CurveEnsemble(curves))
    #expect(ensemble.runs.map(\.name) == ["run 1", "run 2", "run 3", "run 4", "run 5"])
    let answers = curves.map { Answer($0).suggestion }
    #expect(ensemble.runs.map(\.suggestion) == answers)
  }

  /// The study's two ends are those of its rule, and their quantiles those of the runs.
  @Test func spreadsAreQuantilesInLogarithm() throws {
    let curves = (0..<11).map { curve(around: -4 + 0.1 * Double($0)) }
    let ensemble = CurveEnsemble(curves)
    let spread = try #require(ensemble.spread(of: .reliability))
    let highs = try curves.map { try #require(ReliabilityRangeRule(.high).learningRate($0)) }
      .sorted()
    #expect(spread.high.count == 11)
    #expect(agree(spread.high.low, highs[1], within: 1e-12))
    #expect(agree(spread.high.median, highs[5], within: 1e-12))
    #expect(agree(spread.high.high, highs[9], within: 1e-12))
    let whole = try #require(ensemble.spread(of: .reliability, tail: 0))
    #expect(agree(whole.high.low, highs[0], within: 1e-12))
  }

  /// An explosion is not smeared over the descent before it by a kernel that looks ahead.
  @Test func anExplosionDoesNotLeakIntoTheDescent() throws {
    let quiet = curve(around: -2.5)
    var rates = quiet.learningRates
    var losses = quiet.losses
    rates.append(rates[rates.count - 1] * 1.2)
    losses.append(1e12)
    let exploded = Curve(learningRates: rates, losses: losses).divergedAfter(rates.count)
    let grid = RateGrid([quiet])
    var ensembles = [CurveEnsemble(grid: grid), CurveEnsemble(grid: grid)]
    ensembles[0].add(quiet)
    ensembles[1].add(exploded)
    let lowest = ensembles.map { $0.losses.line(0.5).map(\.loss).min() ?? .infinity }
    #expect(abs(lowest[0] - lowest[1]) < 0.02)
  }
}

extension UInt {
  fileprivate var asSeed: UInt64 { UInt64(self) }
}
