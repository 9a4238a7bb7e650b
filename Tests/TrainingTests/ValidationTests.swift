import EngineTestSupport
import LearningRateFinder
import Testing
import Torch

@testable import Training

@Suite struct ValidationPlanTests {
  /// Share, steps, step time, example time, examples there are; examples and steps expected.
  static let cases: [(Double, Int, Double, Double, Int, Int, Int)] = [
    // 50 measurements of 100 steps: every 2 steps 2 × 0.25 × 1 ms buy 500 examples of 1 µs.
    (0.2, 100, 1e-3, 1e-6, 10_000, 500, 2),
    // No more than there are, and then as often as can be paid for.
    (0.2, 100, 1e-3, 1e-6, 100, 100, 1),
    // Too dear for 50 measurements: 256 examples, less often.
    (0.2, 100, 1e-3, 1e-5, 10_000, 256, 11),
    (0.01, 100, 1e-3, 1e-5, 10_000, 256, 100),
    // Beyond 10 000 examples there is nothing to gain.
    (0.5, 50, 10, 1e-6, 60_000, 10_000, 1),
    // A short test has more than 50 measurements for as many steps.
    (0.2, 10, 1e-3, 1e-6, 10_000, 256, 2),
  ]

  @Test(arguments: cases) func costsNoMoreThanItsShare(
    share: Double, steps: Int, stepTime: Double, exampleTime: Double, available: Int,
    examples: Int, every: Int
  ) {
    let plan = ValidationPlan(
      share: share, steps: steps, stepTime: stepTime, exampleTime: exampleTime,
      available: available)
    #expect(plan.examples == examples)
    #expect(plan.every == every)
    let cost = Double(plan.examples) * exampleTime
    if plan.every < steps {
      #expect(cost / (cost + Double(plan.every) * stepTime) <= share * (1 + 1e-12))
    }
  }
}

/// Validation leaves no trace in the training it watches.
@Suite(.serialized, .exclusiveEngine) struct ValidationTests {
  /// Models with batch-norm statistics, with dropout's random numbers, and with shuffled windows.
  @Test(arguments: ["resnet:8", "gpt", "cnn"], [1, 3]) func stepsAreThoseWithoutIt(
    model: String, every: Int
  ) throws {
    try setThreadCount(1)
    let data = try Made.data(for: model)
    let ramp = try Ramp(from: 1e-5, to: 1e-1, steps: 12)
    /// The curve, and the losses of the training that follows it.
    func run(_ validation: HeldOutExamples?) throws -> (curve: Curve, after: [Double]) {
      let learner = try makeLearner(model, isAugmented: model == "cnn")
      let plan = SearchPlan(ramp, heldOutEvery: validation.map { _ in every })
      let findings = try #require(try learner.search(plan, validation: validation))
      return (findings.curves[0], try (0..<3).map { _ in try learner.step(learningRate: 1e-3) })
    }
    let (validated, afterwards) = try run(HeldOutExamples(data, limit: 20, seed: 1))
    let (plain, expected) = try run(nil)
    #expect(afterwards == expected)
    #expect(validated.losses.map(\.bitPattern) == plain.losses.map(\.bitPattern))
    #expect(plain.validationLosses.isEmpty)
    #expect(
      validated.validationLosses.map(\.step)
        == Array(stride(from: 0, to: validated.count, by: every)))
  }

  /// The loss is that of the weights before the step.
  @Test func measuresTheWeightsBeforeTheStep() throws {
    try setThreadCount(1)
    let data = try Made.images()
    let (first, second) = (try makeLearner("cnn"), try makeLearner("cnn"))
    let expected = try first.evaluate(on: data, limit: 20, seed: 4).loss
    let findings = try second.search(
      SearchPlan(Ramp(from: 1e-3, to: 1e-2, steps: 2), heldOutEvery: 2),
      validation: HeldOutExamples(data, limit: 20, seed: 4))
    #expect(findings?.curves[0].validationLosses.map(\.loss) == [expected])
  }

  @Test func planningLeavesNoTrace() throws {
    try setThreadCount(1)
    let (planned, plain) = (try makeLearner("resnet:8"), try makeLearner("resnet:8"))
    let plan = try planned.validationPlan(steps: 100, on: Made.images(), share: 0.2)
    #expect(plan.examples == 64)
    #expect(try planned.step(learningRate: 1e-3) == plain.step(learningRate: 1e-3))
  }
}
