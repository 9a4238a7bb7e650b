import Datasets
import EngineTestSupport
import LearningRateFinder
import Schedules
import Testing
import Torch

@testable import Training

@Suite struct GridPlanTests {
  @Test(arguments: [
    (
      0.001, 0.1, 4,
      [0.001, 0.00177828, 0.00316228, 0.00562341, 0.01, 0.0177828, 0.0316228, 0.0562341, 0.1]
    ),
    (0.001, 0.1, 1, [0.001, 0.01, 0.1]),
    (0.002, 0.09, 2, [0.002, 0.00632456, 0.02, 0.0632456]),
    (0.5, 0.5, 4, [0.5]),
    (1e-7, 1e-6, 1, [1e-7, 1e-6]),
  ])
  func ratesAreEquallyFarApart(low: Double, high: Double, perDecade: Int, rates: [Double]) throws {
    let plan = try GridPlan(from: low, to: high, perDecade: perDecade, runs: 1, steps: 1)
    #expect(plan.rates == rates)
  }

  @Test func ratesOfOnesOwnAreSortedAndTakenOnce() throws {
    #expect(try GridPlan(rates: [0.3, 0.01, 0.3], runs: 1, steps: 1).rates == [0.01, 0.3])
  }

  @Test(
    arguments: [
      ([], "a grid has at least 1 rate"), ([0.1, 0], "a rate of a grid must be above 0, not 0"),
      ([.infinity], "a rate of a grid must be above 0, not inf"),
      ([Double](repeating: 1, count: 1001), "a grid has at most 1000 rates, not 1001"),
    ] as [([Double], String)])
  func saysWhichRatesAreImpossible(rates: [Double], sentence: String) {
    #expect(throws: TrainingError(sentence)) { try GridPlan(rates: rates, runs: 1, steps: 1) }
  }

  @Test(arguments: [
    (0.0, 1.0, 4, 1, 1, "the first rate of a grid must be above 0, not 0"),
    (1.0, 0.1, 4, 1, 1, "the last rate of a grid must not be below the first, 1, not 0.1"),
    (0.1, 1.0, 0, 1, 1, "a grid has at least 1 rate in a decade, not 0"),
    (0.1, 1.0, 4, 0, 1, "a grid has at least 1 run, not 0"),
    (0.1, 1.0, 4, 1, 0, "a training takes at least 1 step, not 0"),
    (1e-9, 1.0, 1000, 1, 1, "a grid has at most 1000 rates, not 9001"),
  ])
  func saysWhatIsImpossible(
    low: Double, high: Double, perDecade: Int, runs: Int, steps: Int, sentence: String
  ) {
    #expect(throws: TrainingError(sentence)) {
      try GridPlan(from: low, to: high, perDecade: perDecade, runs: runs, steps: steps)
    }
  }
}

@Suite struct GridSummaryTests {
  private func training(
    _ rate: Double, _ run: Int, _ loss: Double?, before: Double = 2
  ) -> GridTraining {
    GridTraining(
      learningRate: rate, run: run, steps: 10, lossBefore: before, loss: loss,
      accuracy: loss.map { 1 - $0 / 4 }, outcome: loss == nil ? .diverged : .completed, seconds: 0.5
    )
  }

  @Test func countsWhatWasNotLearned() throws {
    let trainings = [
      training(0.1, 0, 1.5), training(0.1, 1, 1.5), training(1, 0, 0.4), training(1, 1, 0.6),
      training(10, 0, nil), training(10, 1, 7), training(0.5, 0, 0.7), training(0.5, 1, 0.9),
    ]
    let summary = try #require(GridSummary(trainings, rates: [0.1, 1, 10], answerRate: 0.5))
    #expect(summary.rows.map(\.learningRate) == [0.1, 1, 10])
    // A training that ended worse than it began counts as where it began.
    #expect(summary.rows.map(\.loss) == [1.5, 0.5, 2])
    #expect(summary.rows.map(\.diverged) == [0, 0, 1])
    #expect(summary.best.learningRate == 1)
    let deviation = try #require(summary.best.deviation)
    #expect(abs(deviation - 0.02.squareRoot()) < 1e-12)
    // (1.5 - 0.5) / (2 - 0.5), and (0.8 - 0.5) / (2 - 0.5).
    #expect(abs(summary.rows[0].regret - 2.0 / 3) < 1e-12)
    #expect(summary.rows[1].regret == 0 && summary.rows[2].regret == 1)
    let answer = try #require(summary.answer)
    #expect(abs(answer.regret - 0.2) < 1e-12)
    #expect(summary.ratesAheadOfAnswer == 1)
    #expect(!summary.isBestAtEnd)
    // The grid alone: what the answer's own trainings cost is not part of it.
    #expect(summary.cost.steps == 60 && summary.cost.seconds == 3)
  }

