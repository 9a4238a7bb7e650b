import ArgumentParser
import Reports
import RunFolders

/// Whether the report of a run is opened when it is there.
struct OpenOption: ParsableArguments {
  @Flag(help: "Open the report in the browser.")
  var open = false

  /// Opens the report of a run, where that was asked for.
  ///
  /// - Returns: Why it could not be opened, in one sentence.
  func openReport(of folder: RunFolder) async -> String? {
    open ? await Desktop.open(folder.path(HTMLReport.fileName)) : nil
  }
}
