internal import Foundation
internal import LearningRateFinder

/// The benchmark's tables, as Markdown.
public struct ScoreTables: Sendable, CustomStringConvertible {
  /// The tables one after the other, each with its heading.
  public let description: String

  /// The optimizers that no task has on which the answer may be improved.
  public static func newOptimizers(in tasks: [TaskResult]) -> Set<String> {
    let known = Set(tasks.filter { $0.part == .develop }.map(\.optimizer))
    return Set(tasks.map(\.optimizer)).subtracting(known)
  }

  /// Makes all tables that the results allow.
  ///
  /// - Parameter tasks: The results of all tasks.
  public init(_ tasks: [TaskResult]) {
    let develop = tasks.filter { $0.part == .develop }
    let report = tasks.filter { $0.part == .report }
    let new = Self.newOptimizers(in: tasks)
    let newTasks = report.filter { new.contains($0.optimizer) }
    let newNames = "optimizers not developed on (\(new.sorted().joined(separator: ", ")))"
    var parts: [String] = []
    for (name, tasks) in [
      ("reporting tasks", report), (newNames, newTasks), ("development tasks", develop),
    ] {
      for goal in Scoreboard.Goal.allCases {
        parts.append(
          contentsOf: Self.table(
            "\(name), \(goal.rawValue), one curve of 100 steps", Scoreboard(tasks, for: goal)))
      }
    }
    for goal in Scoreboard.Goal.allCases {
      parts.append(
        contentsOf: Self.table(
          "reporting tasks, \(goal.rawValue), one curve of one epoch",
          Scoreboard(report, for: goal, curves: \.longEpochCurves)))
    }
    parts.append(
      Self.recorded(
        [
          ("find, reporting tasks", RecordedScore(report, \.adapted)),
          ("find, \(newNames)", RecordedScore(newTasks, \.adapted)),
          ("find, development tasks", RecordedScore(develop, \.adapted)),
          ("find --verify, reporting tasks", RecordedScore(report, \.verified)),
          ("find --verify, \(newNames)", RecordedScore(newTasks, \.verified)),
          ("find --verify, development tasks", RecordedScore(develop, \.verified)),
        ]
          + zip(1..., ["one seed", "two seeds", "three seeds"]).map { seeds, words in
            (
              "a search of the grid with \(words), reporting tasks",
              RecordedScore(searching: report, seeds: seeds)
            )
          }))
    description = parts.joined(separator: "\n\n")
  }

  private static func table(_ title: String, _ board: Scoreboard?) -> [String] {
    guard let board else { return [] }
    let same = ["same: mean", "90 %", "failures"]
    var rows = [["rule"] + columns + ["held"] + same]
    rows.append(["**ours**"] + cells(board.ours) + [percent(board.ours?.held)] + ["", "", ""])
    let byMean = board.rules.sorted { ($0.all?.mean ?? 2) < ($1.all?.mean ?? 2) }
    for row in byMean {
      let answered = row.answered
      rows.append(
        [row.name] + cells(row.all) + [""]
          + [
            figure(answered?.mean), figure(answered?.ninetyPercent), percent(answered?.failures),
          ])
    }
    let count = board.ours?.count ?? 0
    return ["### \(title): \(board.tasks) tasks, \(count) curves\n\n\(markdown(rows))"]
  }

  private static func recorded(_ scores: [(name: String, score: RecordedScore?)]) -> String {
    let rows = scores.compactMap { name, score in
      score.map { score in
        [name] + cells(score.score) + [percent(score.score.held)]
          + [percent(score.meanCost), percent(score.highestCost)]
      }
    }
    let header = ["command"] + columns + ["held", "steps of the grid's", "at most"]
    return "### What the command does, as it was recorded\n\n\(markdown([header] + rows))"
  }

  private static let columns = [
    "mean", "median", "90 %", "worst", "failures", "within ×3", "abstains",
  ]

  private static func cells(_ score: Score?) -> [String] {
    [
      figure(score?.mean), figure(score?.median), figure(score?.ninetyPercent),
      figure(score?.worst), percent(score?.failures), percent(score?.near),
      percent(score?.abstained),
    ]
  }

  private static func figure(_ regret: Double?) -> String {
    regret.map { decimal($0, places: 3) } ?? "–"
  }

  private static func percent(_ share: Double?) -> String {
    share.map { "\(decimal(100 * $0, places: 1)) %" } ?? "–"
  }

  /// A number of 0 or more with a fixed number of decimal places.
  static func decimal(_ value: Double, places: Int) -> String {
    let scale = (0..<places).reduce(1) { scale, _ in scale * 10 }
    let rounded = Int((value * Double(scale)).rounded())
    let fraction = "\(rounded % scale)"
    let zeros = String(repeating: "0", count: places - fraction.count)
    return "\(rounded / scale).\(zeros)\(fraction)"
  }

  /// Rows as a table whose columns are as wide as their widest cell; the first row is the header.
  static func markdown(_ rows: [[String]]) -> String {
    guard let header = rows.first else { return "" }
    let widths = header.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    func line(_ cells: [String], padding: Character = " ") -> String {
      let padded = zip(cells, widths).map { cell, width in
        cell + String(repeating: padding, count: width - cell.count)
      }
      return "| " + padded.joined(separator: " | ") + " |"
    }
    let rule = line(header.map { _ in "" }, padding: "-")
    return ([line(header), rule] + rows.dropFirst().map { line($0) }).joined(separator: "\n")
  }
}

/// A line for each task: where its best rate is, and what ours made of its curves.
public struct TaskTable: Sendable, CustomStringConvertible {
  /// The table as Markdown.
  public let description: String

  /// Makes the table of some tasks; those without a search are left out.
  public init(_ tasks: [TaskResult]) {
    var rows = [["task", "set", "best", "answers", "mean regret", "worst", "abstains", "held"]]
    func rate(_ rate: Double) -> String { String(format: "%.2g", rate) }
    for task in tasks {
      guard let truth = task.constant else { continue }
      let answers = task.curves.map { Answer($0, gradientAge: task.gradientAge) }
      let rates = answers.compactMap { $0.suggestion?.learningRate }
      let score = Score(answers.map { $0.suggestion.map { Mark($0, against: truth) } })
      rows.append([
        task.name, task.part.rawValue, rate(truth.best),
        rates.isEmpty ? "–" : "\(rate(rates.min() ?? 0)) – \(rate(rates.max() ?? 0))",
        score.map { ScoreTables.decimal($0.mean, places: 3) } ?? "–",
        score.map { ScoreTables.decimal($0.worst, places: 3) } ?? "–",
        "\(answers.count - rates.count) of \(answers.count)",
        score?.held.map { "\(Int((100 * $0).rounded())) %" } ?? "–",
      ])
    }
    description = ScoreTables.markdown(rows)
  }
}
