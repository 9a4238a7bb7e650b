public import Foundation
public import LearningRateFinder

/// What was measured of one task of the benchmark of answers: a file that the repository keeps.
public struct TaskResult: Sendable {
  /// Whether the answer may be improved on a task.
  public enum Part: String, Codable, CaseIterable, Sendable {
    /// The answer was made with it in view.
    case develop
    /// It is there to report on.
    case report
  }

  /// The task's name.
  public let name: String
  /// Whether the answer may be improved on it.
  public let part: Part
  /// What `lrfinder` was told of the training.
  public let options: [String]
  /// The optimizer's name.
  public let optimizer: String
  /// How old the gradients in the optimizer's updates are.
  public let gradientAge: GradientAge
  /// The search at constant rates; nil while it was not made.
  public let constant: GridTruth?
  /// The search of the peak of a schedule that warms up and decays; nil where it was not made.
  public let peak: GridTruth?
  /// Range tests of 100 steps, with other seeds than the searches.
  public let curves: [Curve]
  /// Range tests of one epoch, or of the first steps of a long one.
  public let epochCurves: [Curve]
  /// Those of them that were meant to have at least 50 steps, as range tests ask for.
  public var longEpochCurves: [Curve] { epochCurves.filter { $0.plannedSteps >= 50 } }
  /// What `find` answered when it was measured, testing again where a test showed nothing.
  public let adapted: [RecordedAnswer]
  /// What `find --verify` answered when it was measured.
  public let verified: [RecordedAnswer]
  /// Searches of the same grid, at constant rates, each with one of the seeds of ``curves``.
  public let searches: [SeedSearch]

  /// Reads the files of a folder, in the order of their names.
  ///
  /// - Parameter folder: Where the `.json` files are.
  /// - Returns: A result for each file.
  /// - Throws: Where the folder or one of its files cannot be read.
  public static func all(in folder: URL) throws -> [TaskResult] {
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return try files.filter { $0.pathExtension == "json" }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
      .map { file in
        do {
          return try JSONDecoder().decode(TaskResult.self, from: try Data(contentsOf: file))
        } catch { throw UnreadableResult(file: file, reason: "\(error)") }
      }
  }
}

/// A file that is no result of the benchmark.
public struct UnreadableResult: Error, CustomStringConvertible {
  let file: URL
  let reason: String

  /// One sentence: which file, and why.
  public var description: String { "\(file.path) holds no result of a task: \(reason)" }
}

extension TaskResult {
  /// The value of one of the task's options; nil where it has none.
  public func value(of option: String) -> String? { Self.value(of: option, in: options) }

  private static func value(of option: String, in words: [String]) -> String? {
    words.firstIndex(of: option).flatMap { words.dropFirst($0 + 1).first }
  }
}

extension TaskResult: Decodable {
  private enum Key: String, CodingKey {
    case task, curves, constant, peak, adapted, verified, searches
    case epochCurves = "epoch_curves"
  }

  private struct Task: Decodable {
    let name: String
    let set: Part
    let options: String
  }

  /// Decodes a file's content.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    let task = try values.decode(Task.self, forKey: .task)
    options = task.options.split(separator: " ").map(String.init)
    name = task.name
    part = task.set
    optimizer = Self.value(of: "--optimizer", in: options) ?? "sgd"
    let momentum = Self.value(of: "--momentum", in: options).flatMap(Double.init)
    gradientAge = .ofOptimizer(named: optimizer, momentum: momentum) ?? .none
    constant = try values.decodeIfPresent(Search.self, forKey: .constant)?.truth
    peak = try values.decodeIfPresent(Search.self, forKey: .peak)?.truth
    func curves(_ key: Key) throws -> [Curve] {
      try (values.decodeIfPresent([Recorded].self, forKey: key) ?? []).map { try $0.curve }
    }
    self.curves = try curves(.curves)
    epochCurves = try curves(.epochCurves)
    adapted = try values.decodeIfPresent([RecordedAnswer].self, forKey: .adapted) ?? []
    verified = try values.decodeIfPresent([RecordedAnswer].self, forKey: .verified) ?? []
    searches = try values.decodeIfPresent([SeedSearch].self, forKey: .searches) ?? []
  }

  private struct Search: Decodable {
    let loss_before: Double
    let learning_rate: [Double]
    let loss: [Double]
    let steps: Int

    var truth: GridTruth? {
      GridTruth(
        learningRates: learning_rate, losses: loss, lossBefore: loss_before, steps: steps)
    }
  }

  private struct Recorded: Decodable {
    let from: Double
    let to: Double
    let steps: Int
    let loss: [Double]
    let outcome: Curve.Outcome

    /// The curve as the range test of today records these losses.
    var curve: Curve {
      get throws {
        var test = RangeTest(try Ramp(from: from, to: to, steps: steps))
        for loss in loss where test.learningRate != nil { test.record(loss: loss) }
        if outcome == .notFinite, test.learningRate != nil { test.record(loss: .nan) }
        test.stop()
        return test.curve
      }
    }
  }
}
