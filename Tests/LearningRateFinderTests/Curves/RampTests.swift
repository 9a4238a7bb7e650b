import LearningRateFinder
import Testing

@Suite struct RampTests {
  @Test(arguments: Ramp.Shape.allCases, [2, 3, 100, 1000])
  func startsAndEndsExactlyWhereItWasTold(shape: Ramp.Shape, steps: Int) throws {
    let ramp = try Ramp(shape, from: 1e-7, to: 10, steps: steps)
    #expect(ramp.count == steps)
    #expect(ramp.first == 1e-7)
    #expect(ramp.last == 10)
    #expect(zip(ramp, ramp.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func anExponentialRampGrowsByOneFactor() throws {
    let ramp = try Ramp(from: 1e-6, to: 10, steps: 71)
    for (rate, next) in zip(ramp, ramp.dropFirst()) {
      #expect(agree(next / rate, ramp.growth, within: 1e-12))
    }
    #expect(agree(ramp[10], 1e-5, within: 1e-12))
  }

  @Test func aLinearRampGrowsByOneDifference() throws {
    let ramp = try Ramp(.linear, from: 1, to: 3, steps: 5)
    #expect(Array(ramp) == [1, 1.5, 2, 2.5, 3])
  }

  /// TensorFlow's `exponential_decay(1e-10, step, decay_steps, decay_rate)`.
  @Test func aGrowthIsTheDecayRateToTheStepsPart() throws {
    let (decayRate, decaySteps) = (2.0, 10.0)
    let growth = 1.0717734625362931  // 2 ^ (1 / 10)
    let ramp = try Ramp(from: 1e-10, growth: growth, steps: 200)
    #expect(agree(ramp[100], 1e-10 * 1024, within: 1e-12))
    #expect(agree(ramp[10] / ramp[0], decayRate, within: 1e-12))
    #expect(decaySteps == 10)
  }

  @Test func groupsKeepTheirRatios() throws {
    let ramp = try Ramp(from: 1e-4, to: 1, steps: 5)
    #expect(ramp.learningRates(at: 4, ratios: [1, 0.1, 3]) == [1, 0.1, 3])
  }

  @Test(arguments: [
    (0, 1, 10, "the first learning rate must be above 0, not 0"),
    (-1, 1, 10, "the first learning rate must be above 0, not -1"),
    (.nan, 1, 10, "the first learning rate must be above 0, not nan"),
    (1, 1, 10, "the last learning rate must be above the first, 1, not 1"),
    (1, .infinity, 10, "the last learning rate must be above the first, 1, not inf"),
    (1, 2, 1, "a range test takes at least 2 steps, not 1"),
    (1, 2, .max, "a range test takes at most 1000000000 steps, not 9223372036854775807"),
    (
      .leastNonzeroMagnitude, 1, 10,
      "the last learning rate, 1, is more times the first, 4.94066e-324, than there is a number for"
    ),
  ])
  func refusesImpossibleNumbers(from: Double, to: Double, steps: Int, message: String) {
    let error = #expect(throws: InvalidRamp.self) { try Ramp(from: from, to: to, steps: steps) }
    #expect(error?.description == message)
  }

  @Test func refusesAGrowthThatDoesNotGrowOrThatOverflows() {
    #expect(throws: InvalidRamp.self) { try Ramp(from: 1e-3, growth: 1, steps: 10) }
    #expect(throws: InvalidRamp.self) { try Ramp(from: 1e-3, growth: 1e10, steps: 100) }
  }
}
