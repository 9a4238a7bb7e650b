import Foundation
import ScheduleCode
import Schedules
import Testing

/// Every schedule against what PyTorch's own schedulers gave when they ran our lines.
///
/// `Fixtures/record.py` runs the lines and records; `RECORD_SCHEDULES=1 swift test --filter
/// RecordedScheduleTests` writes new cases for it.
@Suite struct RecordedScheduleTests {
  struct Case: Codable, Sendable {
    let title: String
    let schedule: LearningRateSchedule
    let steps: Int
    let code: [String: String]
    let learning_rate: [Double]?
    let momentum: [Double]?
  }

  static let file = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures/schedules.json")

  static let recorded: [Case] = {
    guard let data = try? Data(contentsOf: file) else { return [] }
    return (try? JSONDecoder().decode([Case].self, from: data)) ?? []
  }()

  /// The losses that a plateau is waited for in, as in `record.py`.
  static func loss(_ step: Int) -> Double {
    step % 17 < 5 ? 1 / Double(1 + step) : 0.5 + 0.01 * Double(step % 3)
  }

  @Test func everyKindIsRecorded() {
    let names = Set(Self.recorded.map(\.schedule.name))
    let named = Set(LearningRateSchedule.forms.map(\.name)).subtracting(["warmup-linear"])
    #expect(names == named)
  }

  @Test(arguments: recorded.indices)
  func agreesWithPyTorch(index: Int) throws {
    let recorded = Self.recorded[index]
    let rates = try #require(recorded.learning_rate)
    try #require(rates.count == recorded.steps)
    var progress = ScheduleProgress(recorded.schedule)
    for (step, rate) in rates.enumerated() {
      // PyTorch multiplies from step to step and gathers rounding errors on the way, relative to
      // the rates it comes from.
      #expect(
        abs(progress.learningRate - rate) <= 1e-13 * recorded.schedule.peak,
        "\(recorded.title), step \(step)")
      if let momentum = recorded.momentum {
        #expect(abs(try #require(progress.momentum) - momentum[step]) <= 1e-13)
      } else {
        #expect(progress.momentum == nil)
      }
      progress.advance()
      progress.observe(loss: Self.loss(step))
    }
  }

  /// The lines that were run are those that are written out today.
  @Test(arguments: recorded.indices, ScheduleFramework.allCases)
  func writesTheLinesThatWereRun(index: Int, framework: ScheduleFramework) {
    let recorded = Self.recorded[index]
    #expect(recorded.schedule.code(for: framework) == recorded.code[framework.rawValue])
  }

  @Test(.enabled(if: ProcessInfo.processInfo.environment["RECORD_SCHEDULES"] != nil))
  func writesNewCases() throws {
    let cases = try Self.schedules().map { title, steps, schedule in
      let code = ScheduleFramework.allCases.map { ($0.rawValue, schedule.code(for: $0)) }
      return Case(
        title: title, schedule: schedule, steps: steps,
        code: Dictionary(uniqueKeysWithValues: code), learning_rate: nil, momentum: nil)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try encoder.encode(cases).write(to: Self.file)
  }

  /// The cases to record.
  static func schedules() throws -> [(title: String, steps: Int, schedule: LearningRateSchedule)] {
    let plateau = try ReduceOnPlateau(
      start: 0.1, factor: 0.5, patience: 3, cooldown: 2, minimum: 0.01)
    let staircase = LearningRateSchedule.step(try StepDecay(start: 0.1, every: 7))
    let annealing = LearningRateSchedule.cosine(
      try CosineAnnealing(start: 0.1, end: 0.001, steps: 40))
    return [
      ("constant", 5, .constant(try ConstantRate(0.1))),
      ("step", 30, staircase),
      ("exponential", 30, .exponential(try ExponentialDecay(start: 0.1, factor: 0.9))),
      (
        "exponential over ten steps", 30,
        .exponential(try ExponentialDecay(start: 0.1, factor: 0.5, every: 10))
      ),
      ("linear", 40, .linear(try LinearDecay(start: 0.1, end: 0.01, steps: 25))),
      ("cosine", 41, annealing),
      (
        "restarts twice as far apart each time", 60,
        .warmRestarts(try WarmRestarts(start: 0.1, end: 0.001, firstPeriod: 5))
      ),
      (
        "restarts equally far apart", 30,
        .warmRestarts(try WarmRestarts(start: 0.1, firstPeriod: 7, multiplier: 1))
      ),
      (
        "warm-up and constant", 15,
        .warmup(try LinearWarmup(steps: 8, then: .constant(try .init(0.1))))
      ),
      (
        "warm-up and step", 30,
        .warmup(try LinearWarmup(steps: 8, startFactor: 0.1, then: staircase))
      ),
      ("warm-up and linear", 40, try .warmupThenLinear(peak: 0.1, warmup: 10, steps: 40)),
      ("warm-up and cosine", 45, .warmup(try LinearWarmup(steps: 5, then: annealing))),
      ("triangular", 50, .cyclical(try CyclicalRates(low: 0.001, high: 0.1, halfCycle: 8))),
      (
        "triangular2", 50,
        .cyclical(try CyclicalRates(.triangular2, low: 0.001, high: 0.1, halfCycle: 8))
      ),
      (
        "exp-range", 50,
        .cyclical(
          try CyclicalRates(.expRange(gamma: 0.97), low: 0.001, high: 0.1, halfCycle: 8))
      ),
      ("one-cycle", 50, .oneCycle(try OneCycle(peak: 0.1, steps: 50))),
      (
        "one-cycle along lines, momentum left alone", 33,
        .oneCycle(
          try OneCycle(
            peak: 0.1, steps: 33, rise: 0.4, startDivisor: 10, endDivisor: 100, easing: .linear,
            momentum: nil))
      ),
      ("plateau", 90, .reduceOnPlateau(plateau)),
      (
        "warm-up and plateau", 60,
        .warmup(try LinearWarmup(steps: 6, then: .reduceOnPlateau(plateau)))
      ),
    ]
  }
}