  @Test func anAnswerBetterThanTheGridHasNoRegret() throws {
    let trainings = [training(0.1, 0, 1), training(1, 0, 0.9), training(0.5, 0, 0.5)]
    let summary = try #require(GridSummary(trainings, rates: [0.1, 1], answerRate: 0.5))
    #expect(summary.answer?.regret == 0)
    #expect(summary.ratesAheadOfAnswer == 0)
    #expect(summary.best.deviation == nil)
    #expect(summary.isBestAtEnd)
  }

  @Test func nothingTrainedIsNoSummary() {
    #expect(GridSummary([], rates: [0.1], answerRate: nil) == nil)
  }

  @Test func aTrainingIsGivenUpWhenItsLossStaysFarAboveTheStart() {
    var lost = TrainingHope(lossBefore: 2, gain: 1, steps: 100)
    let given = (1...100).first { _ in !lost.remains(after: 100) }
    #expect(given == 26)
    var back = TrainingHope(lossBefore: 2, gain: 1, steps: 100)
    let hasHope = (1...100).map { back.remains(after: $0 < 10 ? 50 : 1) }
    #expect(!hasHope.contains(false))
    var poor = TrainingHope(lossBefore: 2, gain: 1, steps: 100)
    let isKept = (1...100).map { _ in poor.remains(after: 4.9) }
    #expect(!isKept.contains(false))
    // What nobody has gained anything on has no scale.
    var first = TrainingHope(lossBefore: 2, steps: 100)
    let isFirstKept = (1...100).map { _ in first.remains(after: 100) }
    #expect(!isFirstKept.contains(false))
  }
}

/// A grid search on the bundled digits.
@Suite(.serialized, .exclusiveEngine) struct GridSearchTests {
  private func learner(_ run: Int, _ data: DatasetSplits) throws -> Learner {
    try setThreadCount(1)
    return try Learner(TrainingSettings(seed: UInt64(run)), on: data.train)
  }

  private func heldOut(_ data: DatasetSplits) throws -> HeldOutExamples {
    try HeldOutExamples(#require(data.test))
  }

  private func search(
    _ data: DatasetSplits, _ before: [GridTraining] = [], observer: GridSearch.Observer = .init()
  ) throws -> GridSearch {
    let plan = try GridPlan(from: 0.001, to: 1, perDecade: 1, runs: 2, steps: 14)
    var search = GridSearch(plan, ramp: try Ramp(from: 1e-7, to: 10, steps: 100), trainings: before)
    try search.run(
      heldOut: heldOut(data), learner: { try learner($0, data) },
      schedule: { rates, perEpoch in
        try LearningRateSchedule("constant", rates: rates, steps: 14, stepsPerEpoch: perEpoch)
      }, observer: observer)
    return search
  }

  @Test func trainsEveryRateFromTheSameWeights() async throws {
    let data = try await DatasetCatalog.load("digits")
    let search = try search(data)
    let rate = try #require(search.answerRate)
    #expect(search.findings?.curves.count == 2)
    #expect(search.trainings.count == 2 * (4 + 1))
    #expect(Set(search.trainings.map(\.learningRate)) == Set([0.001, 0.01, 0.1, 1, rate]))
    // One training by hand.
    let learner = try learner(1, data)
    let before = try learner.evaluate(on: heldOut(data)).loss
    for _ in 0..<14 { _ = try learner.step(learningRate: 0.1) }
    let training = try #require(
      search.trainings.first { $0.run == 1 && $0.learningRate == 0.1 })
    #expect(training.lossBefore == before)
    let loss = try learner.evaluate(on: heldOut(data)).loss
    #expect(training.loss == loss)
    #expect(training.steps == 14)
  }

  @Test func goesOnWhereItWasStopped() async throws {
    let data = try await DatasetCatalog.load("digits")
    let whole = try search(data)
    var kept: [GridTraining] = []
    let stopped = try search(
      data,
      observer: GridSearch.Observer(
        step: { _, _, step in kept.count < 4 || step.index < 5 }, training: { kept.append($0) }))
    #expect(stopped.isStopped)
    #expect(kept.count == 4)
    var again = 0
    let resumed = try search(
      data, kept, observer: GridSearch.Observer(training: { _ in again += 1 }))
    #expect(again == 2 * (4 + 1) - 4)
    func losses(_ search: GridSearch) -> [[Double?]] {
      search.trainings.map { [$0.learningRate, Double($0.run), $0.loss, $0.accuracy] }
    }
    #expect(losses(resumed) == losses(whole))
  }
}
