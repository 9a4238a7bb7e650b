internal import Foundation
public import LearningRateFinder
public import RunFolders
internal import TrainingLogs

/// The TensorBoard event files of the runs of a study, a folder for each run.
///
/// While a run goes on, its `loss`, `smoothed_loss` and `learning_rate` are written at every step;
/// at its end what it was made with and what came out, for the HParams tab; the chart goes beside
/// the runs, or into the folder of a single one.
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
  public init(in directory: String, named name: String, runs: Int, settings: Settings) {
    let manager = FileManager.default
    var number = 1
    while manager.fileExists(atPath: "\(directory)/\(name)" + (number == 1 ? "" : "-\(number)")) {
      number += 1
    }
    self.directory = "\(directory)/\(name)" + (number == 1 ? "" : "-\(number)")
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
  public func record(_ test: RangeTest) throws {
    guard let point = test.curve.last, let smoothed = test.smoothedLoss else { return }
    try writers.last?.scalars(
      [
        ("loss", point.loss), ("smoothed_loss", smoothed), ("learning_rate", point.learningRate),
      ], step: test.curve.count - 1)
  }

  /// Writes what came out of the runs.
  ///
  /// - Parameters:
  ///   - curves: The curve of each run.
  ///   - gradientAge: How old the gradients in an update were; nil where that is not known.
  ///   - chart: The path of the chart as PNG; passed over where there is none.
  /// - Throws: `LogError` where it cannot be written.
  public func finish(
    _ curves: [Curve], gradientAge: GradientAge?, chart: String
  ) throws {
    for (writer, curve) in zip(writers.suffix(curves.count), curves) {
      var results: [(tag: String, value: Double)] = []
      if let suggestion = Answer(curve, gradientAge: gradientAge).suggestion {
        results.append((Self.suggestionTag, suggestion.learningRate))
      }
      if let lowest = Smoothing.standard.smoothed(curve).min() {
        results.append((Self.lowestTag, lowest))
      }
      if !results.isEmpty { try writer.scalars(results, step: curve.count) }
    }
    if let png = FileManager.default.contents(atPath: chart) {
      let writer = runs == 1 ? writers.first : try EventFileWriter(directory: directory)
      try writer?.image("chart", png: Array(png), step: curves.first?.count ?? 0)
    }
    for writer in writers { try writer.finish(succeeded: true) }
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
