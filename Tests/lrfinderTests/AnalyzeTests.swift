import Foundation
import Testing

@Suite struct AnalyzeTests {
  private struct Found: Decodable {
    struct Suggestion: Decodable { let learning_rate: Double }
    let suggestion: Suggestion
  }

  /// A curve that falls around 0.01 and rises beyond 1, as a log with other columns.
  static func log(rateName: String = "lr", lossName: String = "train_loss") -> String {
    let rows = (0..<100).map { i -> String in
      let rate = pow(10, -6 + 8 * Double(i) / 99)
      let loss = 0.3 + 2 / (1 + rate / 0.01) + rate * rate
      return "\(i),\(loss),\(rate),x"
    }
    return "iteration,\(lossName),\(rateName),note\n" + rows.joined(separator: "\n") + "\n"
  }

  @Test(arguments: [("lr", "train_loss"), ("learning_rate", "loss"), ("Learning Rate", "Loss")])
  func findsTheColumnsByTheirNames(rate: String, loss: String) throws {
    let scratch = try Scratch()
    let file = try scratch.file("log.csv", Self.log(rateName: rate, lossName: loss))
    let result = try Command.run(["analyze", file, "--json", "--momentum", "0"], in: scratch.url)
    #expect(result.status == 0)
    let said = "\(file): 100 rows read, 100 steps with a rate and a loss"
    #expect(result.errors == "lrfinder: \(said)\n")
    // JSONSerialization rounds in the last place; JSONDecoder does not.
    let found = try JSONDecoder().decode(Found.self, from: Data(result.output.utf8))
    let suggested = found.suggestion.learning_rate
    #expect(suggested > 0.02 && suggested < 1)
    let only = try Command.run(
      ["analyze", file, "--rate-only", "--momentum", "0"], in: scratch.url)
    #expect(only.output == "\(suggested)\n")
  }

  @Test func severalFilesAreSeveralRuns() throws {
    let scratch = try Scratch()
    let first = try scratch.file("a.csv", Self.log())
    let second = try scratch.file("b.csv", Self.log())
    let out = scratch.url.appending(path: "out")
    let result = try Command.run(
      ["analyze", first, second, "--json", "--out", out.path()], in: scratch.url)
    #expect(result.status == 0)
    let written = try String(contentsOf: out.appending(path: "result.json"), encoding: .utf8)
    #expect(written == result.output)
    #expect(written.contains("\"runs\""))
  }

  /// What was read is in the result, too, and two files are joined.
  @Test func saysWhatWasRead() throws {
    let scratch = try Scratch()
    let rows = Self.log().split(separator: "\n").dropFirst().map { $0.split(separator: ",") }
    let rates = rows.map { "\($0[0]),\($0[2])\n" }.joined()
    let losses = rows.map { "step \($0[0]): loss \($0[1])\n" }.joined()
    let files = [
      try scratch.file("lr.csv", "step,value\n" + rates),
      try scratch.file("train.log", "hello\n" + losses),
    ]
    let result = try Command.run(["analyze", "--json"] + files, in: scratch.url)
    #expect(result.status == 0)
    let said =
      "\(files[1]) with \(files[0]): 200 rows read, 100 steps with a rate and a loss; "
      + "passed over: 1 lines without a name and a number"
    #expect(result.errors == "lrfinder: \(said)\n")
    struct Document: Decodable {
      struct Settings: Decodable {
        let read: [String]
        let rows_read: Int
        let steps_joined: Int
        let passed_over: Int
      }
      let settings: Settings
    }
    let settings = try JSONDecoder().decode(Document.self, from: Data(result.output.utf8)).settings
    #expect(settings.read == [said])
    #expect(settings.rows_read == 200 && settings.steps_joined == 100 && settings.passed_over == 1)
  }

