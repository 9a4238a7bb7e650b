import Foundation
import Schedules
import Testing

@Suite struct InvalidScheduleTests {
  /// Impossible numbers, as JSON, and the sentence that answers them.
  @Test(arguments: [
    (#"{"name": "constant", "rate": 0}"#, "the learning rate must be above 0, not 0.0"),
    (
      #"{"name": "step", "start": 0.1, "factor": 1.5, "every": 3}"#,
      "the factor must be above 0 and at most 1, not 1.5"
    ),
    (
      #"{"name": "step", "start": 0.1, "factor": 0.5, "every": 0}"#,
      "the distance between drops must be at least 1 step, not 0"
    ),
    (
      #"{"name": "exponential", "start": -1, "factor": 0.5, "every": 1}"#,
      "the learning rate at the start must be above 0, not -1.0"
    ),
    (
      #"{"name": "linear", "start": 0.1, "end": 0.2, "steps": 5}"#,
      "the learning rate at the end must lie between 0 and that at the start, 0.1, not 0.2"
    ),
    (
      #"{"name": "cosine", "start": 0.1, "end": 0, "steps": -5}"#,
      "the way down must be at least 1 step, not -5"
    ),
    (
      #"{"name": "warm-restarts", "start": 0.1, "end": 0, "first_period": 5, "multiplier": 0}"#,
      "the multiplier of the periods must be a whole number of at least 1, not 0"
    ),
    (
      #"{"name": "warmup", "steps": 5, "start_factor": 0, "then": {"name": "constant", "rate": 1}}"#,
      "a warm-up starts from a factor above 0 and at most 1, not 0.0"
    ),
    (
      """
      {"name": "warmup", "steps": 5, "then":
        {"name": "triangular", "low": 0.1, "high": 1, "half_cycle": 5}}
      """,
      "triangular rises by itself: no warm-up goes before it"
    ),
    (
      #"{"name": "triangular", "low": 0.1, "high": 0.1, "half_cycle": 5}"#,
      "the upper bound of a cycle must be above the lower one, 0.1, not 0.1"
    ),
    (
      #"{"name": "exp-range", "low": 0.1, "high": 1, "half_cycle": 5, "gamma": 2}"#,
      "the factor must be above 0 and at most 1, not 2.0"
    ),
    (
      """
      {"name": "one-cycle", "peak": 0.1, "steps": 10, "rise": 0.1, "start_divisor": 25,
       "end_divisor": 1, "easing": "cosine"}
      """,
      "the rise of a cycle of 10 steps must be a share below 1 and take more than one step: "
        + "0.1 does not"
    ),
    (
      """
      {"name": "one-cycle", "peak": 0.1, "steps": 10, "rise": 0.3, "start_divisor": 0.5,
       "end_divisor": 1, "easing": "cosine"}
      """,
      "a rate below another is that divided by at least 1, not by 0.5"
    ),
    (
      """
      {"name": "one-cycle", "peak": 0.1, "steps": 10, "rise": 0.3, "start_divisor": 25,
       "end_divisor": 1, "easing": "cosine", "momentum": {"low": 0.9, "high": 1}}
      """,
      "the momentum must move between two values from 0 to below 1, not from 0.9 to 1.0"
    ),
    (
      """
      {"name": "plateau", "start": 0.1, "factor": 1, "patience": 3, "threshold": 0, "cooldown": 0,
       "minimum": 0}
      """,
      "the factor must be above 0 and below 1, not 1.0"
    ),
    (
      #"{"name": "polynomial"}"#,
      "no schedule is called 'polynomial'; known are constant, step, exponential, linear, cosine, "
        + "warm-restarts, warmup, warmup-linear, triangular, triangular2, exp-range, one-cycle, "
        + "plateau"
    ),
  ])
  func saysWhatWasExpected(json: String, sentence: String) {
    let error = #expect(throws: InvalidSchedule.self) {
      try JSONDecoder().decode(LearningRateSchedule.self, from: Data(json.utf8))
    }
    #expect(error?.description == sentence)
  }

  @Test func aRateThatOverflowsIsRefused() throws {
    let schedule = LearningRateSchedule.constant(try ConstantRate(1e300))
    #expect(throws: InvalidSchedule.self) { try schedule.scaled(by: 1e300) }
    #expect(throws: InvalidSchedule.self) { try schedule.scaled(by: .nan) }
    #expect(throws: InvalidSchedule.self) { try ConstantRate(.infinity) }
  }

  @Test(arguments: try RecordedScheduleTests.schedules().map(\.schedule))
  func survivesJSON(schedule: LearningRateSchedule) throws {
    let json = try JSONEncoder().encode(schedule)
    #expect(try JSONDecoder().decode(LearningRateSchedule.self, from: json) == schedule)
  }

  @Test func theKeysAreStable() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let cycle = LearningRateSchedule.oneCycle(try OneCycle(peak: 0.5, steps: 100, rise: 0.25))
    #expect(
      String(decoding: try encoder.encode(cycle), as: UTF8.self)
        == #"{"easing":"cosine","end_divisor":10000,"momentum":{"high":0.95,"low":0.85},"#
        + #""name":"one-cycle","peak":0.5,"rise":0.25,"start_divisor":25,"steps":100}"#)
    let warmup = LearningRateSchedule.warmup(
      try LinearWarmup(steps: 3, then: .cosine(try CosineAnnealing(start: 0.5, steps: 9))))
    #expect(
      String(decoding: try encoder.encode(warmup), as: UTF8.self)
        == #"{"name":"warmup","start_factor":0.25,"steps":3,"#
        + #""then":{"end":0,"name":"cosine","start":0.5,"steps":9}}"#)
  }
}
