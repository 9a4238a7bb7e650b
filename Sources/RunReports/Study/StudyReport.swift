internal import Charts
internal import LearningRateFinder

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

  /// Writes the result, the table of all runs and the charts into a folder.
  ///
  /// The chart of the only part, or the one that compares several, is `chart`; with several, each
  /// has a `chart-NAME`, too.
  ///
  /// - Parameter folder: The study's folder; files of an earlier report are replaced.
  /// - Returns: What could not be drawn, and why, in one sentence; nil where all is there.
  /// - Throws: `LogError` where the result cannot be written.
  public func write(to folder: RunFolder) async throws -> String? {
    try folder.write("summary.csv") { StudyTable.csv(result) }
    try folder.write("result.json") { try ResultDocument.encoded(document) }
    do {
      try await chart.write(to: folder.path(""), named: "chart", formats: [.svg, .png])
      for part in result.parts where result.parts.count > 1 {
        try await chart(part).write(
          to: folder.path(""), named: "chart-\(part.cell.name)", formats: [.svg])
      }
      return nil
    } catch {
      return "no pictures: \(error)"
    }
  }

  /// What goes to standard output.
  ///
  /// - Parameter format: What is wanted; `rateOnly` is the median rate of a single part.
  /// - Returns: Lines, or nothing.
  /// - Throws: Where the result has no JSON.
  public func output(_ format: RunReport.Format) throws -> String {
    switch format {
    case .json: return try ResultDocument.encoded(document)
    case .rateOnly:
      guard let part = result.parts.first, part.isTrusted else { return "" }
      return part.ensemble.spreadOfSuggestions().map { "\($0.median)\n" } ?? ""
    case .text:
      let terminal = Terminal.standardOutput
      let drawn = chart.terminal(width: terminal.width, style: terminal.style)
      return drawn + "\n" + StudyTable.text(result)
    }
  }

  private var chart: Chart {
    if result.parts.count == 1 { return chart(result.parts[0]) }
    return .study(result.parts.map { ($0.label, $0.ensemble) }, title: title)
  }

  private func chart(_ part: StudyResult.Part) -> Chart {
    .study(
      part.ensemble, validation: part.validation, title: "\(title), \(part.cell.label)")
  }
}
