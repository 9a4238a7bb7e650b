import ArgumentParser
import Datasets
import Foundation
import LearningRateFinder
import RunReports
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
  @Option(
    help: ArgumentHelp(
      "Also write TensorBoard event files, in a new folder of this one.", valueName: "dir"))
  var tensorboard: String?
  @Flag(inversion: .prefixedNo, help: "Run other tests where the first shows nothing.")
  var adapt = true
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The most steps that other tests may take, as a multiple of the first.", valueName: "x"))
  var adaptBudget = 20.0
  @OptionGroup(title: "Validation") var validation: ValidationOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    guard runs >= 1 else { throw ValidationError("--runs must be at least 1, not \(runs)") }
    guard adaptBudget >= 0 else {
      throw ValidationError("--adapt-budget must be 0 or more, not \(adaptBudget)")
    }
  }

  func run() async throws {
    let interrupt = Interrupt()
    let splits = try await data.load()
    let first = try Learner(training.settings(run: 0), on: splits.train)
    if let note = splits.note { output.say(note) }
    let ramp = try range.makeRamp(stepsPerEpoch: first.stepsPerEpoch)
    let threads = try training.setThreads(of: first)
    let held = try validation.plan(for: first, steps: ramp.steps, on: splits)
    let settings = settings(ramp: ramp, threads: threads)
      .merging(validation.settings(held)) { _, new in new }
    let name = "\(splits.train.name)-\(training.model)"
    let folder = try RunFolder(at: output.out, named: name.replacing(/[^A-Za-z0-9._-]/, with: "-"))
    try folder.write(settings)
    let tensorBoard = tensorboard.map {
      TensorBoardLog(in: $0, named: folder.url.lastPathComponent, runs: runs, settings: settings)
    }

    let age = first.settings.optimizer.gradientAge
    var plan = RangeTestPlan(ramp, runs: runs)
    var attempt = 1
    var budget = adapt ? Int(adaptBudget * Double(plan.steps())) : 0
    var curves: [Curve] = []
    var clock = StepClock()
    while true {
      for run in curves.count..<plan.runs {
        let learner = run == 0 ? first : try Learner(training.settings(run: run), on: splits.train)
        var test = RangeTest(plan.ramp, gradientAge: age)
        var recorder = try CurveRecorder(
          in: folder, run: run, of: plan.runs, attempt: attempt, hasValidation: held != nil,
          isQuiet: output.isQuiet, tensorBoard: tensorBoard)
        defer { recorder.finish() }
        clock.start()
        let validation = try held?.validation(of: learner, on: splits)
        try learner.run(&test, validation: validation) { test in
          clock.stepEnded()
          try recorder.record(test)
          if interrupt.isRequested { test.stop() }
          clock.stepBegins()
        }
        clock.stop()
        curves.append(test.curve)
        if interrupt.isRequested {
          throw Interrupted(kept: folder.path(""), steps: clock.timing.steps)
        }
      }
      let answer = Answer(curves, gradientAge: age)
      guard let next = plan.next(after: answer) else { break }
      let cost = next.steps(having: next.ramp == plan.ramp ? curves.count : 0)
      guard cost <= budget else { break }
      budget -= cost
      output.say(
        "\(answer.verdict.code.rawValue): \(answer.verdict.reason); trying again \(next.change)")
      if next.ramp != plan.ramp {
        curves = []
        attempt += 1
      }
      plan = next
    }

    let report = RunReport(
      title: "\(training.model) on \(splits.train.name)", curves: curves, settings: settings,
      gradientAge: age, timing: clock.timing)
    if let note = try await report.write(to: folder) { output.say(note) }
    try tensorBoard?.finish(curves, gradientAge: age, chart: folder.path("chart.png"))
    try await output.show(report, keptIn: folder)
  }

  private func settings(ramp: Ramp, threads: Int) -> Settings {
    let own: Settings = [
      "threads": .integer(threads), "runs": .integer(runs), "from": .number(ramp.from),
      "to": .number(ramp.to), "steps": .integer(ramp.steps), "ramp": .text(ramp.shape.rawValue),
      "adapt": .text(adapt ? "yes" : "no"),
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
