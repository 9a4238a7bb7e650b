internal import Charts
internal import Foundation
public import LearningRateFinder
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
  private let answer: Answer
  private let curves: [Curve]
  private let race: RateRace?
  private let document: ResultDocument

  /// Creates a report.
  ///
  /// - Parameters:
  ///   - title: What was trained on what, such as `mlp on digits`.
  ///   - curves: The curve of each run, at least one.
  ///   - settings: What was asked for, by the names of the options.
  ///   - gradientAge: How old the gradients in an update are; nil where the optimizer is not known.
  ///   - timing: How long it took; nil where nothing was trained.
  ///   - race: The short trainings that verify the rate; nil where there were none.
  public init(
    title: String, curves: [Curve], settings: Settings, gradientAge: GradientAge?,
    timing: ResultDocument.Timing?, race: RateRace? = nil
  ) {
    self.title = title
    self.curves = curves
    answer = Answer(curves, gradientAge: gradientAge)
    self.race = race
    document = ResultDocument(
      answer: answer, curves: curves, settings: settings, timing: timing, race: race)
  }

  /// Whether a rate can be trusted.
  public var isTrusted: Bool { race?.verifiedRate != nil || answer.verdict.isTrusted }

  /// Writes the result, the charts and the page into a folder.
  ///
  /// - Returns: What could not be drawn, and why, in one sentence; nil where all is there.
  /// - Throws: `LogError` where the result cannot be written.
  public func write(to folder: RunFolder) async throws -> String? {
    try folder.write(document)
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
    document.timing.map { $0.steps - race.steps } ?? curves.reduce(0) { $0 + $1.count }
  }

  private var chart: Chart {
    Chart.lossOverRate(
      curves: curves, answer: answer, verified: document.verified?.rates,
      stepsPerPoint: document.settings.stepsPerPoint, title: title)
  }
}
