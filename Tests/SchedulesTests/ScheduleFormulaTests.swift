import Foundation
import Schedules
import Testing

/// Every formula against values worked out by hand.
@Suite struct ScheduleFormulaTests {
  static let half = 0.5.squareRoot()

  @Test(
    arguments: try [
      (.constant(.init(0.1)), [0: 0.1, 7: 0.1, 1_000_000: 0.1]),
      (
        .step(.init(start: 0.1, factor: 0.5, every: 10)),
        [0: 0.1, 9: 0.1, 10: 0.05, 19: 0.05, 20: 0.025, 100: 0.1 / 1024]
      ),
      (
        .exponential(.init(start: 0.1, factor: 0.25, every: 10)),
        [0: 0.1, 5: 0.05, 10: 0.025, 15: 0.0125]
      ),
      (
        .linear(.init(start: 0.1, end: 0.02, steps: 8)),
        [0: 0.1, 4: 0.06, 7: 0.03, 8: 0.02, 99: 0.02]
      ),
      (
        .cosine(.init(start: 0.1, end: 0.02, steps: 8)),
        [0: 0.1, 2: 0.06 + 0.04 * half, 4: 0.06, 6: 0.06 - 0.04 * half, 8: 0.02, 16: 0.02]
      ),
      (
        .warmRestarts(.init(start: 0.1, end: 0.02, firstPeriod: 4, multiplier: 2)),
        // Periods of 4, 8 and 16 steps from 0, 4 and 12.
        [0: 0.1, 2: 0.06, 4: 0.1, 6: 0.06 + 0.04 * half, 8: 0.06, 12: 0.1, 20: 0.06, 28: 0.1]
      ),
      (
        .warmRestarts(.init(start: 0.1, firstPeriod: 4, multiplier: 1)),
        [0: 0.1, 2: 0.05, 4: 0.1, 4_000_000: 0.1, 4_000_002: 0.05]
      ),
      (
        .warmup(.init(steps: 4, then: .constant(.init(0.1)))),
        [0: 0.02, 1: 0.04, 2: 0.06, 3: 0.08, 4: 0.1, 99: 0.1]
      ),
      (
        .warmup(.init(steps: 10, startFactor: 0.5, then: .step(.init(start: 0.1, every: 3)))),
        [0: 0.05, 5: 0.075, 10: 0.1, 12: 0.1, 13: 0.01]
      ),
      (
        .warmupThenLinear(peak: 0.1, warmup: 4, steps: 14),
        [0: 0.02, 3: 0.08, 4: 0.1, 9: 0.05, 13: 0.01, 14: 0]
      ),
      (
        .cyclical(.init(.triangular, low: 0.01, high: 0.05, halfCycle: 4)),
        [0: 0.01, 2: 0.03, 4: 0.05, 6: 0.03, 8: 0.01, 12: 0.05, 8_000_004: 0.05]
      ),
      (
        .cyclical(.init(.triangular2, low: 0.01, high: 0.05, halfCycle: 4)),
        [0: 0.01, 4: 0.05, 8: 0.01, 10: 0.02, 12: 0.03, 16: 0.01, 20: 0.02]
      ),
      (
        .cyclical(.init(.expRange(gamma: 0.5), low: 0.01, high: 0.05, halfCycle: 2)),
        [0: 0.01, 1: 0.02, 2: 0.02, 4: 0.01, 6: 0.01 + 0.04 / 64]
      ),
      (
        // The rise ends at step 0.5 × 22 - 1 = 10, the fall at 21.
        .oneCycle(
          .init(peak: 0.1, steps: 22, rise: 0.5, startDivisor: 10, endDivisor: 10, easing: .linear)),
        [0: 0.01, 5: 0.055, 10: 0.1, 21: 0.001, 22: 0.001, 99: 0.001]
      ),
      (
        .oneCycle(.init(peak: 0.1, steps: 22, rise: 0.5, startDivisor: 10, endDivisor: 10)),
        [0: 0.01, 5: 0.055, 10: 0.1, 21: 0.001, 99: 0.001]
      ),
      (.reduceOnPlateau(.init(start: 0.1)), [0: 0.1, 99: 0.1]),
    ] as [(LearningRateSchedule, [Int: Double])])
  func hasItsClosedForm(schedule: LearningRateSchedule, expected: [Int: Double]) {
    for (step, rate) in expected {
      let found = schedule.learningRate(at: step)
      #expect(abs(found - rate) <= 1e-15, "\(schedule.name) at \(step): \(found)")
    }
  }

  @Test func theMomentumOfOneCycleGoesTheOtherWay() throws {
    let cycle = LearningRateSchedule.oneCycle(
      try OneCycle(peak: 0.1, steps: 22, rise: 0.5, easing: .linear))
    for (step, momentum) in [0: 0.95, 5: 0.9, 10: 0.85, 21: 0.95, 99: 0.95] {
      #expect(agree(try #require(cycle.momentum(at: step)), momentum, within: 1e-15))
    }
    let without = LearningRateSchedule.oneCycle(try OneCycle(peak: 0.1, steps: 22, momentum: nil))
    #expect(without.momentum(at: 3) == nil)
  }

  /// Whatever the schedule: never above its peak, never below zero, and in proportion to a factor.
  @Test(arguments: try RecordedScheduleTests.schedules().map(\.schedule))
  func staysUnderItsPeakAndScales(schedule: LearningRateSchedule) throws {
    let doubled = try schedule.scaled(by: 2)
    #expect(agree(doubled.peak, 2 * schedule.peak, within: 1e-15))
    for step in 0..<200 {
      let rate = schedule.learningRate(at: step)
      #expect(rate >= 0 && rate <= schedule.peak * (1 + 1e-15))
      #expect(agree(doubled.learningRate(at: step), 2 * rate, within: 1e-13))
      #expect(doubled.momentum(at: step) == schedule.momentum(at: step))
    }
  }

  @Test func periodsThatNoCounterCanEndAreTheLast() throws {
    let restarts = try WarmRestarts(start: 0.1, firstPeriod: 1 << 40, multiplier: 1 << 40)
    #expect(restarts.learningRate(at: 1 << 40) == 0.1)
    #expect(restarts.learningRate(at: .max) < 1e-6)
  }
}

/// Whether two numbers agree to a relative tolerance.
private func agree(_ a: Double, _ b: Double, within tolerance: Double) -> Bool {
  abs(a - b) <= tolerance * max(abs(a), abs(b))
}
