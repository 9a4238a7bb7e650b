import Charts
import Foundation
import LearningRateFinder
import Markup
import RunFolders
import Schedules
import Testing
import TrainingLogs

@testable import Reports

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct HTMLReportTests {
  /// The text of a run's report.
  private func report(_ kind: Runs.Kind) async throws -> String {
    try await inFolder { folder in
      try Runs.make(kind, in: folder)
      return try HTMLReport(ofRunIn: folder.path("")).text
    }
  }

  private func inFolder<T>(_ body: (RunFolder) async throws -> T) async throws -> T {
    let url = FileManager.default.temporaryDirectory
      .appending(path: "report-\(UUID().uuidString)", directoryHint: .isDirectory)
    defer { try? FileManager.default.removeItem(at: url) }
    return try await body(RunFolder(at: url.path(), named: "unused"))
  }

  @Test(arguments: Runs.Kind.allCases)
  func everyKindIsOnePageWithoutScriptOrNetwork(kind: Runs.Kind) async throws {
    let text = try await report(kind)
    #expect(text.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
    for link in ["<script", "http:", "https:", "src=", "url(", "@import", "<iframe"] {
      #expect(!text.contains(link), "\(link)")
    }
    // What a file or a user said is there, as text.
    #expect(text.contains("&lt;script&gt;alert(&quot;1&quot;)"))
    #expect(!text.contains("nan ") && !text.contains("Optional("))
  }

  @Test(arguments: Runs.Kind.allCases)
  func everyPageIsWellFormed(kind: Runs.Kind) async throws {
    // Void elements are what HTML leaves open and XML does not.
    let text = try await report(kind).replacing("<!DOCTYPE html>\n", with: "")
      .replacing(/<(meta|link|br)( [^>]*)?>/) { "<\($0.1)\($0.2 ?? "")/>" }
    let parser = XMLParser(data: Data(text.utf8))
    #expect(parser.parse(), "\(String(describing: parser.parserError)) at \(parser.lineNumber)")
  }

  @Test(arguments: Runs.Kind.allCases)
  func headingsAreInOrderAndNameTheirSections(kind: Runs.Kind) async throws {
    let text = try await report(kind)
    let levels = text.matches(of: /<h([1-6])/).compactMap { Int($0.1) }
    #expect(levels.first == 1 && levels.count { $0 == 1 } == 1)
    for (level, next) in zip(levels, levels.dropFirst()) { #expect(next <= level + 1) }
    let names = text.matches(of: /id="([^"]*)"/).map(\.1)
    #expect(Set(names).count == names.count)
    let sections = text.matches(of: /<section aria-labelledby="([^"]*)"/).map(\.1)
    #expect(!sections.isEmpty && sections.allSatisfy { names.contains($0) })
    for landmark in ["<header>", "<main>", "<footer>"] { #expect(text.contains(landmark)) }
  }

  @Test(arguments: Runs.Kind.allCases)
  func chartsHaveTextsAndTablesHaveHeaders(kind: Runs.Kind) async throws {
    let text = try await report(kind)
    let charts = text.matches(of: /<svg class="chart[^>]*>/).map { String($0.0) }
    #expect(charts.count >= 2)
    for chart in charts { #expect(chart.contains(/role="img" aria-label="[^"]{20,}"/)) }
    let cells = text.matches(of: /<th[ >][^>]*>?/).map { String($0.0) }
    #expect(cells.count > 4 && cells.allSatisfy { $0.contains("scope=") })
    #expect(text.matches(of: /<table>/).count == text.matches(of: /<caption>/).count)
  }

  @Test func theAnswerComesFirst() async throws {
    let text = try await report(.find)
    let answer = Answer([Runs.curve(isValidated: true)], gradientAge: .momentum(0.9))
    let rate = try #require(answer.suggestion).learningRate.brief
    let order = [
      ">\(rate)</strong>", "good</span>", "How sure, and why", ">Charts<", "What to do next",
      "What other finders read off</h2>", ">Settings<",
    ].map { text.firstRange(of: $0)?.lowerBound }
    for (place, next) in zip(order, order.dropFirst()) {
      #expect(try #require(place) < #require(next))
    }
    for rule in SuggestionRules.all {
      #expect(text.contains(">\(rule.name)</th>"))
      #expect(!rule.summary.isEmpty && rule.summary.last != ".")
    }
    #expect(text.contains("lr=\(rate), momentum=0.9"))
  }

  @Test func anUntrustedTestSaysWhatWouldHelp() async throws {
    try await inFolder { folder in
      let short = Curve(learningRates: [1e-3, 1e-2], losses: [2, 1])
      try folder.write(Runs.rangeTests([short]), as: "result.json")
      let text = try HTMLReport(ofRunIn: folder.path("")).text
      #expect(text.contains("too short: no rate from this test can be trusted"))
      #expect(text.contains("Try at least 50 steps; 100 are the default."))
      #expect(!text.contains("torch.optim"))
    }
  }

  @Test func aGridTellsTheRankAndATrainingItsEnd() async throws {
    let grid = try await report(.grid)
    #expect(grid.contains("1 of 3 rates of the grid are better; regret 0.2"))
    #expect(grid.contains("holds the best rate of the grid"))
    #expect(grid.contains("<td>2*</td>") && grid.contains("1 of 2 diverged"))
    #expect(grid.contains("<p>* with trainings that diverged or ended worse than they began: "))
    let training = try await report(.training)
    #expect(training.contains("lowest after epoch 1, 0.4, and 0.6 at the end"))
    #expect(training.contains("lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, total_steps=20"))
  }

  /// The page says it as the command does, and advises as where the loss was no number any more.
  @Test func aTrainingThatEndedWorseIsTold() async throws {
    try await inFolder { folder in
      let result = TrainingDocument(
        .completed, schedule: .constant(try ConstantRate(100)), steps: 10,
        epochs: [
          .init(
            number: 1, steps: 10, learningRate: 100, trainingLoss: 1e7, testLoss: 156.2,
            testAccuracy: 0.1)
        ], findings: [], lossBefore: 2.348, lossAfter: 156.2, settings: Runs.settings)
      try folder.write(result, as: "result.json")
      let text = try HTMLReport(ofRunIn: folder.path("")).text
      let sentence = "ended worse than it began: test loss 156.2 after it, 2.348 before"
      #expect(text.contains(sentence) && text.contains("Train at a lower rate"))
    }
  }

  @Test func verifiedCandidatesGetATable() async throws {
    try await inFolder { folder in
      try folder.write(Runs.rangeTests([Runs.curve()]), as: "result.json")
      let file = folder.url.appending(path: "result.json")
      let result = try String(contentsOf: file, encoding: .utf8)
      let verified =
        "\"verified\":{\"rate\":0.03,\"low\":0.01,\"high\":0.09,\"peak\":0.048,"
        + "\"reason\":null,\"loss_before\":2.3,\"steps\":400,\"trials\":["
        + "{\"rate\":0.1,\"steps\":200,\"seed\":0,\"loss\":null},"
        + "{\"rate\":0.03,\"steps\":200,\"seed\":0,\"loss\":0.25}]},"
      try Data(("{" + verified + result.dropFirst()).utf8).write(to: file)
      let text = try HTMLReport(ofRunIn: folder.path("")).text
      #expect(
        text.contains(
          "<tr class=\"marked\"><th scope=\"row\">0.03</th><td>200</td><td>0</td><td>0.25</td></tr>"
            + "<tr><th scope=\"row\">0.1</th><td>200</td><td>0</td><td>diverged</td></tr>"))
      #expect(text.contains("<dt>Verified rate</dt><dd><strong>0.03</strong>"))
      #expect(text.contains("<dt>The range test&#39;s rate</dt>"))
      #expect(text.contains(">verified 0.03 (0.01 – 0.09)</text>"))
      #expect(text.contains("lr=0.03, momentum=0.9") && text.contains("max_lr=0.048"))
    }
  }

  /// A line of a table ends before a bracket or after a comma, never inside of a number.
  @Test func numbersInTablesAreNotBroken() {
    let table = PageElements.table(
      "", ["a", "b"], [["sgd, batch 16", "0.0017 (6.6e-4 – 0.0025)"], ["adam", "6.6e-4"]]
    ).source
    #expect(
      table.contains(
        "<th scope=\"row\" class=\"parts\"><span class=\"whole\">sgd,</span> "
          + "<span class=\"whole\">batch 16</span></th><td><span class=\"whole\">0.0017</span> "
          + "<span class=\"whole\">(6.6e-4 – 0.0025)</span></td>"))
    #expect(
      table.contains("<th scope=\"row\">adam</th><td><span class=\"whole\">6.6e-4</span></td>"))
  }

  @Test(arguments: [
    ("", "is damaged, or of another version: it is no JSON"), ("{", "it is no JSON"),
    ("[1]", "is damaged, or of another version: another kind of value was expected"),
    ("{}", "is no result of lrfinder: it has none of the keys that tell its kind"),
    ("{\"rules\":{}}", "is damaged, or of another version: there is no"),
    ("{\"grid\":3}", "is damaged, or of another version: "),
  ])
  func aDamagedResultIsSaidInOneLine(content: String, sentence: String) async throws {
    try await inFolder { folder in
      try Data(content.utf8).write(to: folder.url.appending(path: "result.json"))
      let error = try #require(
        #expect(throws: LogError.self) { try HTMLReport(ofRunIn: folder.path("")) })
      #expect(error.description.contains(sentence), "\(error)")
      #expect(error.description.contains("result.json") && !error.description.contains("\n"))
    }
  }

  @Test func aCurveWithUnequalColumnsIsDamage() async throws {
    try await inFolder { folder in
      try folder.write(Runs.rangeTests([Runs.curve()]), as: "result.json")
      let file = folder.url.appending(path: "result.json")
      let result = try String(contentsOf: file, encoding: .utf8)
      let cut = result.replacing(/"loss" : \[\s+[0-9.]+,/, with: "\"loss\" : [")
      try Data(cut.utf8).write(to: file)
      let error = #expect(throws: LogError.self) { try HTMLReport(ofRunIn: folder.path("")) }
      #expect(error?.description.contains("a curve has columns of equal length") == true)
    }
  }

  @Test func aFolderWithoutARunIsSaid() async throws {
    try await inFolder { folder in
      let path = folder.path("")
      let error = #expect(throws: LogError.self) { try RunFolder.runs(in: path) }
      #expect(
        error?.description == "\(path) holds no finished run: expected a result.json in it")
      for name in ["b", "a"] {
        try folder.makeFolder(name)
        try Data("{}".utf8).write(to: folder.url.appending(path: "\(name)/result.json"))
      }
      #expect(try RunFolder.runs(in: path).map(\.url.lastPathComponent) == ["a", "b"])
    }
  }

  @Test func theChartsAreBesideThePage() async throws {
    try await inFolder { folder in
      try Runs.make(.find, in: folder)
      let report = try HTMLReport(ofRunIn: folder.path(""))
      let note = try await report.write(to: folder, formats: [.svg], theme: .dark)
      #expect(folder.has("report.html"))
      guard note == nil else {
        // Without gnuplot there is all but pictures, and a line says so.
        #expect(note?.contains("install it with") == true)
        return
      }
      for name in ["chart-dark.svg", "charts/loss-change-dark.svg", "charts/rate-linear-dark.svg"] {
        #expect(folder.has(name), "\(name)")
      }
    }
  }

  @Test func aMissingDesktopIsSaid() async {
    let note = await Desktop.open("x/report.html", with: "no-such-command")
    #expect(note == "x/report.html cannot be opened here: there is no no-such-command")
    #expect(await Desktop.open("x/report.html", with: "true") == nil)
  }
}
