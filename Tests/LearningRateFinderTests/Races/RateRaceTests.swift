import Testing

@testable import LearningRateFinder

@Suite struct RateRaceTests {
  /// A held-out loss that falls with the steps, fastest at one rate, and is infinite above another.
  struct Surface {
    var best = 0.03
    var diverges = Double.infinity
    var noise = 0.0

    func loss(of trial: RateTrial) -> Double {
      guard trial.learningRate < diverges else { return .infinity }
      let distance = logarithm(trial.learningRate / best) / .decade
      var generator = SeededGenerator(seed: UInt64(trial.seed) &+ trial.learningRate.bitPattern)
      let chance = noise * Double.random(in: -1...1, using: &generator)
      return 2 - 1.5 * exponential(-distance * distance) * (1 - 20 / Double(trial.steps)) + chance
    }
  }

  /// Runs a race to its end.
  private func run(_ race: RateRace, on surface: Surface) -> RateRace {
    var race = race
    while let trial = race.next, race.results.count < 100 {
      race.record(trial, loss: surface.loss(of: trial))
    }
    return race
  }

  private func race(
    around center: Double = 0.03, budget: Int = 900, continues: Bool = true,
    isCoarse: Bool = false, upTo limit: Double = .infinity
  ) -> RateRace {
    RateRace(
      around: center, isCoarse: isCoarse, upTo: limit, wantedSteps: 200, budget: budget,
      continues: continues, lossBefore: 2)
  }

  @Test(arguments: [true, false], [0.01, 0.017, 0.03, 0.05, 0.1])
  func findsTheBestRateOfABowl(continues: Bool, center: Double) throws {
    let race = run(race(around: center, continues: continues), on: Surface())
    let verified = try #require(race.verifiedRate)
    #expect(verified.isBracketed)
    // A bowl in the logarithm of the rate: the parabola through three of its points is near.
    #expect(abs(logarithm(verified.learningRate / 0.03)) < 0.1 * .decade)
    #expect(verified.interval.low < 0.03 && 0.03 < verified.interval.high)
    // Two candidates that are as good, and half a decade beyond the one that is outermost.
    #expect(verified.interval.high / verified.interval.low < 18)
    #expect(verified.peak == 1.6 * verified.learningRate)
  }

  @Test(arguments: [-3.0, -1, -0.5, 0.5, 1, 3], [300, 450, 900, 1500, 3000])
  func neverExceedsItsBudget(decades: Double, budget: Int) {
    for (continues, isCoarse) in [(true, false), (false, false), (true, true), (false, true)] {
      check(decades: decades, budget: budget, continues: continues, isCoarse: isCoarse)
    }
  }

  private func check(decades: Double, budget: Int, continues: Bool, isCoarse: Bool) {
    let surface = Surface(best: 0.03 * exponential(decades * .decade))
    let race = run(
      race(budget: budget, continues: continues, isCoarse: isCoarse), on: surface)
    #expect(race.next == nil)
    #expect(race.steps <= budget)
    #expect(race.results.count >= 3)
    #expect(race.results.allSatisfy { $0.trial.steps >= RaceParameters.standard.leastSteps })
    #expect(race.steps == race.results.reduce(0) { $0 + $1.trial.stepsToMake })
  }

  @Test(arguments: [0.003, 0.3]) func goesOnBeyondTheOutermostCandidate(best: Double) throws {
    let race = run(race(budget: 1500), on: Surface(best: best))
    let verified = try #require(race.verifiedRate)
    #expect(verified.isBracketed)
    #expect(abs(logarithm(verified.learningRate / best)) < 0.15 * .decade)
  }

  @Test func saysWhereTheBudgetEndsBeforeTheLadder() throws {
    let verified = try #require(run(race(budget: 450), on: Surface(best: 30)).verifiedRate)
    #expect(!verified.isBracketed)
    #expect(verified.interval.high > 3 * verified.learningRate)
  }

  @Test func triesNoRateAboveTheDivergence() {
    let race = run(race(around: 0.03, budget: 3000, upTo: 0.2), on: Surface(best: 30))
    #expect(race.results.allSatisfy { $0.trial.learningRate <= 0.2 })
  }

  @Test func aDivergedCandidateBoundsTheRate() throws {
    let race = run(race(), on: Surface(best: 0.05, diverges: 0.04))
    let verified = try #require(race.verifiedRate)
    #expect(verified.isBracketed)
    // On the other side of the best candidate than the one that diverged, and not far.
    #expect((0.017...0.03).contains(verified.learningRate))
    #expect(verified.interval.high < 0.0949)
  }

  @Test func everyCandidateDivergesUntilTheRateIsSmallEnough() throws {
    let race = run(race(around: 1, budget: 1500), on: Surface(best: 0.05, diverges: 0.2))
    let verified = try #require(race.verifiedRate)
    #expect(abs(logarithm(verified.learningRate / 0.05)) < 0.3 * .decade)
  }

  @Test(arguments: [0.0003, 0.003, 0.3]) func aCoarseRaceSearches(best: Double) throws {
    let race = run(
      race(around: 0.01, budget: 1500, isCoarse: true), on: Surface(best: best, diverges: 2))
    let verified = try #require(race.verifiedRate)
    #expect(abs(logarithm(verified.learningRate / best)) < 0.3 * .decade)
  }

