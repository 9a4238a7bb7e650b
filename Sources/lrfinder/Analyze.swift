import ArgumentParser
import LearningRateFinder
import RunReports
import TrainingLogs

/// `lrfinder analyze`: the answer from recorded curves.
struct Analyze: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Read the answer off recorded curves.",
    discussion: """
      Each file is the curve of one run: CSV or TSV with a header that has a learning rate \
      (learning_rate, lr, …) and a loss (loss, train_loss, …), in any order. Several files are \
      several runs of one study.
      """)

  @Argument(help: ArgumentHelp("Files to read.", valueName: "file"))
  var files: [String]

  @Option(
    help: ArgumentHelp(
      "The optimizer's momentum, or Adam's β1; 0 for one without. Knowing it makes a better answer.",
      valueName: "x"))
  var momentum: Double?

  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    if let momentum, !(0..<1).contains(momentum) {
      throw ValidationError("--momentum lies from 0 up to 1, not at \(momentum)")
    }
  }

  func run() async throws {
    let logs = try files.map { file in try CurveLog(csv: file) }
    for note in logs.compactMap(\.note) { output.say(note) }
    let title = files.count == 1 ? files[0] : "\(files.count) runs"
    let report = RunReport(
      title: title, curves: logs.map(\.curve),
      settings: [
        "files": .text(files.joined(separator: " ")), "momentum": SettingValue(momentum),
      ],
      gradientAge: momentum.map(GradientAge.momentum), timing: nil)
    // Nothing was trained that could be lost: a folder only where one was asked for.
    guard let out = output.out else { return try output.show(report, keptIn: nil) }
    let folder = try RunFolder(at: out, named: "analysis")
    if let note = try await report.write(to: folder) { output.say(note) }
    try output.show(report, keptIn: folder)
  }
}
