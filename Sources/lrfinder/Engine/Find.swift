import ArgumentParser
import Datasets
import Foundation
import LearningRateFinder
import Reports
import RunFolders
import Sessions
import Training

/// `lrfinder find`: range tests on a model and a data set.
struct Find: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a range test on a model and data set, and print the answer.",
    discussion: """
      Where the test shows nothing, another is run by itself: over other rates, with more steps, or \
      several times, as the verdict asks. --no-adapt turns that off.
      """)

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Training") var training: TrainingOptions
  @OptionGroup(title: "Range") var range: RangeOptions
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Repeat with so many seeds: weights and data order differ.", valueName: "n"))
  var runs = 1
  @OptionGroup(title: "Beyond the first test") var session: SessionOptions
  @OptionGroup(title: "Validation") var validation: ValidationOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    guard runs >= 1 else { throw ValidationError("--runs must be at least 1, not \(runs)") }
    try session.verification.requireRoom(for: runs)
  }

  func run() async throws {
    let interrupt = Interrupt()
    let splits = try await data.load()
    let first = try Learner(training.settings(run: 0), on: splits.train)
    if let note = splits.note { output.say(note) }
    let ramp = try range.makeRamp(stepsPerEpoch: first.stepsPerEpoch)
    let threads = try training.setThreads(of: first)
    let held = try validation.plan(for: first, steps: ramp.steps, on: splits)
    let settings = settings(of: first, ramp: ramp, threads: threads)
      .merging(validation.settings(held)) { _, new in new }
    let name = "\(splits.train.name)-\(training.model)"
    let folder = try RunFolder(at: output.out, named: name.replacing(/[^A-Za-z0-9._-]/, with: "-"))
    try folder.write(settings)
    let judged = session.verification.verify ? try splits.judges(of: first) : nil
    let plan = session.plan(
      ramp, runs: runs, gradientAge: first.settings.optimizer.gradientAge,
      heldOutEvery: held?.every, keepsStates: SearchedLearner.canKeepStates(of: first),
      measuresHeldOutLoss: judged != nil)
    let search = SearchSession(
      plan, in: folder, interrupt: interrupt,
      output: .init(
        isQuiet: output.isQuiet,
        observer: try session.tensorBoard(for: folder, runs: runs, settings: settings),
        say: output.say))
    var learner = SearchedLearner(
      first, validation: try held?.examples(of: first, on: splits), heldOut: judged,
      other: { run in try Learner(training.settings(run: run), on: splits.train) })
    do { try search.run(on: &learner) } catch {
      try? search.finishObserver()
      throw error
    }
    try await output.finish(
      search, title: "\(training.model) on \(splits.train.name)", settings: settings)
  }

  private func settings(of learner: Learner, ramp: Ramp, threads: Int) -> Settings {
    [
      ramp.settings, session.settings, data.settings, training.settings,
      training.chosen(for: learner, threads: threads),
    ].reduce(["runs": .integer(runs)]) { $0.merging($1) { _, new in new } }
  }
}
