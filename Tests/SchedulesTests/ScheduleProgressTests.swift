import Foundation
import Schedules
import Testing

@Suite struct ScheduleProgressTests {
  @Test func waitsForPlateaus() throws {
    var state = PlateauState(
      try ReduceOnPlateau(start: 1, factor: 0.5, patience: 2, cooldown: 1, minimum: 0.2))
    // Three losses without improvement lower the rate; the one after that is not counted.
    let losses = [3.0, 2, 2, 2, 2, 9, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1]
    let rates = losses.map { loss in
      state.observe(loss: loss)
      return state.learningRate
    }
    #expect(
      rates == [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25, 0.2, 0.2, 0.2, 0.2, 0.2])
  }

  /// Where the best loss is negative, less is still better; what is no number never is.
  @Test(
    arguments: [
      ([-1, -1.2, -1.25], 0, [false, false, true]),
      ([-1, -0.95], 0, [false, true]),
      ([3, 2, 1], 0, [false, false, false]),
      ([.nan, .infinity, 5], 1, [false, true, false]),
    ] as [([Double], Int, [Bool])])
  func countsImprovements(losses: [Double], patience: Int, isLowered: [Bool]) throws {
    var state = PlateauState(try ReduceOnPlateau(start: 1, patience: patience, threshold: 0.1))
    let found = losses.map { state.observe(loss: $0) }
    #expect(found == isLowered)
  }

  @Test func lossesDuringAWarmupDoNotCount() throws {
    let plateau = LearningRateSchedule.reduceOnPlateau(try ReduceOnPlateau(start: 1, patience: 0))
    var progress = ScheduleProgress(.warmup(try LinearWarmup(steps: 3, then: plateau)))
    var rates: [Double] = []
    for _ in 0..<6 {
      rates.append(progress.learningRate)
      progress.advance()
      progress.observe(loss: 1)
    }
    // The loss after the last step of the warm-up is the first that counts.
    #expect(rates == [0.25, 0.5, 0.75, 1, 0.1, 0.1 * 0.1])
  }

  /// A training that was killed goes on with the very rates.
  @Test(arguments: try RecordedScheduleTests.schedules().map(\.schedule))
  func survivesACheckpoint(schedule: LearningRateSchedule) throws {
    var progress = ScheduleProgress(schedule)
    for step in 0..<25 {
      progress.advance()
      progress.observe(loss: RecordedScheduleTests.loss(step))
    }
    let kept = try JSONEncoder().encode(progress)
    var resumed = try JSONDecoder().decode(ScheduleProgress.self, from: kept)
    for step in 25..<60 {
      #expect(resumed == progress)
      #expect(resumed.learningRate == progress.learningRate)
      progress.advance()
      resumed.advance()
      let lowered = progress.observe(loss: RecordedScheduleTests.loss(step))
      #expect(resumed.observe(loss: RecordedScheduleTests.loss(step)) == lowered)
    }
  }
}
