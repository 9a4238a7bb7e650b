import ArgumentParser
import Datasets
import Foundation
import LearningRateFinder
import RunReports
import Training

/// `lrfinder find`: range tests on a model and a data set.
struct Find: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a range test on a model and data set, and print the answer.")

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Training") var training: TrainingOptions
  @OptionGroup(title: "Range") var range: RangeOptions
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Repeat with so many seeds: weights and data order differ.", valueName: "n"))
  var runs = 1
  @OptionGroup(title: "Validation") var validation: ValidationOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    guard runs >= 1 else { throw ValidationError("--runs must be at least 1, not \(runs)") }
  }

  func run() async throws {
    let interrupt = Interrupt()
    let splits = try await data.load()
    let first = try Learner(training.settings(run: 0), on: splits.train)
    if let note = splits.note { output.say(note) }
    let ramp = try range.makeRamp(stepsPerEpoch: first.stepsPerEpoch)
    let threads = try training.setThreads(of: first)
    let plan = try validation.plan(for: first, steps: ramp.steps, on: splits)
    let settings = settings(ramp: ramp, threads: threads)
      .merging(validation.settings(plan)) { _, new in new }
    let name = "\(splits.train.name)-\(training.model)"
    let folder = try RunFolder(at: output.out, named: name.replacing(/[^A-Za-z0-9._-]/, with: "-"))
    try folder.write(settings)

    var curves: [Curve] = []
    var clock = StepClock()
    for run in 0..<runs where !interrupt.isRequested {
      let learner =
        run == 0 ? first : try Learner(training.settings(run: run), on: splits.train)
      var test = RangeTest(ramp)
      let held = try plan?.validation(of: learner, on: splits)
      var recorder = try CurveRecorder(
        in: folder, run: run, of: runs, hasValidation: plan != nil, isQuiet: output.isQuiet)
      defer { recorder.finish() }
      clock.start()
      try learner.run(&test, validation: held) { test in
        clock.stepEnded()
        try recorder.record(test)
        if interrupt.isRequested { test.stop() }
        clock.stepBegins()
      }
      clock.stop()
      curves.append(test.curve)
    }
    if interrupt.isRequested {
      throw Interrupted(kept: folder.path(""), steps: curves.map(\.count).reduce(0, +))
    }

    let report = RunReport(
      title: "\(training.model) on \(splits.train.name)", curves: curves, settings: settings,
      gradientAge: first.settings.optimizer.gradientAge, timing: clock.timing)
    if let note = try await report.write(to: folder) { output.say(note) }
    try output.show(report, keptIn: folder)
  }

  private func settings(ramp: Ramp, threads: Int) -> Settings {
    let own: Settings = [
      "threads": .integer(threads), "runs": .integer(runs), "from": .number(ramp.from),
      "to": .number(ramp.to), "steps": .integer(ramp.steps), "ramp": .text(ramp.shape.rawValue),
    ]
    return own.merging(data.settings) { _, new in new }
      .merging(training.settings) { _, new in new }
  }
}

/// Somebody stopped the command; what was measured is kept.
private struct Interrupted: Error, CustomStringConvertible {
  let kept: String
  let steps: Int

  var description: String { "interrupted; the \(steps) steps that were made are in \(kept)" }
}
