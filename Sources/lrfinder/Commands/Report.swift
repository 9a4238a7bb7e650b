import ArgumentParser
import Charts
import Reports
import RunFolders

extension PictureFormat: ExpressibleByArgument {}
extension Theme: ExpressibleByArgument {}

/// `lrfinder report`: the report of runs that were made before.
struct Report: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the report of a run's folder again: report.html, and the charts.",
    discussion: """
      The folder may be of any command that keeps a run: find, study, grid, train, analyze, drive. \
      The report is one HTML file that needs nothing else, and the charts are beside it.
      """)

  @Argument(help: ArgumentHelp("Folders of runs.", valueName: "dir"))
  var folders: [String]

  @Option(help: ArgumentHelp("Draw the charts as these: svg, png, pdf.", valueName: "format,…"))
  var formats = CommaList<PictureFormat>([.svg, .png])

  @Option(help: "The colors of the charts; the page has both.")
  var theme = Theme.light

  @OptionGroup var opening: OpenOption

  @Flag(help: "Show no messages.")
  var quiet = false

  func run() async throws {
    for path in folders {
      for folder in try RunFolder.runs(in: path) {
        let report = try HTMLReport(ofRunIn: folder.path(""))
        let note = try await report.write(to: folder, formats: formats.values, theme: theme)
        if let note { say(note) }
        say("the report is \(folder.path(HTMLReport.fileName))")
        if let note = await opening.openReport(of: folder) { say(note) }
      }
    }
  }

  private func say(_ message: String) {
    if !quiet { StandardStreams.tell(message) }
  }
}