  /// A validation loss at every tenth step is shown and kept, and does not change the answer.
  @Test(arguments: [("val_loss", []), ("held", ["--validation-tag", "held"]), ("held", [])])
  func validationBesideTraining(name: String, options: [String]) throws {
    let scratch = try Scratch()
    let lines = Self.log().split(separator: "\n")
    let rows = lines.dropFirst().enumerated().map { index, line in
      "\(line),\(index.isMultiple(of: 10) ? "2.5" : "")"
    }
    let header = "\(lines[0]),\(name)"
    let file = try scratch.file("log.csv", ([header] + rows).joined(separator: "\n") + "\n")
    let plain = try scratch.file("plain.csv", Self.log())
    let isFound = name == "val_loss" || !options.isEmpty

    let text = try Command.run(["analyze", file] + options, in: scratch.url)
    let held = isFound ? " (10 losses on held-out examples)" : ""
    #expect(
      text.errors
        == "lrfinder: \(file): 100 rows read, 100 steps with a rate and a loss\(held)\n")
    let without = try Command.run(["analyze", plain], in: scratch.url)
    // The first line is the name of the file, and the chart ends before the answer.
    func picture(_ output: String) -> [Substring] {
      Array(output.split(separator: "\n").dropFirst().prefix { !$0.hasPrefix("learning rate") })
    }
    func answer(_ output: String) -> [Substring] {
      Array(output.split(separator: "\n").drop { !$0.hasPrefix("learning rate") })
    }
    #expect(answer(text.output) == answer(without.output) && !answer(text.output).isEmpty)
    #expect((picture(text.output) != picture(without.output)) == isFound)

    struct Document: Decodable {
      struct Columns: Decodable { let validation_loss: [Double?]? }
      let curve: Columns
    }
    let json = try Command.run(["analyze", file, "--json"] + options, in: scratch.url)
    let document = try JSONDecoder().decode(Document.self, from: Data(json.output.utf8))
    let expected: [Double?] = (0..<100).map { $0.isMultiple(of: 10) ? 2.5 : nil }
    #expect(document.curve.validation_loss == (isFound ? expected : nil))
  }

  @Test func aFlatCurveIsNotToBeTrusted() throws {
    let scratch = try Scratch()
    let rows = (1...60).map { "\(1e-6 * Double($0)),\(2.3 + 0.01 * Double($0 % 3))" }
    let file = try scratch.file("flat.csv", "lr,loss\n" + rows.joined(separator: "\n"))
    let text = try Command.run(["analyze", file], in: scratch.url)
    #expect(text.status == 3)
    #expect(text.output.contains("\nflat: "))
    let only = try Command.run(["analyze", file, "--rate-only"], in: scratch.url)
    #expect(only.status == 3)
    #expect(only.output.isEmpty)
  }

  @Test func readsNoPipe() throws {
    let scratch = try Scratch()
    let result = try Command.run(["analyze", "/dev/null"], in: scratch.url)
    #expect(result.status == 1)
    #expect(
      result.errors == "lrfinder: /dev/null: is a pipe or a device; a log is read more than once: "
        + "save it to a file first\n")
  }

  @Test(arguments: [
    ("", "is empty"), ("lr,loss\n", "no step has both a rate and a loss"),
    ("a,loss\n1,2\n", "no learning rates: name them with --rate-tag (found a, loss), or give"),
    ("lr,b\n1,2\n", "no losses: expected loss, train_loss,"),
    ("lr,loss\n-1,2\n", "line 2: a learning rate is above 0, not -1.0"),
    ("lr,loss\n1,2\n0.5,2\n", "line 3: the rate goes down, from 1.0 to 0.5;"),
    ("lr,loss\n1,2,3\n4,5\n", "line 2: 3 fields, expected 2"),
    ("lr,loss\n1,two\n", "line 2: 'two' is no number"),
    ("lr,loss\n\"1,2\n", "line 2: a quote is not closed"),
  ])
  func saysWhatIsWrongWithAFile(text: String, message: String) throws {
    let scratch = try Scratch()
    let file = try scratch.file("bad.csv", text)
    let result = try Command.run(["analyze", file], in: scratch.url)
    #expect(result.status == 1)
    #expect(result.errors.hasPrefix("lrfinder: \(file): \(message)"), "\(result.errors)")
    #expect(result.errors.count { $0 == "\n" } == 1)
  }

  @Test func leavesOutALineThatItsWriterDidNotFinish() throws {
    let scratch = try Scratch()
    let file = try scratch.file("cut.csv", Self.log() + "100,0.5")
    let result = try Command.run(["analyze", file], in: scratch.url)
    #expect(result.status == 0)
    #expect(
      result.errors.hasSuffix("lrfinder: \(file): the last line was not finished and is left out\n")
    )
  }
}
