import Foundation
import Testing

@Suite struct ReportTests {
  private static let log =
    "learning_rate,loss\n"
    + (0..<80).map { step in
      let x = -6 + 7 * Double(step) / 80
      let loss = 0.3 + 2 / (1 + exp(3 * (x + 3))) + (x > -1 ? exp(3 * (x + 1)) - 1 : 0)
      return "\(pow(10, x)),\(loss)\n"
    }.joined()

  @Test func aRunLeavesItsReportAndItCanBeMadeAgain() throws {
    let scratch = try Scratch()
    _ = try scratch.file("log.csv", Self.log)
    let made = try Command.run(["analyze", "log.csv", "--out", "run", "--quiet"], in: scratch.url)
    #expect(made.status == 0, "\(made.errors)")
    let file = scratch.url.appending(path: "run/report.html")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.contains("<h1>log.csv</h1>"))
    try FileManager.default.removeItem(at: file)

    let again = try Command.run(["report", "run"], in: scratch.url)
    #expect(again.status == 0 && again.output.isEmpty)
    #expect(again.errors.hasSuffix("lrfinder: the report is run/report.html\n"))
    #expect(try String(contentsOf: file, encoding: .utf8) == text)
  }

  @Test func whatIsNoRunIsAnErrorInOneLine() throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(
      at: scratch.url.appending(path: "empty"), withIntermediateDirectories: false)
    let empty = try Command.run(["report", "empty"], in: scratch.url)
    #expect(empty.status == 1)
    #expect(
      empty.errors == "lrfinder: empty holds no finished run: expected a result.json in it\n")
    _ = try scratch.file("empty/result.json", "{\"rules\": 1}")
    let damaged = try Command.run(["report", "empty"], in: scratch.url)
    #expect(damaged.status == 1)
    #expect(damaged.errors.hasPrefix("lrfinder: empty/result.json is damaged"))
    #expect(damaged.errors.count { $0 == "\n" } == 1)
  }

  @Test(arguments: [
    ["report"], ["report", ".", "--formats", "bmp"], ["report", ".", "--theme", "x"],
  ])
  func wrongUsageIsSaid(arguments: [String]) throws {
    #expect(try Command.run(arguments).status == 2)
  }
}
