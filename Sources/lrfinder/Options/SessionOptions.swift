import ArgumentParser
import LearningRateFinder
import RunReports

/// What is done beside the first range tests, and where they are kept beside the run folder.
struct SessionOptions: ParsableArguments {
  @Flag(inversion: .prefixedNo, help: "Run other tests where the first shows nothing.")
  var adapt = true

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The most steps that other tests may take, as a multiple of the first.", valueName: "x"))
  var adaptBudget = 20.0

  @Flag(
    help: "Verify the rate: race candidates around it by short trainings from the same weights.")
  var verify = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The most steps of the range test and the short trainings together, as a multiple of the test's.",
      valueName: "x"))
  var verifyBudget = 10.0

  @Option(
    help: ArgumentHelp(
      "Also write TensorBoard event files, in a new folder of this one.", valueName: "dir"))
  var tensorboard: String?

  func validate() throws {
    guard adaptBudget >= 0 else {
      throw ValidationError("--adapt-budget must be 0 or more, not \(adaptBudget)")
    }
    guard verifyBudget > 1 else {
      throw ValidationError(
        "--verify-budget must be above 1, the range test itself, not \(verifyBudget)")
    }
  }

  /// What a session is to do.
  ///
  /// - Parameters:
  ///   - tests: The first range tests.
  ///   - gradientAge: How old the gradients in an update are; nil where the optimizer is not known.
  ///   - continues: Whether a short training can go on where an earlier one ended.
  ///   - lossBefore: The loss before the training, as short trainings are judged; nil where it is
  ///     not known.
  /// - Returns: A plan.
  func plan(
    _ tests: RangeTestPlan, gradientAge: GradientAge?, continues: Bool = false,
    lossBefore: Double? = nil
  ) -> SessionPlan {
    SessionPlan(
      tests, gradientAge: gradientAge, adaptBudget: adapt ? adaptBudget : 0,
      verification: verify
        ? SessionPlan.Verification(
          budget: verifyBudget, continues: continues, lossBefore: lossBefore)
        : nil)
  }

  /// The TensorBoard files of a session; nil where none were asked for.
  func tensorBoard(for folder: RunFolder, runs: Int, settings: Settings) -> TensorBoardLog? {
    tensorboard.map {
      TensorBoardLog(in: $0, named: folder.name, runs: runs, settings: settings)
    }
  }

  /// What was asked for, by the names of the options.
  var settings: Settings {
    var settings: Settings = [
      "adapt": .text(adapt ? "yes" : "no"), "verify": .text(verify ? "yes" : "no"),
    ]
    if verify { settings["verify_budget"] = .number(verifyBudget) }
    return settings
  }
}
