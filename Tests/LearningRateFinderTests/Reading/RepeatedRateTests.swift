import Testing

@testable import LearningRateFinder

/// Logs may hold a rate for several steps: these are several points at one rate.
@Suite struct RepeatedRateTests {
  @Test(arguments: [[0], [30], [59], [58, 59], [0, 30, 59]])
  func heldRatesStillGiveAnAnswer(places: [Int]) throws {
    let ramp = try Ramp(from: 1e-5, to: 1, steps: 60)
    let points = ramp.enumerated().flatMap { step, rate in
      let share = Double(step) / 59
      let point = Curve.Point(learningRate: rate, loss: 2.3 - 2 * share * share)
      return Array(repeating: point, count: places.contains(step) ? 3 : 1)
    }
    let answer = Answer(Curve(points), gradientAge: .momentum(0.9))
    let suggestion = try #require(answer.suggestion)
    #expect(suggestion.learningRate.isFinite)
    #expect((ramp.from...10 * ramp.to).contains(suggestion.learningRate))
  }

  @Test func oneRateAloneGivesNone() {
    let losses = (0..<60).map { 2.3 - Double($0) / 60 }
    let curve = Curve(learningRates: losses.map { _ in 0.1 }, losses: losses)
    #expect(Answer(curve).rules.count == SuggestionRules.all.count)
  }
}
