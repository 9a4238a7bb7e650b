import Foundation
import LearningRateFinder
import RunFolders
import Schedules
import TrainingLogs

@testable import Reports

/// Folders of runs of every kind, without an engine.
enum Runs {
  /// Text that would do harm if it became markup.
  static let hostile = #"<script>alert("1")</script>&'x'"#

  /// A curve that falls around 1e-3 and rises after 0.1, with a little noise from a seed.
  static func curve(seed: UInt64 = 1, isValidated: Bool = false) -> Curve {
    var generator = SystemLike(state: seed)
    let points = (0..<100).map { step in
      let x = -7 + 8 * Double(step) / 100
      let loss =
        0.3 + 2 / (1 + exp(3 * (x + 2.97))) + (x > -1 ? 0.05 * (exp(4.6 * (x + 1)) - 1) : 0)
      return Curve.Point(
        learningRate: pow(10, x), loss: loss + 0.02 * generator.next(),
        validationLoss: isValidated && step.isMultiple(of: 10) ? loss : nil)
    }
    return Curve(points, outcome: .completed)
  }

  /// Numbers from -1 to 1 that are the same every time.
  private struct SystemLike {
    var state: UInt64
    mutating func next() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 52) - 1
    }
  }

  static let settings: Settings = [
    "model": "mlp", "data": .text("/data/\(hostile).csv"), "target": .text(hostile),
    "optimizer": "sgd", "nesterov": "no", "runs": 2, "clip_norm": .none,
  ]

  static func rangeTests(_ curves: [Curve]) -> ResultDocument {
    ResultDocument(
      Findings(curves, gradientAge: .momentum(0.9)), settings: settings,
      timing: .init(steps: 100, seconds: 0.5, trainingSeconds: 0.4))
  }

  /// Findings of a range test and of the trials after it, whose best rate is 0.1.
  static func verified() throws -> Findings {
    var search = Search(
      SearchPlan(
        try Ramp(from: 1e-7, to: 10, steps: 100), gradientAge: GradientAge.none,
        verification: .init(budget: 10, measuresHeldOutLoss: true)))
    var (loss, isTrial) = (2.2, false)
    let findings = search.run(
      begin: { run in
        guard case .trial(let trial) = run.purpose else { return }
        let decades = log10(trial.learningRate / 0.1)
        (loss, isTrial) = (0.5 + decades * decades, true)
      },
      step: { rate in
        isTrial ? (rate > 1 ? .infinity : 1) : 0.2 + 2 / (1 + 100 * rate) + rate * rate
      }, evaluate: { loss })
    guard let findings else { throw CancellationError() }
    return findings
  }

  static func grid() -> GridDocument {
    func row(_ rate: Double, _ loss: Double) -> GridDocument.Row {
      .init(
        learningRate: rate, loss: loss, deviation: 0.1, accuracy: 0.9, regret: loss / 4, runs: 2,
        diverged: rate > 0.5 ? 1 : 0, capped: rate > 0.5 ? 2 : 0)
    }
    var grid = GridDocument(settings: settings, rangeTestCost: .init(steps: 200, seconds: 1))
    grid.grid = [row(0.01, 1), row(0.1, 0.5), row(1, 2)]
    grid.best = row(0.1, 0.5)
    grid.answer = row(0.02, 0.8)
    grid.ratesAheadOfAnswer = 1
    grid.suggestion = Answer.Suggestion(learningRate: 0.02, low: 0.005, high: 0.2)
    grid.verdict = Verdict(code: .good)
    grid.lossBefore = 2.3
    grid.gridCost = .init(steps: 2000, seconds: 10)
    return grid
  }

  static func training() throws -> TrainingDocument {
    TrainingDocument(
      .completed, schedule: .oneCycle(try OneCycle(peak: 0.1, steps: 20)), steps: 20,
      epochs: [
        .init(
          number: 1, steps: 10, learningRate: 0.1, trainingLoss: 1, testLoss: 0.4,
          testAccuracy: 0.9),
        .init(
          number: 2, steps: 20, learningRate: 0.01, trainingLoss: 0.5, testLoss: 0.6,
          testAccuracy: 0.8),
      ],
      findings: [
        .init(
          epoch: 0, steps: 100, verdict: .good, reason: hostile,
          rates: ScheduleRates(learningRate: 0.05), learningRate: 0.1)
      ], seconds: 3, settings: settings)
  }

  /// A study with batch sizes, two runs of each.
  static func study(_ batchSizes: [Int], in folder: RunFolder) throws -> StudyDocument {
    let ramp = try Ramp(from: 1e-7, to: 10, steps: 100)
    let cells = batchSizes.map {
      StudyCell(
        optimizer: "sgd", batchSize: $0, weightDecay: nil, gradientAge: .momentum(0.9), ramp: ramp)
    }
    let study = try StudyFolder(folder, cells: cells, runs: 2, hasValidation: false)
    for cell in cells.indices {
      for run in 0..<2 {
        var test = RangeTest(ramp)
        let losses = curve(seed: UInt64(10 * cell + run)).losses
        for loss in losses where test.learningRate != nil { test.record(loss: loss) }
        try test.curve.write(toCSV: study.curvePath(run: run, of: cell))
      }
    }
    return StudyDocument(
      try StudyResult(study, cause: "the initialization"), settings: settings)
  }

  /// The kinds of run that there are.
  enum Kind: String, CaseIterable { case find, severalRuns, study, batchSizes, grid, training }

  /// Makes the folder of a run, with its result in it.
  static func make(_ kind: Kind, in folder: RunFolder) throws {
    switch kind {
    case .find: try folder.write(rangeTests([curve(isValidated: true)]), as: "result.json")
    case .severalRuns:
      try folder.write(rangeTests([curve(seed: 1), curve(seed: 2)]), as: "result.json")
    case .study: try folder.write(study([32], in: folder), as: "result.json")
    case .batchSizes: try folder.write(study([16, 32], in: folder), as: "result.json")
    case .grid:
      try folder.write(grid(), as: "result.json")
      for run in 0..<2 {
        try curve(seed: UInt64(run)).write(toCSV: folder.curvePath(run: run, of: 2))
      }
      let rows = ["0.01,0,1,20,2.3,1.1,,completed,1", "0.01,1,2,20,2.3,0.9,,completed,1"]
      let header = "learning_rate,run,seed,steps,loss_before,loss,accuracy,outcome,seconds"
      try Data(([header] + rows).map { $0 + "\n" }.joined().utf8)
        .write(to: folder.url.appending(path: "grid.csv"))
    case .training:
      try folder.write(training(), as: "result.json")
      try curve().write(toCSV: folder.curvePath(run: 0, of: 1))
      let rows = (0..<20).map { "\($0),\(0.1 - 0.004 * Double($0)),\(2 - 0.08 * Double($0))" }
      try Data((["step,learning_rate,loss"] + rows).map { $0 + "\n" }.joined().utf8)
        .write(to: folder.url.appending(path: "history.csv"))
    }
  }
}
