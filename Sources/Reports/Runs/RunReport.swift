internal import Charts
public import LearningRateFinder
public import RunFolders
internal import TrainingLogs

/// What range tests found, as it is shown and kept.
public struct RunReport {
  /// What goes to standard output.
  public enum Format: Sendable {
    /// A chart and the answer in words.
    case text
    /// The result as one JSON object.
    case json
    /// The suggested rate alone.
    case rateOnly
  }

  private let title: String
  private let findings: Findings
  private let document: ResultDocument

  /// Creates a report.
  ///
  /// - Parameters:
  ///   - title: What was trained on what, such as `mlp on digits`.
  ///   - findings: What was found.
  ///   - settings: What was asked for, by the names of the options.
  ///   - timing: How long it took; nil where nothing was trained.
  public init(
    title: String, _ findings: Findings, settings: Settings, timing: ResultDocument.Timing?
  ) {
    self.title = title
    self.findings = findings
    document = ResultDocument(findings, settings: settings, timing: timing)
  }

  /// Whether a rate can be trusted.
  public var isTrusted: Bool { findings.isTrusted }

  /// Writes the result, the charts and the page into a folder.
  ///
  /// - Returns: What could not be drawn, and why, in one sentence; nil where all is there.
  /// - Throws: `LogError` where the result cannot be written.
  public func write(to folder: RunFolder) async throws -> String? {
    try folder.write(document, as: "result.json")
    return try await HTMLReport(ofRunIn: folder.path(""), title: title).write(to: folder)
  }

  /// What goes to standard output.
  ///
  /// - Parameter format: What is wanted.
  /// - Returns: Lines, or nothing.
  /// - Throws: Where the result has no JSON.
  public func output(_ format: Format) throws -> String {
    switch format {
    case .json: return try document.json()
    case .rateOnly:
      return findings.learningRate.map { "\($0)\n" } ?? ""
    case .text:
      let terminal = Terminal.standardOutput
      let drawn = chart.terminal(width: terminal.width, style: terminal.style)
      let width = terminal.sentenceWidth
      let verification =
        findings.race.map {
          VerificationText.text($0, after: findings.steps - $0.steps, width: width)
        } ?? ""
      return drawn + "\n" + verification + AnswerText.text(findings, width: width)
    }
  }

  private var chart: Chart {
    Chart.lossOverRate(
      curves: findings.curves, answer: findings.answer, verified: document.verified?.rates,
      stepsPerPoint: document.settings.stepsPerPoint, title: title)
  }
}
