import ArgumentParser
import Datasets
import Foundation
import LearningRateFinder
import Reports
import RunFolders
import Schedules
import Sessions
import Training
import TrainingLogs

/// `lrfinder grid`: the exhaustive search that the range test replaces, for comparison.
struct Grid: AsyncParsableCommand, LongRun {
  static let configuration = CommandConfiguration(
    abstract: "Train at every rate of a grid, and tell how the range test's answer ranks.")

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Training") var training: TrainingOptions
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The first rate of the grid (default: 1e-4).", valueName: "rate"))
  var from: Double?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The last rate of the grid (default: 10).", valueName: "rate"))
  var to: Double?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Rates in a decade (default: 4).", valueName: "n"))
  var perDecade: Int?
  @Option(
    help: ArgumentHelp(
      "These rates (0.01,0.05), not --from, --to and --per-decade.", valueName: "rate,…"))
  var rates: CommaList<Double>?
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Seeds: weights and data order differ.", valueName: "n"))
  var runs = 3
  @Option(
    help: ArgumentHelp(
      "The length of each training: steps, or epochs (300, 3epochs).", valueName: "length"))
  var budget = Budget.steps(300)
  @OptionGroup var schedule: ScheduleOptions
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Steps of each range test, from 1e-7 to 10.", valueName: "n"))
  var findSteps = 100
  @OptionGroup(title: "Output") var keep: LongRunOptions

  func validate() throws {
    if let rates = rates?.values {
      for (name, isGiven) in [
        ("--from", from != nil), ("--to", to != nil), ("--per-decade", perDecade != nil),
      ] where isGiven {
        throw ValidationError("choose one of --rates and \(name)")
      }
      for (index, rate) in rates.enumerated() where rates[..<index].contains(rate) {
        throw ValidationError("the rate \(rate) is there twice")
      }
    }
    do {
      _ = try plan(steps: 1)
      _ = try ramp
    } catch { throw ValidationError("\(error)") }
  }

  private func plan(steps: Int) throws -> GridPlan {
    if let rates { return try GridPlan(rates: rates.values, runs: runs, steps: steps) }
    return try GridPlan(
      from: span.from, to: span.to, perDecade: span.perDecade, runs: runs, steps: steps)
  }

  /// The grid where no rates are named.
  private var span: (from: Double, to: Double, perDecade: Int) {
    (from ?? 1e-4, to ?? 10, perDecade ?? 4)
  }

  private var ramp: Ramp {
    get throws { try Ramp(from: 1e-7, to: 10, steps: findSteps) }
  }

  var settings: Settings {
    let rates: Settings =
      if let rates {
        ["rates": .list(rates.values.map(SettingValue.number))]
      } else {
        [
          "from": .number(span.from), "to": .number(span.to),
          "per_decade": .integer(span.perDecade),
        ]
      }
    return data.settings.merging(training.settings) { $1 }.merging(rates) { $1 }.merging([
      "runs": .integer(runs), "budget": .text("\(budget)"),
      "schedule": .text(schedule.schedule), "find_steps": .integer(findSteps),
    ]) { $1 }
  }

  func run() async throws {
    if let path = keep.resume {
      let (command, folder) = try resumed(from: path)
      try await command.search(goingOnIn: folder)
    } else {
      try await search(goingOnIn: nil)
    }
  }

  private func search(goingOnIn existing: RunFolder?) async throws {
    let interrupt = Interrupt()
    let splits = try await data.load()
    guard let test = splits.test else {
      throw TrainingError("\(splits.train.name) has no test part to compare trainings on")
    }
    let first = try Learner(training.settings(run: 0), on: splits.train)
    if let note = splits.note { keep.say(note) }
    let perEpoch = max(1, first.stepsPerEpoch)
    let plan = try plan(steps: budget.steps(perEpoch: perEpoch))
    _ = try schedule.make(
      ScheduleRates(learningRate: 1), steps: plan.steps, stepsPerEpoch: perEpoch)
    let heldOut = try HeldOutExamples(test, on: first.settings.device)
    let threads = try training.setThreads(of: first)
    let name = "\(splits.train.name)-\(training.model)"
    let folder =
      try existing
      ?? RunFolder(at: keep.out, named: "grid-\(name.replacing(/[^A-Za-z0-9._-]/, with: "-"))")
    let used = settings.merging(training.chosen(for: first, threads: threads)) { $1 }
    if existing == nil { try begin(in: folder, used, threads: threads) }

    let record = try GridRecord(plan, firstSeed: training.seed, in: folder, keep)
    var search = GridSearch(plan, ramp: try ramp, trainings: record.trainings)
    try search.run(
      heldOut: heldOut,
      learner: { run in
        run == 0 ? first : try Learner(training.settings(run: run), on: splits.train)
      },
      schedule: { rates, perEpoch in
        try schedule.make(rates, steps: plan.steps, stepsPerEpoch: perEpoch)
      },
      observer: GridSearch.Observer(
        rangeTest: { search in
          record.show(search)
          if interrupt.isRequested { search.stop() }
        },
        step: { rate, run, step in
          record.show(rate, run, step)
          return !interrupt.isRequested
        }, training: record.append))
    record.finish()
    if search.isStopped { throw InterruptedRun(command: "grid", folder: folder) }

    for (run, curve) in (search.findings?.curves ?? []).enumerated() {
      let path = try folder.curvePath(run: run, of: runs)
      try? FileManager.default.removeItem(atPath: path)
      try curve.write(toCSV: path)
    }
    let result = GridDocument(search, settings: used)
    try folder.write(result, as: "result.json")
    try keep.print(result.text(width: Terminal.standardOutput.sentenceWidth))
    try keep.show(result)
    try await keep.report(folder, title: "\(training.model) on \(splits.train.name)")
  }
}
