import Foundation
import LearningRateFinder
import Testing

@testable import TrainingLogs

/// Logs that do not say all that others say, or say it in a place of its own.
@Suite struct LooseLogTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let rates = [1e-3, 1e-2, 1e-1, 1.0]
  private static let losses = [2.5, 2.25, 1.0, 4.0]

  @Test(arguments: [
    "0.001,2.5\n0.01,2.25\n0.1,1\n1,4\n", "0,001;2,5\n0,01;2,25\n0,1;1\n1;4",
    "# today's curve\n 0.001  2.5\n 0.01  2.25\n 0.1  1\n 1  4\n",
  ])
  func withoutAHeader(text: String) throws {
    let path = try folder.write("a.csv", text)
    let log = try CurveLog.read(path)[0]
    #expect(log.curve.learningRates == Self.rates)
    #expect(log.curve.losses == Self.losses)
    #expect(
      log.notes == [
        "\(path): has no header: its columns are read as the learning rate and the loss"
      ])
    // Whoever names columns knows that the first row has the names.
    let named = try folder.write("named.csv", "0,1\n2.5,1e-3\n2.25,1e-2\n1,0.1\n4,1\n")
    let curve = try CurveLog.read(named, LogOptions(lossTag: "0", rateTag: "1"))[0].curve
    #expect(curve.learningRates == Self.rates)
    let comment = try folder.write("comment.csv", "# speed cost\n1e-3 2.5\n1e-2 2.25\n")
    let options = LogOptions(lossTag: "cost", rateTag: "speed")
    #expect(try CurveLog.read(comment, options)[0].curve.losses == [2.5, 2.25])
  }

  @Test(arguments: [
    ("a.csv", "lr,loss\n0,9\n1e-3,2.5\n1e-2,2.25\n1e-1,1\n1,4\n", "step has"),
    ("a.csv", "lr,loss\n0,9\n0.0,nan\n1e-3,2.5\n1e-2,2.25\n1e-1,1\n1,4\n", "2 steps have"),
    (
      "a.jsonl",
      #"{"lr":0,"loss":9}"# + "\n" + #"{"lr":0,"loss":9}"# + "\n"
        + zip(rates, losses).map { "{\"lr\":\($0),\"loss\":\($1)}\n" }.joined(), "2 steps have"
    ),
  ])
  func stepsBeforeTheFirstRate(name: String, text: String, steps: String) throws {
    let path = try folder.write(name, text)
    let log = try CurveLog.read(path)[0]
    #expect(log.curve.learningRates == Self.rates)
    #expect(log.curve.losses == Self.losses)
    #expect(log.steps == 4)
    #expect(log.notes.last == "\(path): the first \(steps) a rate of 0: passed over")
  }

  /// Settings in an object at the start are no reason to stop looking for a name at the top.
  @Test func namesAtTheTopMayComeLater() throws {
    let lines =
      [#"{"config":{"learning_rate":0.1}}"#, #"{"step":0,"loss":2.5}"#]
      + [#"{"step":0,"lr":1e-3}"#, #"{"step":1,"loss":2.25,"lr":1e-2}"#]
    let path = try folder.write("a.jsonl", lines.joined(separator: "\n"))
    let curve = try CurveLog.read(path)[0].curve
    #expect(curve.learningRates == [1e-3, 1e-2] && curve.losses == [2.5, 2.25])
  }

  /// Rates and losses of one step in lines of their own are joined by a step in the same object.
  @Test func stepsAreFoundInObjects() throws {
    let lines = zip(Self.rates, Self.losses).enumerated().flatMap { step, values in
      [
        #"{"log":{"step":\#(step),"lr":\#(values.0)}}"#,
        #"{"log":{"step":\#(step),"loss":\#(values.1)}}"#,
      ]
    }
    let path = try folder.write("a.jsonl", lines.joined(separator: "\n"))
    let curve = try CurveLog.read(path)[0].curve
    #expect(curve.learningRates == Self.rates && curve.losses == Self.losses)
  }

  /// The curves of a training that found its rate again are of other weights than the first.
  @Test func aTrainingsFirstTestIsRead() throws {
    let first = "step,learning_rate,loss\n0,0.001,2.5\n1,0.01,2.25\n2,0.1,1\n3,1,4\n"
    _ = try folder.write("settings.json", "{}")
    _ = try folder.write("curve.csv", first)
    _ = try folder.write("curves/epoch-1.csv", first.replacing("2.5", with: "0.5"))
    let runs = try CurveLog.read(folder.path)
    #expect(runs.map(\.curve.losses) == [Self.losses])
  }

  /// A name in the top of an object is not joined by what is in objects within it.
  @Test func namesAtTheTopComeFirst() throws {
    let ramp = try Ramp(from: 1e-3, to: 1, steps: 2)
    let path = try folder.write(
      "a.jsonl", #"{"loss":2,"config":{"lr":7}}"# + "\n" + #"{"loss":1,"config":{"lr":7}}"#)
    let curve = try CurveLog.read(path, LogOptions(ramp: ramp))[0].curve
    #expect(curve.learningRates == [ramp[0], ramp[1]])
  }

  /// Validation in objects of its own comes later than the training.
  @Test func validationInNestedObjects() throws {
    let path = try folder.write(
      "a.jsonl",
      #"{"train":{"lr":0.1,"loss":2}}"# + "\n" + #"{"train":{"lr":0.2,"loss":1},"val":{"loss":5}}"#)
    let curve = try CurveLog.read(path)[0].curve
    #expect(curve.validationLosses.map(\.loss) == [5])
    #expect(curve.validationLosses.map(\.step) == [1])
  }

  /// A character of two units is at the end of a chunk with or without the letter before it.
  @Test(arguments: [false, true])
  func wideCharacters(isBigEndian: Bool) throws {
    for start in ["", "a"] {
      let text = start + String(repeating: "\u{1F600}", count: 100_000)
      let file = try TextFile(log: folder.write("emoji.txt", utf16(text, isBigEndian)))
      #expect(try file.readWhole() == Array(text.utf8))
    }
    let rows = (1...60_000).map { "\(1e-6 * Double($0)),\($0 % 7),é\r\n" }
    let text = "lr,loss,note\r\n" + rows.joined()
    let wide = try CurveLog.read(try folder.write("wide.csv", utf16(text, isBigEndian)))[0]
    let narrow = try CurveLog.read(try folder.write("narrow.csv", text))[0]
    #expect(wide.curve == narrow.curve)
    #expect(wide.steps == rows.count)
    let object = #"[{"lr":0.5,"loss":2},{"lr":1,"loss":3}]"#
    let json = try CurveLog.read(try folder.write("wide.json", utf16(object, isBigEndian)))[0]
    #expect(json.curve.losses == [2, 3])
  }

  /// A text in UTF-16 after a byte order mark.
  private func utf16(_ text: String, _ isBigEndian: Bool) -> [UInt8] {
    ([0xFEFF] + Array(text.utf16)).flatMap { unit -> [UInt8] in
      let bytes = [UInt8(unit >> 8), UInt8(truncatingIfNeeded: unit)]
      return isBigEndian ? bytes : bytes.reversed()
    }
  }
}
