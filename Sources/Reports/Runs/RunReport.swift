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
  private let result: ResultDocument
  private let race: RateRace?

  /// Creates a report.
  ///
  /// - Parameters:
  ///   - title: What was trained on what, such as `mlp on digits`.
  ///   - result: What the range tests found.
  ///   - race: The short trainings that verify the rate; nil where there were none.
  public init(title: String, _ result: ResultDocument, race: RateRace? = nil) {
    self.title = title
    self.result = result
    self.race = race
  }

  private var answer: Answer { result.answer }

  /// Whether a rate can be trusted.
  public var isTrusted: Bool { race?.verifiedRate != nil || answer.verdict.isTrusted }

  /// Writes the result, the charts and the page into a folder.
  ///
  /// - Returns: What could not be drawn, and why, in one sentence; nil where all is there.
  /// - Throws: `LogError` where the result cannot be written.
  public func write(to folder: RunFolder) async throws -> String? {
    try folder.write(result, as: "result.json")
    return try await HTMLReport(ofRunIn: folder.path(""), title: title).write(to: folder)
  }

  /// What goes to standard output.
  ///
  /// - Parameter format: What is wanted.
  /// - Returns: Lines, or nothing.
  /// - Throws: Where the result has no JSON.
  public func output(_ format: Format) throws -> String {
    switch format {
    case .json: return try result.json()
    case .rateOnly:
      let rate = race?.verifiedRate?.learningRate ?? answer.suggestion?.learningRate
      return rate.map { "\($0)\n" } ?? ""
    case .text:
      let terminal = Terminal.standardOutput
      let drawn = chart.terminal(width: terminal.width, style: terminal.style)
      let width = terminal.sentenceWidth
      let verification =
        race.map { VerificationText.text($0, after: testSteps(before: $0), width: width) } ?? ""
      return drawn + "\n" + verification
        + AnswerText.text(answer, isBesideVerified: race?.verifiedRate != nil, width: width)
    }
  }

  /// The steps of all range tests; of these alone where it is not known whether there were others.
  private func testSteps(before race: RateRace) -> Int {
    result.timing.map { $0.steps - race.steps } ?? result.curves.reduce(0) { $0 + $1.count }
  }

  private var chart: Chart {
    Chart.lossOverRate(
      curves: result.curves, answer: answer, verified: result.verified?.rates,
      stepsPerPoint: result.settings.stepsPerPoint, title: title)
  }
}