  /// A deep network: every rate that learns leaves the plateau late, the best ones after 100 steps.
  @Test(arguments: [(true, 900), (false, 1000)])
  func aCoarseRaceOutlastsAPlateau(continues: Bool, budget: Int) throws {
    var race = race(around: 0.1, budget: budget, continues: continues, isCoarse: true)
    while let trial = race.next {
      let late = trial.learningRate > 0.05 && trial.learningRate < 0.5 && trial.steps > 100
      // On the plateau the smaller rate is always ahead by a hair.
      race.record(trial, loss: late ? 1 : 2.3 + trial.learningRate / 1000)
    }
    let verified = try #require(race.verifiedRate)
    #expect((0.05...0.5).contains(verified.learningRate))
  }

  /// What diverged in a search, a few decades above the best rate, says nothing about it.
  @Test func aCandidateFarAwayDoesNotMoveTheRate() {
    let candidates = [(0.0032, 1.1), (0.01, 1), (3.2, Double.infinity)].map {
      VerifiedRate.Candidate(rate: $0, loss: $1)
    }
    let verified = VerifiedRate(candidates, best: 1, lossBefore: 2, .standard)
    #expect(verified.learningRate == 0.01)
    #expect(!verified.isBracketed)
    #expect(agree(verified.interval.low, 0.01 / 1.78, within: 0.01))
    #expect(agree(verified.interval.high, 0.0316, within: 0.01))
  }

  @Test func noiseMovesTheRateByLittle() throws {
    let race = run(race(budget: 3000), on: Surface(noise: 0.05))
    let verified = try #require(race.verifiedRate)
    #expect(abs(logarithm(verified.learningRate / 0.03)) < 0.35 * .decade)
    // The rest of the budget went into other seeds.
    #expect(Set(race.results.map(\.trial.seed)) == [0, 1, 2])
  }

  @Test func aTrialGoesOnWhereAnEarlierOneEnded() {
    let race = run(race(), on: Surface())
    var made: [Double: Int] = [:]
    for trial in race.results.map(\.trial) {
      #expect(trial.stepsBefore == made[trial.learningRate] ?? 0)
      made[trial.learningRate] = trial.steps
    }
    #expect(race.results.contains { $0.trial.stepsBefore > 0 })
    let anew = run(self.race(continues: false), on: Surface())
    #expect(anew.results.allSatisfy { $0.trial.stepsBefore == 0 })
  }

  @Test func aTrialThatEndsEarlyCostsWhatItMade() throws {
    var race = race()
    race.record(try #require(race.next), loss: .nan, stepsMade: 12)
    #expect(race.steps == 12)
    #expect(race.results[0].loss == .infinity)
  }

  @Test(arguments: [
    (0, "0 steps are too few to compare rates; 225 are the least"),
    (224, "224 steps are too few to compare rates; 225 are the least"),
    (225, nil),
  ]) func saysWhenTheBudgetIsTooSmall(budget: Int, reason: String?) {
    let race = run(race(budget: budget), on: Surface())
    if let reason {
      #expect(race.results.isEmpty)
      #expect(race.outcome == .unverified(reason))
    } else {
      #expect(race.verifiedRate != nil)
    }
  }

  @Test func saysWhenNothingIsLearned() {
    let diverging = run(race(), on: Surface(diverges: 0))
    #expect(
      diverging.outcome == .unverified("the training diverges at every rate that was tried"))
    let flat = run(race(), on: Surface(best: 1e-30))
    #expect(
      flat.outcome
        == .unverified(
          "after 200 steps the loss is nowhere below the 2 that it has before the training"))
  }
}

@Suite struct VerifiedAnswerTests {
  @Test func aRaceStartsFromTheAnswer() throws {
    let curve = try AnswerTests.curve(around: 1e-3)
    let answer = Answer(curve)
    let race = RateRace(answer, of: [curve], budget: 9 * curve.plannedSteps)
    #expect(race.next?.learningRate == answer.suggestion?.learningRate)
    #expect(race.next?.seed == 0)
  }

  @Test func withoutAnAnswerItSearchesBelowTheEndOfTheCurve() throws {
    let rates = Array(try Ramp(from: 1e-7, to: 10, steps: 100))
    let flat = Curve(learningRates: rates, losses: rates.map { _ in 2.3 })
    let answer = Answer(flat)
    #expect(answer.suggestion == nil)
    var race = RateRace(answer, of: [flat], budget: 900)
    var tried: [Double] = []
    while let trial = race.next, tried.count < 3 {
      tried.append(trial.learningRate)
      race.record(trial, loss: 2)
    }
    #expect(zip(tried.sorted(), [0.0316, 0.316, 3.16]).allSatisfy { agree($0, $1, within: 0.01) })
  }

  @Test func aFirstLossThatIsNoNumberLeavesNothingToVerify() {
    let curve = Curve(learningRates: [1e-3], losses: [.nan])
    let race = RateRace(Answer(curve), of: [curve], budget: 900)
    #expect(race.next == nil)
    #expect(race.outcome == .unverified("the loss is NaN or infinite before the first step"))
  }
}
