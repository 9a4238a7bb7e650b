import Foundation
import Testing

@testable import AnswerScores

@Suite struct GridTruthTests {
  /// Losses 2, 1, 1.5, 2 and 9 after trainings that began at 2: a regret of 0 at 0.01, of a half
  /// at 0.1, and of 1 where nothing was learned or everything lost.
  static let truth = GridTruth(
    learningRates: [1e-3, 1e-2, 1e-1, 1, 10], losses: [2, 1, 1.5, 2, 9], lossBefore: 2, steps: 500)

  @Test func isTheShareOfWhatCouldBeLearned() throws {
    let truth = try #require(Self.truth)
    #expect(truth.regrets == [1, 0, 0.5, 1, 1])
    #expect(truth.best == 1e-2)
  }

  /// Linear in the logarithm between the rates of the grid, constant beyond its ends.
  @Test(arguments: [
    (1e-2, 0.0), (1e-1, 0.5), (1e-3, 1.0), (10, 1.0), (pow(10, -1.5), 0.25), (pow(10, -0.5), 0.75),
    (pow(10, -2.1), 0.1), (1e-9, 1.0), (1e9, 1.0),
  ]) func interpolatesInTheLogarithm(rate: Double, regret: Double) throws {
    let truth = try #require(Self.truth)
    #expect(abs(truth.regret(of: rate) - regret) < 1e-12)
  }

  /// Also a loss below the best of the grid, or above that before training.
  @Test(arguments: [(1.25, 0.25), (1, 0), (0.8, 0), (2, 1), (7, 1)])
  func knowsTheRegretOfALoss(loss: Double, regret: Double) throws {
    #expect(try #require(Self.truth).regret(ofLoss: loss) == regret)
  }

  @Test(arguments: [(0.03, true), (0.01 / 3, true), (0.031, false), (0.0033, false), (1.0, false)])
  func isNearWithinAFactorOfThree(rate: Double, isNear: Bool) throws {
    let truth = try #require(Self.truth)
    #expect(truth.isNearBest(rate) == isNear)
  }

  @Test func thereIsNothingToRegretWhereNothingWasLearned() {
    #expect(
      GridTruth(learningRates: [0.1, 1], losses: [2, 3], lossBefore: 2, steps: 1) == nil)
    #expect(GridTruth(learningRates: [], losses: [], lossBefore: 2, steps: 1) == nil)
    #expect(GridTruth(learningRates: [0.1], losses: [], lossBefore: 2, steps: 1) == nil)
  }
}

@Suite struct ScoreTests {
  static let truth = GridTruthTests.truth

  @Test func sumsMarksUp() throws {
    let truth = try #require(Self.truth)
    let marks = [1e-2, 1e-1, 1, pow(10, -1.5)].map {
      Mark($0, interval: ($0 / 4)...($0 * 4), against: truth)
    }
    let score = try #require(Score(marks + [nil]))
    #expect(score.count == 5)
    #expect(score.abstained == 0.2)
    #expect(abs(score.mean - (0 + 0.5 + 1 + 0.25) / 4) < 1e-12)
    #expect(abs(score.median - 0.375) < 1e-12)
    // Between the third, 0.5, and the fourth, 1, at 0.9 × 3 = 2.7.
    #expect(abs(score.ninetyPercent - 0.85) < 1e-12)
    #expect(score.worst == 1)
    // Half is not more than half.
    #expect(score.failures == 0.25)
    #expect(score.near == 0.25)
    #expect(score.held == 0.5)
  }

  @Test func hasNothingToSayOfAbstentions() { #expect(Score([nil, nil]) == nil) }

  @Test func statesNoIntervalsWhereThereAreNone() throws {
    let truth = try #require(Self.truth)
    #expect(Score([Mark(0.1, against: truth)])?.held == nil)
  }
}

@Suite struct ScoreTablesTests {
  @Test(arguments: [(0.0, "0.000"), (0.0204, "0.020"), (0.9996, "1.000"), (1.0, "1.000")])
  func writesFixedPlaces(value: Double, text: String) {
    #expect(ScoreTables.decimal(value, places: 3) == text)
  }

  @Test func alignsColumns() {
    let table = ScoreTables.markdown([["rule", "mean"], ["ours", "0.02"], ["a", "0.123"]])
    #expect(
      table == """
        | rule | mean  |
        | ---- | ----- |
        | ours | 0.02  |
        | a    | 0.123 |
        """)
  }
}
