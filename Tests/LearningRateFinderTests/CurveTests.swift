import Foundation
import LearningRateFinder
import Testing

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
}
