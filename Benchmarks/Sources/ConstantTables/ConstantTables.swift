import AnswerScores
import ArgumentParser
import Foundation
import LearningRateFinder
import Torch

/// Prints what every number of the method is worth: the regret on the development tasks with 30 %
/// less and 30 % more of it.
@main
struct ConstantTables: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ConstantTables",
    abstract: "Measure what each constant of the method is worth on the development tasks.")

  @Argument(help: ArgumentHelp("The folder of the cached results.", valueName: "dir"))
  var results: String
  @Option(help: ArgumentHelp("Seeds of each training that is made.", valueName: "n"))
  var seeds = 3

  func run() async throws {
    let develop = try TaskResult.all(in: URL(filePath: results)).filter { $0.part == .develop }
    let curves = develop.reduce(0) { $0 + $1.curves.count }
    print(
      ConstantTable(
        "the reading: \(develop.count) development tasks, \(curves) cached curves of 100 steps",
        ReadingParameters.numbers, of: .standard
      ) { parameters in
        Scoreboard(
          develop, answering: { Answer([$0], gradientAge: $1, parameters: parameters) })?.ours
      })
    try setThreadCount(1)
    let trained = try await TrainedTasks(develop, seeds: seeds)
    print(
      try ConstantTable(
        "the search: \(trained.title), `find` as it adapts", SearchParameters.numbers,
        of: .standard
      ) { parameters in
        try trained.score { plan in
          plan.adaptBudget = 20
          plan.search = parameters
        }
      })
    print(
      try ConstantTable(
        "the race: \(trained.title), `find --verify`", RaceParameters.numbers, of: .standard
      ) { parameters in
        try trained.score(verifies: true) { $0.race = parameters }
      })
  }
}

/// A table of what a set of numbers is worth.
struct ConstantTable: CustomStringConvertible {
  let description: String

  /// Scores every number at 30 % less and 30 % more.
  init<Parameters>(
    _ title: String, _ numbers: [(name: String, path: WritableKeyPath<Parameters, Double>)],
    of standard: Parameters, score: (Parameters) throws -> Score?
  ) rethrows {
    func cells(_ score: Score?) -> String {
      guard let score else { return "never answers | " }
      let silent = String(format: "%.0f %%", 100 * score.abstained)
      let held = score.held.map { String(format: "%.0f %%", 100 * $0) } ?? "–"
      return String(format: "%.4f", score.mean) + " (\(silent), \(held))"
    }
    let base = try score(standard)
    var lines = [
      "### \(title)", "",
      "as it is: mean regret (silent, interval holds best) \(cells(base))", "",
      "| number | value | 30 % less | 30 % more | largest change |",
      "| --- | --- | --- | --- | --- |",
    ]
    for number in numbers {
      let value = standard[keyPath: number.path]
      let scores = try [0.7, 1.3].map { factor in
        var changed = standard
        changed[keyPath: number.path] = factor * value
        return try score(changed)
      }
      let change = scores.map { abs(($0?.mean ?? 1) - (base?.mean ?? 1)) }.max() ?? 0
      lines.append(
        "| \(number.name) | \(value) | \(cells(scores[0])) | \(cells(scores[1])) | "
          + String(format: "%.4f", change) + " |")
    }
    description = lines.joined(separator: "\n") + "\n"
  }
}
