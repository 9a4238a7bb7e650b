import ArgumentParser
import LearningRateFinder

extension InvalidSchedule: UsageError {
  var isUsage: Bool { true }
}

/// How the rate moves during a training.
struct ScheduleOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How the rate moves: \(LearningRateSchedule.forms.map(\.usage).joined(separator: ", ")). A LENGTH is in epochs, in steps (500s) or a share (5%).",
      valueName: "form"))
  var schedule = "constant"

  /// Checks the form before any data is read.
  func validate() throws {
    // Lengths in epochs are known only with the data; a long training has room for any.
    do {
      _ = try make(ScheduleRates(learningRate: 0.1), steps: 1 << 30, stepsPerEpoch: 1 << 10)
    } catch { throw ValidationError("\(error)") }
  }

  /// The schedule for some rates.
  func make(
    _ rates: ScheduleRates, steps: Int, stepsPerEpoch: Int
  ) throws(InvalidSchedule) -> LearningRateSchedule {
    try LearningRateSchedule(
      schedule, rates: rates, steps: steps, stepsPerEpoch: stepsPerEpoch)
  }
}
