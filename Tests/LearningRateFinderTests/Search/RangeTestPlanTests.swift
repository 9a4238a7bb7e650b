import Testing

@testable import LearningRateFinder

@Suite struct RangeTestPlanTests {
  private let plan: RangeTestPlan

  init() throws { plan = RangeTestPlan(try Ramp(from: 1e-7, to: 10, steps: 101)) }

  private func answer(_ losses: [Double]) throws -> Answer {
    let ramp = try Ramp(from: 1e-7, to: 10, steps: max(2, losses.count))
    return Answer(Curve(learningRates: Array(ramp.prefix(losses.count)), losses: losses))
  }

  private func flat(noise: Double) throws -> Answer {
    var generator = SeededGenerator(seed: 2)
    return try answer(
      (0..<100).map { _ in 2 + Double.random(in: -noise...noise, using: &generator) })
  }

  @Test func aGoodAnswerNeedsNoOther() throws {
    let answer = Answer(try AnswerTests.curve(around: 1e-3))
    #expect(answer.verdict.code == .good)
    #expect(plan.next(after: answer.verdict.code) == nil)
  }

  @Test func aLossThatNeverRisesAsksForHigherRates() throws {
    let falling = try answer((0..<100).map { 2.3 - 0.0001 * Double($0 * $0) })
    let next = try #require(plan.next(after: falling.verdict.code))
    #expect(next.ramp.from == 1e-7 && next.ramp.to == 1e4)
    #expect(agree(next.ramp.growth, plan.ramp.growth, within: 0.01))
    #expect(next.change == "from 1e-7 to 10000")
    let last = try #require(next.next(after: falling.verdict.code))
    #expect(last.next(after: falling.verdict.code) == nil)
  }

  @Test func aLossThatBlowsUpAsksForSmallerRates() throws {
    let next = try #require(plan.next(after: answer([2.3, 40, .nan]).verdict.code))
    #expect(agree(next.ramp.from, 1e-10, within: 1e-12))
    #expect(next.ramp.to == 10)
  }

  @Test(arguments: [0.01, 1.5]) func whatShowsNothingIsLengthenedThenRepeated(noise: Double) throws
  {
    let nothing = try flat(noise: noise)
    let longer = try #require(plan.next(after: nothing.verdict.code))
    #expect(longer.ramp.steps == 303 && longer.runs == 1)
    let longest = try #require(longer.next(after: nothing.verdict.code))
    #expect(longest.ramp.steps == 909 && longest.runs == 1)
    let three = try #require(longest.next(after: nothing.verdict.code))
    #expect(three.ramp == longest.ramp && three.runs == 3)
    #expect(three.steps(having: 1) == 1818)
    let five = try #require(three.next(after: nothing.verdict.code))
    #expect(five.runs == 5)
    #expect(five.next(after: nothing.verdict.code) == nil)
  }

  /// A loss that is flat up to a tiny rate has not been tested.
  @Test func aFlatLossAtTinyRatesAsksForHigherOnes() throws {
    let plan = RangeTestPlan(try Ramp(from: 1e-7, to: 1e-5, steps: 40))
    let next = try #require(plan.next(after: flat(noise: 0.01).verdict.code))
    #expect(next.ramp.from == 1e-7 && next.ramp.to == 10 && next.ramp.steps == 160)
    // One that blew up before the end would do so again.
    let blownUp = try #require(plan.next(after: flat(noise: 0.01).verdict.code, reachedEnd: false))
    #expect(blownUp.ramp.to == 1e-5 && blownUp.ramp.steps == 120)
    let slow = RangeTestPlan(try Ramp(from: 1e-7, to: 1.0000001e-7, steps: 40))
    #expect(try #require(slow.next(after: flat(noise: 0.01).verdict.code)).ramp.steps == 400)
  }

  @Test func aRampTooNarrowForItsStepsIsWidenedAllTheSame() throws {
    let plan = RangeTestPlan(try Ramp(from: 1, to: 1.0000000000000002, steps: 1000))
    #expect(try #require(plan.next(after: .neverDiverged)).ramp.steps == 10_000)
  }

  /// A descent that only a slower ramp shows is looked at in a slower one still, and then believed.
  @Test func aLateDescentIsLookedAtAgain() throws {
    let good = Answer(try AnswerTests.curve(around: 1e-3))
    let longer = try #require(plan.next(after: flat(noise: 0.01).verdict.code))
    let longest = try #require(longer.next(after: good.verdict.code))
    #expect(longest.ramp.steps == 909 && longest.change == "with 909 steps")
    #expect(longest.next(after: good.verdict.code) == nil)
  }

  @Test func aShortTestIsMadeLongEnough() throws {
    let short = RangeTestPlan(try Ramp(from: 1e-7, to: 10, steps: 5))
    #expect(
      try #require(short.next(after: answer([2, 1.9, 1.5, 1]).verdict.code)).ramp.steps == 100)
  }
}
