import Foundation
import RunFolders
import Testing

@testable import Reports

@Suite struct GridTextTests {
  /// A loss that no training came to is marked, and the columns stay where they are.
  @Test func marksLossesThatWereNotMeasured() throws {
    let lines = Runs.grid().text().split(separator: "\n").map(String.init)
    #expect(
      lines.prefix(5) == [
        "      rate     loss       sd  accuracy   regret",
        "      0.01        1      0.1    90.0 %     0.25",
        "       0.1      0.5      0.1    90.0 %     0.13  best",
        "         1        2*     0.1    90.0 %      0.5  1 of 2 diverged",
        "      0.02      0.8      0.1    90.0 %      0.2  range test",
      ])
    #expect(lines[5].hasPrefix("* with trainings that diverged or ended worse than they began: "))
  }

  @Test func saysNothingOfMarksWhereNoneIs() throws {
    var grid = Runs.grid()
    grid.grid.removeLast()
    #expect(grid.cappedNote == nil && !grid.text().contains("*"))
  }

  /// A result that does not tell which losses are capped has those of the trainings that diverged.
  @Test func readsRowsWithoutTheirNumber() throws {
    let row = """
      {"learning_rate": 1, "loss": 2, "regret": 1, "runs": 3, "diverged": 2}
      """
    let read = try JSONDecoder().decode(GridDocument.Row.self, from: Data(row.utf8))
    #expect(read.capped == 2 && read.deviation == nil)
  }
}
