import ArgumentParser
import LearningRateFinder
import Reports
import RunFolders

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

  /// The most steps that other tests may take where nothing else is said, as a multiple of the first.
  static let usualAdaptBudget = 20.0

  /// What a search is to do.
  ///
  /// - Parameters:
  ///   - ramp: The rates of the first range tests.
  ///   - runs: Their number.
  ///   - gradientAge: How old the gradients in an update are; nil where the optimizer is not known.
  ///   - heldOutEvery: Before every how many steps the held-out loss is measured; nil for never.
  ///   - keepsStates: Whether a short training can go on where an earlier one ended.
  ///   - measuresHeldOutLoss: Whether the held-out loss can be measured when it is asked for.
  /// - Returns: A plan.
  func plan(
    _ ramp: Ramp, runs: Int, gradientAge: GradientAge?, heldOutEvery: Int? = nil,
    keepsStates: Bool = false, measuresHeldOutLoss: Bool = false
  ) -> SearchPlan {
    SearchPlan(
      ramp, runs: runs, gradientAge: gradientAge,
      adaptBudget: adapt ? adaptBudget ?? Self.usualAdaptBudget : 0, heldOutEvery: heldOutEvery,
      verification: verification.plan(
        keepsStates: keepsStates, measuresHeldOutLoss: measuresHeldOutLoss))
  }

  /// The TensorBoard files of a session; nil where none were asked for.
  func tensorBoard(
    for folder: RunFolder, runs: Int, settings: Settings
  ) throws -> TensorBoardLog? {
    try tensorboard.map {
      try TensorBoardLog(in: $0, named: folder.name, runs: runs, settings: settings)
    }
  }

  /// What was asked for, by the names of the options.
  var settings: Settings {
    let own: Settings = ["adapt": .text(adapt ? "yes" : "no")]
    return own.merging(verification.settings) { _, new in new }
  }
}
