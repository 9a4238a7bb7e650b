import ArgumentParser
import LearningRateFinder
import Schedules

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
    // The training's length is known only with the data: what two lengths make different sentences
    // of waits until then, and the sentence names the true one.
    guard let mistake = mistake(steps: 1 << 30, stepsPerEpoch: 1 << 10),
      mistake == self.mistake(steps: 1 << 29, stepsPerEpoch: 1 << 9)
    else { return }
    throw ValidationError(mistake)
  }

  /// What is wrong with the form in a training of some length; nil where nothing is.
  private func mistake(steps: Int, stepsPerEpoch: Int) -> String? {
    do {
      _ = try make(
        ScheduleRates(learningRate: 0.1), steps: steps, stepsPerEpoch: stepsPerEpoch)
      return nil
    } catch { return error.description }
  }

  /// The schedule for some rates.
  func make(
    _ rates: ScheduleRates, steps: Int, stepsPerEpoch: Int
  ) throws(InvalidSchedule) -> LearningRateSchedule {
    try LearningRateSchedule(
      schedule, rates: rates, steps: steps, stepsPerEpoch: stepsPerEpoch)
  }
}
