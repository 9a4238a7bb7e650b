import Foundation
import Testing

@testable import LearningRateFinder

@Suite struct CurveTests {
  @Test(arguments: [
    ([3.0, 2, 1], 3, Curve.Outcome.completed, 3),
    ([3.0, 2, 1], 5, .interrupted, 3),
    ([3.0, .nan, 1], 3, .notFinite, 1),
    ([3.0, 2, .infinity], 3, .notFinite, 2),
    ([.nan, 2, 1], 3, .notFinite, 0),
  ])
  func endsAtTheFirstLossThatIsNoNumber(
    losses: [Double], planned: Int, outcome: Curve.Outcome, count: Int
  ) {
    let curve = Curve(learningRates: [0.1, 0.2, 0.3], losses: losses, plannedSteps: planned)
    #expect(curve.outcome == outcome)
    #expect(curve.count == count)
  }

  @Test func survivesJSON() throws {
    let curve = Curve(learningRates: [1e-7, 0.1], losses: [2.302585092994046, -0.1])
    let json = try JSONEncoder().encode(curve)
    #expect(try JSONDecoder().decode(Curve.self, from: json) == curve)
  }

  /// A fit of all pairs of 100,000 points would not fit into the memory of most machines.
  @Test func aLongCurveIsReadLikeAShortOne() throws {
    func curve(steps: Int) throws -> Curve {
      var generator = SeededGenerator(seed: 4)
      let ramp = try Ramp(from: 1e-7, to: 10, steps: steps)
      let rates = (0..<steps).map { ramp[$0] }
      let losses = rates.map { rate in
        2.3 - 1.8 * rate / (rate + 0.01) + 40 * rate * rate
          + 0.02 * Double.random(in: -1...1, using: &generator)
      }
      return Curve(learningRates: rates, losses: losses)
    }
    let (short, long) = (try curve(steps: 400), try curve(steps: 100_000))
    #expect(short.coarsened(to: 400) == short)
    let coarse = long.coarsened(to: 1024)
    #expect(coarse.count == 1021)
    #expect(coarse.outcome == long.outcome)
    let rates = try [short, long].map { curve in
      try #require(Answer(curve, gradientAge: GradientAge.none).suggestion).learningRate
    }
    #expect(abs(rates[1] / rates[0] - 1) < 0.2)
  }
}
