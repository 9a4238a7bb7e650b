import ArgumentParser
import LearningRateFinder
import Reports
import RunFolders
import Sessions
import TrainingLogs

/// `lrfinder analyze`: the answer from recorded curves.
struct Analyze: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read the answer off recorded curves.",
    discussion: """
      Reads CSV, TSV, JSON Lines, JSON documents, TensorBoard event files, what W&B, TensorBoard, \
      MLflow, Comet and Neptune export, and what trainings print: lines with names and numbers in \
      them, progress bars included; compressed by gzip or not. A folder stands for the event files \
      in it and below it, MLflow's metrics, or the logs in it. Several files, and the runs in a \
      file or folder, are several runs of one study; files of only rates or only losses are joined \
      by their steps.

      The learning rate (learning_rate, lr, …) and the loss (loss, train_loss, …) are found by \
      their names, and belong together where they are in one row or have the same step; a loss \
      between two rates has the earlier one. Losses on held-out examples (validation_loss, \
      val_loss, eval/loss, rows whose split is val, …) are shown beside them. Steps may come in any \
      order; steps before the first rate above 0 are passed over; rates that go down are an error. \
      More than 4096 steps are averaged by their rates. What was read and passed over is said.

      Columns have commas, semicolons, tabs or spaces between them; numbers beside semicolons may \
      have decimal commas; lines with '#' before the header are comments. Without a header, two \
      columns are the rate and the loss, and one is the losses where --from, --to and --steps say \
      the rates. Names in nested JSON are joined by slashes, as in \
      train/loss. A folder of find or drive says what the optimizer's momentum was.
      """)

  @Argument(help: ArgumentHelp("Files or folders to read.", valueName: "log"))
  var logs: [String]

  @OptionGroup(title: "Logs") var source: LogSourceOptions
  @Option(
    help: ArgumentHelp(
      "The optimizer's momentum, or Adam's β1; 0 for one without. Knowing it makes a better answer "
        + "(default: as the settings in the folder say).",
      valueName: "x"))
  var momentum: Double?

  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    if let momentum, !(0..<1).contains(momentum) {
      throw ValidationError("--momentum lies from 0 up to 1, not at \(momentum)")
    }
  }

  func run() async throws {
    let options = try source.options()
    let runs = try CurveLog.read(logs, options)
    for said in runs.compactMap(\.summary) + runs.flatMap(\.notes) { output.say(said) }
    let optimizer = momentum == nil ? knownOptimizer : nil
    let title = runs.count == 1 ? runs[0].source : "\(runs.count) runs"
    let findings = Findings(
      runs.map(\.curve), gradientAge: momentum.map(GradientAge.momentum) ?? optimizer?.gradientAge)
    let report = RunReport(
      title: title, findings, settings: settings(options, optimizer, runs), timing: nil)
    // Nothing was trained that could be lost: a folder only where one was asked for.
    guard output.out != nil || output.opening.open else {
      return try await output.show(report, keptIn: nil)
    }
    let folder = try RunFolder(at: output.out, named: "analysis")
    if let note = try await report.write(to: folder) { output.say(note) }
    try await output.show(report, keptIn: folder)
  }

  /// The optimizer that the settings in the run folders tell of, if it is the same in all.
  private var knownOptimizer: AnalyzedOptimizer? {
    let known = logs.map(AnalyzedOptimizer.init(ofRunIn:))
    return known.allSatisfy { $0 == known[0] } ? known[0] : nil
  }

  private func settings(
    _ options: LogOptions, _ optimizer: AnalyzedOptimizer?, _ runs: [CurveLog]
  ) -> Settings {
    var settings: Settings = [
      "files": .text(logs.joined(separator: " ")), "loss_tag": SettingValue(options.lossTag),
      "rate_tag": SettingValue(options.rateTag),
      "validation_tag": SettingValue(options.validationTag), "momentum": SettingValue(momentum),
    ]
    settings["read"] = .list(runs.compactMap(\.summary).map(SettingValue.text))
    settings["notes"] = .list(runs.flatMap(\.notes).map(SettingValue.text))
    settings["rows_read"] = .integer(runs.map(\.rowsRead).reduce(0, +))
    settings["steps_joined"] = .integer(runs.map(\.steps).reduce(0, +))
    settings["passed_over"] = .integer(runs.flatMap(\.passedOver.values).reduce(0, +))
    let points = runs.map(\.curve.count).reduce(0, +)
    let perPoint = Double(runs.map(\.steps).reduce(0, +)) / Double(max(points, 1))
    if perPoint >= 1.5 { settings["steps_per_point"] = .integer(Int(perPoint.rounded())) }
    if let ramp = options.ramp {
      settings["from"] = .number(ramp.from)
      settings["to"] = .number(ramp.to)
      settings["steps"] = .integer(ramp.steps)
    }
    return settings.merging(optimizer?.settings ?? [:]) { _, new in new }
  }
}
