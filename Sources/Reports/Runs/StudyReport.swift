internal import Charts
internal import LearningRateFinder
public import RunFolders

/// What a study found, as it is shown and kept.
public struct StudyReport {
  private let title: String
  private let result: StudyResult
  private let document: StudyDocument

  /// Creates a report.
  ///
  /// - Parameters:
  ///   - title: What was trained on what, such as `mlp on digits`.
  ///   - result: What the runs say.
  ///   - settings: What was asked for, by the names of the options.
  public init(title: String, _ result: StudyResult, settings: Settings) {
    self.title = title
    self.result = result
    document = StudyDocument(result, settings: settings)
  }

  /// Whether some part of the study suggests a rate.
  public var isTrusted: Bool { result.isTrusted }

  /// Writes the result, the table of all runs, the charts and the page into a folder.
  ///
  /// - Parameter folder: The study's folder; files of an earlier report are replaced.
  /// - Returns: What could not be drawn, and why, in one sentence; nil where all is there.
  /// - Throws: `LogError` where the result cannot be written.
  public func write(to folder: RunFolder) async throws -> String? {
    try folder.write("summary.csv") { StudyTable.csv(result) }
    try folder.write(document, as: "result.json")
    return try await HTMLReport(ofRunIn: folder.path(""), title: title).write(to: folder)
  }

  /// What goes to standard output.
  ///
  /// - Parameter format: What is wanted; `rateOnly` is the median rate of a single part.
  /// - Returns: Lines, or nothing.
  /// - Throws: Where the result has no JSON.
  public func output(_ format: RunReport.Format) throws -> String {
    switch format {
    case .json: return try RunFolder.json(document)
    case .rateOnly:
      guard let part = result.parts.first, part.isTrusted else { return "" }
      return part.ensemble.spreadOfSuggestions().map { "\($0.median)\n" } ?? ""
    case .text:
      let terminal = Terminal.standardOutput
      let drawn = chart.terminal(width: terminal.width, style: terminal.style)
      return drawn + "\n" + StudyTable.text(result, width: terminal.sentenceWidth)
    }
  }

  private var chart: Chart {
    var study = ReportedStudy(document)
    study.title = title
    return study.mainChart
  }
}
