internal import Foundation
public import LearningRateFinder
public import RunFolders
public import TrainingLogs

/// The TensorBoard event files of the runs of a study, a folder for each run.
///
/// While a run goes on, its `loss` and `learning_rate` are written at every step; at its end the
/// `smoothed_loss` that the answer was read from, what it was made with and what came out, for the
/// HParams tab; the chart goes beside the runs, or into the folder of a single one.
public final class TensorBoardLog: RunObserver {
  private let directory: String
  private let runs: Int
  private let settings: Settings
  private var writers: [EventFileWriter] = []

  private static let suggestionTag = "suggested_learning_rate"
  private static let lowestTag = "lowest_smoothed_loss"

  /// Creates the log of a study; files are made when its runs begin.
  ///
  /// - Parameters:
  ///   - directory: The folder that TensorBoard is started on. The study gets a new folder in it.
  ///   - name: The name of the study; a number is added where it is taken.
  ///   - runs: The number of runs.
  ///   - settings: What the runs are made with, by the names of the options.
  /// - Throws: `LogError` where the folder of the study cannot be made.
  public init(
    in directory: String, named name: String, runs: Int, settings: Settings
  ) throws(LogError) {
    // Making a folder fails where it is there: two studies that begin together get two folders.
    self.directory = try RunFolder(freshIn: directory, named: name).path("")
    self.runs = runs
    self.settings = settings
  }

  /// Begins the next run.
  ///
  /// - Throws: `LogError` where its file cannot be made.
  public func beginRun() throws {
    let number = writers.count + 1
    let writer = try EventFileWriter(
      directory: runs == 1 && number == 1 ? directory : "\(directory)/run-\(number)")
    var values = settings.compactMapValues(\.hyperparameter)
    if runs > 1 { values["run"] = .number(Double(number)) }
    try writer.hyperparameters(values, metrics: [Self.suggestionTag, Self.lowestTag])
    writers.append(writer)
  }

  /// Writes the latest step of the run.
  ///
  /// - Throws: `LogError` where it cannot be written.
  public func record(_ step: Search.Step) throws {
    try writers.last?.scalars(
      [("loss", step.loss), ("learning_rate", step.learningRate)], step: step.index)
  }

  /// Writes what came out of the runs, and that they are over.
  ///
  /// - Parameters:
  ///   - findings: What was found; nil where nothing was.
  ///   - succeeded: Whether the search came to its end.
  ///   - chart: The path of the chart as PNG; passed over where there is none.
  /// - Throws: `LogError` where it cannot be written.
  public func finish(_ findings: Findings?, succeeded: Bool, chart: String) throws {
    let curves = findings?.curves ?? []
    for (writer, curve) in zip(writers.suffix(curves.count), curves) {
      let reading = CurveReading(curve, gradientAge: findings?.gradientAge)
      for (step, rate) in curve.learningRates.enumerated() {
        guard let smoothed = reading.smoothedLoss(at: rate) else { break }
        try writer.scalars([("smoothed_loss", smoothed)], step: step)
      }
      var results: [(tag: String, value: Double)] = []
      if let suggestion = Answer([reading]).suggestion {
        results.append((Self.suggestionTag, suggestion.learningRate))
      }
      if let lowest = reading.smoothedLosses.min() { results.append((Self.lowestTag, lowest)) }
      if !results.isEmpty { try writer.scalars(results, step: curve.count) }
    }
    if let png = FileManager.default.contents(atPath: chart) {
      let writer = runs == 1 ? writers.first : try EventFileWriter(directory: directory)
      try writer?.image("chart", png: Array(png), step: curves.first?.count ?? 0)
    }
    for writer in writers { try writer.finish(succeeded: succeeded) }
  }
}

extension SettingValue {
  /// The setting as a hyper-parameter; nil where nothing was set.
  fileprivate var hyperparameter: Hyperparameter? {
    switch self {
    case .text(let text): .text(text)
    case .integer(let integer): .number(Double(integer))
    case .number(let number): .number(number)
    // The HParams tab compares single values.
    case .list, .none: nil
    }
  }
}
