import Schedules
import Testing

@Suite struct ScheduleTextTests {
  private static let rates = ScheduleRates(constant: 0.1, peak: 0.3, low: 0.01, high: 0.2)

  private func schedule(_ text: String) throws -> LearningRateSchedule {
    try LearningRateSchedule(text, rates: Self.rates, steps: 1000, stepsPerEpoch: 50)
  }

  @Test(
    arguments: try [
      ("constant", .constant(.init(0.1))),
      ("step:30,0.2", .step(.init(start: 0.1, factor: 0.2, every: 1500))),
      ("step:0.5", .step(.init(start: 0.1, factor: 0.1, every: 25))),
      ("step:7s", .step(.init(start: 0.1, factor: 0.1, every: 7))),
      ("exponential:0.9", .exponential(.init(start: 0.1, factor: 0.9, every: 50))),
      ("exponential:0.9,1s", .exponential(.init(start: 0.1, factor: 0.9, every: 1))),
      ("linear", .linear(.init(start: 0.1, steps: 1000))),
      ("cosine", .cosine(.init(start: 0.1, steps: 1000))),
      ("cosine:1e-4", .cosine(.init(start: 0.1, end: 1e-4, steps: 1000))),
      ("warm-restarts:10,2", .warmRestarts(.init(start: 0.1, firstPeriod: 500, multiplier: 2))),
      (
        "warm-restarts:1,1,0.01",
        .warmRestarts(.init(start: 0.1, end: 0.01, firstPeriod: 50, multiplier: 1))
      ),
      ("warmup+constant", .warmup(.init(steps: 50, then: .constant(.init(0.1))))),
      (
        "warmup:10%+cosine",
        .warmup(.init(steps: 100, then: .cosine(.init(start: 0.3, steps: 900))))
      ),
      (
        "warmup:20s+plateau:3",
        .warmup(.init(steps: 20, then: .reduceOnPlateau(.init(start: 0.1, patience: 3))))
      ),
      ("warmup-linear", .warmupThenLinear(peak: 0.3, warmup: 50, steps: 1000)),
      ("warmup-linear:2,0.1", .warmupThenLinear(peak: 0.3, end: 0.1, warmup: 100, steps: 1000)),
      ("triangular", .cyclical(.init(low: 0.01, high: 0.2, halfCycle: 100))),
      ("triangular2:4", .cyclical(.init(.triangular2, low: 0.01, high: 0.2, halfCycle: 200))),
      (
        "exp-range:4,0.99",
        .cyclical(.init(.expRange(gamma: 0.99), low: 0.01, high: 0.2, halfCycle: 200))
      ),
      ("one-cycle", .oneCycle(.init(peak: 0.3, steps: 1000))),
      (
        "one-cycle:0.4,linear", .oneCycle(.init(peak: 0.3, steps: 1000, rise: 0.4, easing: .linear))
      ),
      ("plateau:5,0.5", .reduceOnPlateau(.init(start: 0.1, factor: 0.5, patience: 5))),
    ] as [(String, LearningRateSchedule)])
  func reads(text: String, expected: LearningRateSchedule) throws {
    #expect(try schedule(text) == expected)
  }

  @Test(arguments: [
    ("step", "'step' is written step:LENGTH[,FACTOR=0.1]"),
    ("step:x", "'step' is written step:LENGTH[,FACTOR=0.1]: 'x' does not fit there"),
    ("step:-3", "'step' is written step:LENGTH[,FACTOR=0.1]: '-3' does not fit there"),
    ("step:1e300", "'step' is written step:LENGTH[,FACTOR=0.1]: '1e300' does not fit there"),
    ("step:nan", "'step' is written step:LENGTH[,FACTOR=0.1]: 'nan' does not fit there"),
    ("step:30,0.1,7", "'step' is written step:LENGTH[,FACTOR=0.1]: '7' does not fit there"),
    ("step:30,2", "the factor must be above 0 and at most 1, not 2.0"),
    ("cosine:", "'cosine' is written cosine[:END=0]: '' does not fit there"),
    (
      "one-cycle:0.3,cubic",
      "'one-cycle' is written one-cycle[:RISE=0.3[,cosine|linear]]: 'cubic' does not fit there"
    ),
    ("warmup:5%+one-cycle", "one-cycle rises by itself: no warm-up goes before it"),
    (
      "warmup:5%",
      "a warm-up is followed by another schedule, as in 'warmup:5%+cosine', not 'warmup:5%'"
    ),
    (
      "cosine+linear",
      "a warm-up is followed by another schedule, as in 'warmup:5%+cosine', not 'cosine+linear'"
    ),
    ("warmup:100+cosine", "a warm-up must be shorter than the training of 1000 steps: 5000"),
    ("warmup-linear:100", "a warm-up must be shorter than the training of 1000 steps: 5000"),
  ])
  func saysWhatWasExpected(text: String, sentence: String) {
    let error = #expect(throws: InvalidSchedule.self) { try schedule(text) }
    #expect(error?.description == sentence)
  }

  @Test(arguments: ["", "Cosine", "one_cycle", "cosin", "warmup:5%+", ":"])
  func listsTheKnownNames(text: String) {
    let error = #expect(throws: InvalidSchedule.self) { try schedule(text) }
    for form in LearningRateSchedule.forms {
      #expect(error?.description.contains(form.name) == true)
    }
  }

  @Test func aRateGivenByHandServesEverySchedule() {
    let rates = ScheduleRates(learningRate: 0.5)
    #expect(rates == ScheduleRates(constant: 0.5, peak: 0.5, low: 0.05, high: 0.5))
  }
}
