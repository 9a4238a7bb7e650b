import ArgumentParser
import LearningRateFinder
import Reports
import RunFolders
import Sessions

/// What is done beside the first range tests, and where they are kept beside the run folder.
struct SessionOptions: ParsableArguments {
  @Flag(inversion: .prefixedNo, help: "Run other tests where the first shows nothing.")
  var adapt = true

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The most steps that other tests may take, as a multiple of the first (default: 20).",
      valueName: "x"))
  var adaptBudget: Double?

  @OptionGroup var verification: VerifyOptions

  @Option(
    help: ArgumentHelp(
      "Also write TensorBoard event files, in a new folder of this one.", valueName: "dir"))
  var tensorboard: String?

  func validate() throws {
    guard let adaptBudget else { return }
    guard adaptBudget >= 0 else {
      throw ValidationError("--adapt-budget must be 0 or more, not \(adaptBudget)")
    }
    guard adapt else { throw ValidationError("choose one of --no-adapt and --adapt-budget") }
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
      tests, gradientAge: gradientAge, adaptBudget: adapt ? adaptBudget ?? 20 : 0,
      verification: verification.plan(continues: continues, lossBefore: lossBefore))
  }

  /// The TensorBoard files of a session; nil where none were asked for.
  func tensorBoard(for folder: RunFolder, runs: Int, settings: Settings) -> TensorBoardLog? {
    tensorboard.map {
      TensorBoardLog(in: $0, named: folder.name, runs: runs, settings: settings)
    }
  }

  /// What was asked for, by the names of the options.
  var settings: Settings {
    let own: Settings = ["adapt": .text(adapt ? "yes" : "no")]
    return own.merging(verification.settings) { _, new in new }
  }
}
