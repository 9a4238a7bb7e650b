import ArgumentParser
import LearningRateFinder
import Reports
import RunFolders
import Sessions

/// What is printed, and where files go.
struct OutputOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Keep the run in this folder, new or empty.", valueName: "dir"))
  var out: String?

  @Flag(help: "Print the result as one JSON object, and nothing else.")
  var json = false

  @Flag(help: "Print the suggested rate alone, or nothing where none can be trusted.")
  var rateOnly = false

  @Flag(help: "Show no progress and no messages.")
  var quiet = false

  @OptionGroup var opening: OpenOption

  func validate() throws {
    if json && rateOnly { throw ValidationError("choose one of --json and --rate-only") }
  }

  /// Whether to show neither progress nor messages.
  var isQuiet: Bool { quiet || json || rateOnly }

  /// Shows a message on standard error.
  func say(_ message: String) {
    if !quiet { StandardStreams.tell(message) }
  }

  /// Prints a report, and ends with status 3 where no rate can be trusted.
  func show(_ report: RunReport, keptIn folder: RunFolder?) async throws {
    try StandardStreams.write(report.output(format))
    if let folder { await finish(folder) }
    if !report.isTrusted { throw ExitCode(3) }
  }

  /// Writes and prints what a search found, and ends with status 3 where no rate can be trusted.
  func finish(_ session: SearchSession, title: String, settings: Settings) async throws {
    let findings: Findings
    do { findings = try session.requireFindings() } catch {
      try session.finishObserver()
      throw error
    }
    let report = RunReport(title: title, findings, settings: settings, timing: session.timing)
    if let note = try await report.write(to: session.folder) { say(note) }
    try session.finishObserver()
    try await show(report, keptIn: session.folder)
  }

  /// Says where a run is kept, and opens its report where that was asked for.
  func finish(_ folder: RunFolder) async {
    if !isQuiet { say("kept in \(folder.path(""))") }
    if let note = await opening.openReport(of: folder) { say(note) }
  }

  /// What goes to standard output.
  var format: RunReport.Format {
    if json { .json } else if rateOnly { .rateOnly } else { .text }
  }
}
