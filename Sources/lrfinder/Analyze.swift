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

  @OptionGroup(title: "Output") var output: OutputOptions

  func run() async throws {
    let logs = try files.map { file in try CurveLog(csv: file) }
    for note in logs.compactMap(\.note) { output.say(note) }
    let title = files.count == 1 ? files[0] : "\(files.count) runs"
    let report = RunReport(
      title: title, curves: logs.map(\.curve),
      settings: ["files": .text(files.joined(separator: " "))], timing: nil)
    // Nothing was trained that could be lost: a folder only where one was asked for.
    guard let out = output.out else { return try output.show(report, keptIn: nil) }
    let folder = try RunFolder(at: out, named: "analysis")
    if let note = try await report.write(to: folder) { output.say(note) }
    try output.show(report, keptIn: folder)
  }
}
