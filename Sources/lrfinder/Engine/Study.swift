import ArgumentParser
import Foundation
import LearningRateFinder
import Reports
import RunFolders
import Sessions
import Training
import TrainingLogs

/// `lrfinder study`: many range tests.
struct Study: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run range tests over initializations, batch sizes, optimizers and weight decays.",
    discussion: """
      Says how far the suggested rates spread, whether the initialization changes the conclusion, \
      and how the rate grows with the batch size. Runs go side by side over the cores. A study \
      that was stopped or killed goes on with --resume and its folder.
      """)

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Training") var training: TrainingOptions
  @OptionGroup(title: "Range") var range: RangeOptions
  @OptionGroup(title: "Study") var options: StudyOptions
  @OptionGroup(title: "Validation") var validation: ValidationOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    guard output.out == nil || options.resume == nil else {
      throw ValidationError("choose one of --out and --resume: a resumed study keeps its folder")
    }
    for (one, isGiven, several, areGiven) in [
      ("--batch-size", training.givenBatchSize != nil, "--batch-sizes", options.batchSizes != nil),
      ("--optimizer", training.givenOptimizer != nil, "--optimizers", options.optimizers != nil),
      (
        "--weight-decay", training.weightDecay != nil, "--weight-decays",
        options.weightDecays != nil
      ),
    ] where isGiven && areGiven {
      throw ValidationError("choose one of \(one) and \(several)")
    }
    if output.rateOnly, options.cellCount > 1 {
      throw ValidationError("--rate-only prints one rate, and this study has one for each setting")
    }
  }

  func run() async throws {
    let interrupt = Interrupt()
    let session =
      if let path = options.resume {
        try await Self.resume(path)
      } else { try await begin() }
    if options.worker { return try session.work(until: interrupt, asChild: true) }

    let begun = ContinuousClock.now
    let workers = try await session.conduct(
      workers: options.workers, until: interrupt, isQuiet: output.isQuiet)
    let folder = session.study.folder
    if interrupt.isRequested {
      throw StudyInterrupted(path: folder.path(""), progress: try session.study.progress())
    }
    if !output.isQuiet {
      let seconds = (ContinuousClock.now - begun) / .seconds(1)
      output.say(
        "the runs took \(seconds.brief(digits: 3)) s, \(workers) at a time, with "
          + "\(session.threads) \(session.threads == 1 ? "thread" : "threads") each")
    }
    let result = try StudyResult(session.study, cause: session.plan.variation.name)
    let report = StudyReport(
      title: session.title, result, settings: session.settings)
    if let note = try await report.write(to: folder) { output.say(note) }
    try StandardStreams.write(report.output(output.format))
    await output.finish(folder)
    if !report.isTrusted { throw ExitCode(3) }
  }
}

/// What a study goes over, and how.
struct StudyOptions: ParsableArguments {
  @Option(
    parsing: .unconditional, help: ArgumentHelp("Runs with the same settings.", valueName: "n"))
  var runs = 10

  @Option(help: ArgumentHelp("Batch sizes, such as 32,64,128.", valueName: "n,n…"))
  var batchSizes: CommaList<Int>?

  @Option(help: ArgumentHelp("Optimizers, such as sgd,adam.", valueName: "name,name…"))
  var optimizers: CommaList<OptimizerSettings.Kind>?

  @Option(help: ArgumentHelp("Weight decays, such as 0,1e-4.", valueName: "x,x…"))
  var weightDecays: CommaList<Double>?

  @Flag(help: "Begin all runs with the same weights: only the data order differs.")
  var sameWeights = false

  @Flag(help: "Give all runs the same data order: only the initial weights differ.")
  var sameOrder = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Runs side by side (default: as many as there are cores and memory for).", valueName: "n"))
  var workers: Int?

  @Option(help: ArgumentHelp("Go on with the study in this folder.", valueName: "dir"))
  var resume: String?

  /// Makes runs of the resumed study until there are none left, and prints nothing.
  @Flag(help: .private) var worker = false

  /// More runs than this are a typing error.
  private static let mostRuns = 1_000_000

  func validate() throws {
    guard runs >= 1 else { throw ValidationError("--runs must be at least 1, not \(runs)") }
    guard runs <= Self.mostRuns else {
      throw ValidationError("--runs must be at most \(Self.mostRuns), not \(runs)")
    }
    if let workers, workers < 1 {
      throw ValidationError("--workers must be at least 1, not \(workers)")
    }
    if sameWeights, sameOrder, runs > 1 {
      throw ValidationError(
        "runs with --same-weights and --same-order are all the same: choose one of them")
    }
  }

  /// The number of combinations of settings.
  var cellCount: Int {
    [batchSizes?.values.count, optimizers?.values.count, weightDecays?.values.count]
      .reduce(1) { $0 * ($1 ?? 1) }
  }

  /// What the runs of a cell differ in.
  var variation: StudyPlan.Variation {
    if sameWeights { .order } else if sameOrder { .weights } else { .weightsAndOrder }
  }

  /// What was asked for, by the names of the options.
  var settings: Settings {
    [
      "runs": .integer(runs),
      "batch_sizes": .list((batchSizes?.values ?? []).map(SettingValue.integer)),
      "optimizers": .list((optimizers?.values ?? []).map { .text($0.rawValue) }),
      "weight_decays": .list((weightDecays?.values ?? []).map(SettingValue.number)),
      "same_weights": .text(sameWeights ? "yes" : "no"),
      "same_order": .text(sameOrder ? "yes" : "no"),
    ]
  }
}

/// Somebody stopped the study; what was measured is kept.
private struct StudyInterrupted: Error, CustomStringConvertible {
  let path: String
  let progress: (runs: Int, steps: Int)

  var description: String {
    "interrupted with \(progress.runs) runs finished and \(progress.steps) steps made; go on with "
      + "lrfinder study --resume \(path)"
  }
}
