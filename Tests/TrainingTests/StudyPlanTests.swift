import Testing

@testable import Training

@Suite struct StudyPlanTests {
  private let base = TrainingSettings(
    optimizer: OptimizerSettings(.sgd, momentum: 0.8, isNesterov: true), seed: 5)

  @Test func combinesEverythingWithEverything() throws {
    let plan = try StudyPlan(
      base, runs: 2, batchSizes: [32, 64], optimizers: [.sgd, .adam, .rmsprop],
      weightDecays: [0, 1e-4])
    #expect(plan.cells.count == 12)
    #expect(Set(plan.cells).count == 12)
    #expect(plan.cells.map(\.batchSize).prefix(3) == [32, 64, 32])
    for cell in plan.cells.indices {
      let settings = plan.settings(run: 1, of: cell)
      #expect(settings.batchSize == plan.cells[cell].batchSize)
      #expect(settings.optimizer == plan.cells[cell].optimizer)
      _ = try settings.optimizer.rule()
    }
    #expect(plan.cells[0].optimizer.momentum == 0.8)
    #expect(plan.cells[0].optimizer.isNesterov)
    #expect(plan.cells[4].optimizer.momentum == nil)
  }

  @Test func withoutListsThereIsOneCell() throws {
    let plan = try StudyPlan(base, runs: 3)
    #expect(plan.cells == [.init(optimizer: base.optimizer, batchSize: 64)])
  }

  @Test(
    arguments: [
      (StudyPlan.Variation.weightsAndOrder, [5, 6, 7], [5, 6, 7]),
      (.weights, [5, 6, 7], [5, 5, 5]),
      (.order, [5, 5, 5], [5, 6, 7]),
    ] as [(StudyPlan.Variation, [UInt64], [UInt64])])
  func seedsOfWeightsAndOrder(
    variation: StudyPlan.Variation, weights: [UInt64], orders: [UInt64]
  ) throws {
    let plan = try StudyPlan(base, runs: 3, variation: variation, batchSizes: [16, 32])
    for cell in plan.cells.indices {
      let settings = (0..<3).map { plan.settings(run: $0, of: cell) }
      #expect(settings.map(\.seed) == weights)
      #expect(settings.map { $0.orderSeed ?? $0.seed } == orders)
    }
  }

  @Test func refusesTheSameTwice() {
    let message = "the batch size 32 is there twice"
    #expect(throws: TrainingError(message)) {
      try StudyPlan(base, runs: 1, batchSizes: [32, 64, 32])
    }
  }
}

@Suite struct StudyLayoutTests {
  /// Step times with 1, 2, 4 threads; runs; cores; room in memory; threads and workers expected.
  static let cases: [([Double], Int, Int, Int, Int, Int)] = [
    // Many small runs: one thread each.
    ([1, 0.6, 0.5], 20, 4, .max, 1, 4),
    // One run: as many threads as help.
    ([1, 0.6, 0.5], 1, 4, .max, 4, 1),
    ([1, 1.2, 1.5], 1, 4, .max, 1, 1),
    // Three runs on four cores: one round on one thread each is faster than three on four.
    ([1, 0.6, 0.5], 3, 4, .max, 1, 3),
    // Five runs on four cores: two rounds of 1 against three of 0.6.
    ([1, 0.6, 0.5], 5, 4, .max, 2, 2),
    // Memory for one: its threads are all that is left.
    ([1, 0.6, 0.5], 20, 4, 1, 4, 1),
    ([1, 0.6, 0.5], 20, 4, 2, 2, 2),
    // Two cores, three runs of a large model: 2 × 1 against 3 × 0.55.
    ([1, 0.55], 3, 2, .max, 2, 1),
  ]

  @Test(arguments: cases) func choosesTheFastest(
    times: [Double], runs: Int, cores: Int, memory: Int, threads: Int, workers: Int
  ) {
    let layout = StudyLayout.fastest(
      stepTimes: times, runs: runs, cores: cores, memoryFor: memory)
    #expect(layout.threads == threads)
    #expect(layout.workers == workers)
  }

  @Test(arguments: [
    (20, 2, 2, true), (3, 2, 2, false), (4, 2, 2, true), (9, 2, 2, true), (20, 2, 1, false),
    (1, 1, 1, true),
  ]) func knowsWhenThereIsNothingToMeasure(runs: Int, cores: Int, memory: Int, isClear: Bool) {
    #expect(StudyLayout.isClear(runs: runs, cores: cores, memoryFor: memory) == isClear)
  }
}
