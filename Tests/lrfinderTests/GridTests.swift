import Foundation
import Testing

@Suite(.serialized, .enabled(if: Command.hasEngine, "built without libtorch"))
struct GridTests {
  private let options = [
    "--from", "0.01", "--to", "1", "--per-decade", "1", "--runs", "2", "--budget", "30",
    "--threads", "1",
  ]

  private func json(_ text: String) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  /// The table without what a clock measured.
  private func rows(_ scratch: Scratch) throws -> [Substring] {
    try String(contentsOf: scratch.url.appending(path: "grid/grid.csv"), encoding: .utf8)
      .split(separator: "\n").map { $0[..<($0.lastIndex(of: ",") ?? $0.endIndex)] }
  }

  @Test func ranksTheAnswerAndGoesOnAfterAKill() throws {
    let scratch = try Scratch()
    let result = try Command.run(["grid", "--json", "--out", "grid"] + options, in: scratch.url)
    #expect(result.status == 0)
    let found = try json(result.output)
    let grid = try #require(found["grid"] as? [[String: Any]])
    #expect(grid.compactMap { $0["learning_rate"] as? Double } == [0.01, 0.1, 1])
    let regrets = grid.compactMap { $0["regret"] as? Double }
    #expect(regrets.min() == 0)
    #expect(regrets.allSatisfy { (0...1).contains($0) })
    let answer = try #require(found["answer"] as? [String: Any])
    #expect(answer["runs"] as? Int == 2)
    let ahead = try #require(found["rates_ahead_of_answer"] as? Int)
    let loss = try #require(answer["loss"] as? Double)
    #expect(ahead == grid.count { ($0["loss"] as? Double ?? .infinity) < loss })
    // A training that diverges costs fewer.
    let steps = try #require((found["grid_cost"] as? [String: Any])?["steps"] as? Int)
    #expect((4 * 30 + 2...6 * 30).contains(steps))

    // Killed while it wrote its fourth row.
    let whole = try rows(scratch)
    #expect(whole.count == 1 + 2 * 4)
    let file = scratch.url.appending(path: "grid/grid.csv")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    try Data((lines.prefix(4).joined(separator: "\n") + "\n" + lines[4].prefix(9)).utf8)
      .write(to: file)
    let resumed = try Command.run(["grid", "--resume", "grid", "--json"], in: scratch.url)
    #expect(resumed.status == 0)
    #expect(try rows(scratch) == whole)
    let again = try json(resumed.output)
    for key in ["answer", "best", "loss_before", "grid"] {
      #expect(again[key] as? NSObject == found[key] as? NSObject, "\(key)")
    }
  }

  @Test func trainsAtTheGivenRates() throws {
    let scratch = try Scratch()
    let result = try Command.run(
      ["grid", "--json", "--rates", "0.2,10,0.05", "--runs", "1", "--budget", "20"], in: scratch.url
    )
    let grid = try #require(try json(result.output)["grid"] as? [[String: Any]])
    #expect(grid.compactMap { $0["learning_rate"] as? Double } == [0.05, 0.2, 10])
    // Worse than before training: it counts as no worse, and says so.
    #expect(grid.compactMap { $0["capped"] as? Int } == [0, 0, 1])
    let settings = try #require(try json(result.output)["settings"] as? [String: Any])
    #expect(settings["rates"] as? [Double] == [0.2, 10, 0.05] && settings["from"] == nil)
  }

  @Test func printsATable() throws {
    let scratch = try Scratch()
    let result = try Command.run(
      ["grid", "--schedule", "one-cycle"] + options, in: scratch.url)
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("      rate     loss       sd  accuracy   regret\n"))
    for line in [
      "  range test\n", "  best\n", "\nbest on the grid: ", "\nrange test: ",
      "\ncost: range tests ",
    ] {
      #expect(result.output.contains(line), "\(result.output)")
    }
    #expect(result.errors == "lrfinder: kept in runs/grid-digits-mlp-1\n")
  }
}
