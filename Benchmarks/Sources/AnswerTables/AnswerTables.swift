import AnswerScores
import ArgumentParser
import Foundation

/// Prints how good the answers of the library of today are on the cached curves.
@main
struct AnswerTables: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "AnswerTables",
    abstract: "Score our answer and every rule of the field on the cached results.")

  @Argument(help: ArgumentHelp("The folder of the cached results.", valueName: "dir"))
  var results: String
  @Flag(help: "A line for each task instead.")
  var byTask = false

  func run() throws {
    let tasks = try TaskResult.all(in: URL(filePath: results))
    print(byTask ? TaskTable(tasks).description : ScoreTables(tasks).description)
  }
}
