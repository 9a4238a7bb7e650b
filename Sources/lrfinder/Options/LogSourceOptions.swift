import ArgumentParser
import LearningRateFinder
import TrainingLogs

/// Where in a log its numbers are.
struct LogSourceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The column or tag of the losses (default: found by known names).", valueName: "name"))
  var lossTag: String?

  @Option(
    help: ArgumentHelp(
      "The column or tag of the learning rates (default: found by known names).",
      valueName: "name"))
  var rateTag: String?

  @Option(
    help: ArgumentHelp(
      "The column or tag of the losses on held-out examples (default: the one whose name is like "
        + "that of the losses, such as val_loss beside loss).", valueName: "name"))
  var validationTag: String?

  @Option(
    help: ArgumentHelp(
      "For logs without rates: the first rate of the exponential ramp.", valueName: "rate"))
  var from: Double?

  @Option(help: ArgumentHelp("… its last rate.", valueName: "rate"))
  var to: Double?

  @Option(help: ArgumentHelp("… the number of steps from the first to the last.", valueName: "n"))
  var steps: Int?

  func validate() throws { _ = try options() }

  /// What to look for in logs.
  func options() throws -> LogOptions {
    LogOptions(
      lossTag: lossTag, rateTag: rateTag, validationTag: validationTag, ramp: try ramp())
  }

  private func ramp() throws -> Ramp? {
    if from == nil, to == nil, steps == nil { return nil }
    guard let from, let to, let steps else {
      throw ValidationError("give all three of --from, --to and --steps, or none")
    }
    do { return try Ramp(from: from, to: to, steps: steps) } catch {
      throw ValidationError(error.description)
    }
  }
}
