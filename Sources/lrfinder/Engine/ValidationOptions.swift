import ArgumentParser
import Datasets
import Reports
import RunFolders
import Training

/// Whether to measure the loss on held-out examples, too.
struct ValidationOptions: ParsableArguments {
  @Flag(help: "Measure the loss on some of the test examples meanwhile.")
  var validation = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The share of the time that this may take (default: 0.2).", valueName: "x"))
  var validationCost: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Measure it before every so many steps, whatever that takes: a test with the same number gives "
        + "the same losses (default: as often as the share of the time allows).", valueName: "n"))
  var validationEvery: Int?

  private var share: Double { validationCost ?? 0.2 }

  func validate() throws {
    guard share > 0, share < 1 else {
      throw ValidationError("--validation-cost lies between 0 and 1, not at \(share)")
    }
    if let validationEvery, validationEvery < 1 {
      throw ValidationError("--validation-every must be at least 1, not \(validationEvery)")
    }
    if validationEvery != nil, validationCost != nil {
      throw ValidationError("choose one of --validation-cost and --validation-every")
    }
    if validationEvery != nil, !validation {
      throw ValidationError("--validation-every is of a loss on held-out examples: --validation")
    }
    if validationCost != nil, !validation {
      throw ValidationError("--validation-cost is of a loss on held-out examples: --validation")
    }
  }

  /// Plans the validation by a measurement; nil where none was asked for.
  func plan(for learner: Learner, steps: Int, on splits: DatasetSplits) throws -> ValidationPlan? {
    guard validation else { return nil }
    if let validationEvery {
      return try ValidationPlan(every: validationEvery, available: splits.heldOut().count)
    }
    return try learner.validationPlan(
      steps: steps, on: splits.heldOut(), share: share)
  }

  /// What was asked for, and what was chosen.
  func settings(_ plan: ValidationPlan?) -> Settings {
    guard let plan else { return ["validation": "no"] }
    return [
      "validation": "yes", "validation_cost": .number(share),
      "validation_examples": .integer(plan.examples), "validation_every": .integer(plan.every),
    ]
  }
}

extension DatasetSplits {
  /// The examples that nothing is trained on.
  ///
  /// - Throws: `TrainingError` where there are none.
  func heldOut() throws -> Dataset {
    guard let test, test.count > 0 else {
      throw TrainingError("\(train.name) has no test examples to measure the loss on")
    }
    return test
  }

  /// So many held-out examples tell rates apart that differ by more than chance.
  private static let mostJudges = 2048

  /// What short trainings are judged on, the same whatever the seed; nil where there is nothing.
  func judges(of learner: Learner) throws -> HeldOutExamples? {
    guard let test, test.count > 0 else { return nil }
    return try HeldOutExamples(
      test, on: learner.settings.device, limit: Self.mostJudges, seed: 0)
  }
}

extension ValidationPlan {
  /// The plan that a run's settings tell; nil where they tell of none.
  init?(_ settings: Settings) {
    guard case .integer(let examples) = settings["validation_examples"],
      case .integer(let every) = settings["validation_every"], examples >= 1, every >= 1
    else { return nil }
    self.init(examples: examples, every: every)
  }

  /// What to measure on by this plan: the same examples for all runs, whatever their seeds.
  func examples(of learner: Learner, on splits: DatasetSplits) throws -> HeldOutExamples {
    try HeldOutExamples(
      splits.heldOut(), on: learner.settings.device, limit: examples, seed: 0)
  }
}
