import LearningRateFinder
import Testing

@testable import TrainingLogs

/// Logs that do not fit into the memory that they are read with.
@Suite struct LongLogTests {
  private let folder: TemporaryFolder
  private let ramp: Ramp
  private let steps = 60_000

  init() throws {
    folder = try TemporaryFolder()
    ramp = try Ramp(from: 1e-6, to: 10, steps: steps)
  }

  private func loss(_ step: Int) -> Double { 2 + Double(step % 97) / 7 }

  private var expected: Curve? {
    get throws {
      var builder = CurveBuilder()
      for (step, rate) in ramp.enumerated() { try builder.append(rate: rate, loss: loss(step)) }
      return builder.curve()
    }
  }

  /// Line breaks and doubled quotes in fields fall on every side of the ends of chunks.
  @Test(arguments: ["", "plain text", "\"two\nlines, and \"\"more\"\"\"", "\"\n\n\n\""])
  func table(note: String) throws {
    var text = "note,lr,loss\n"
    for (step, rate) in ramp.enumerated() { text += "\(note),\(rate),\(loss(step))\n" }
    let log = try CurveLog.read(try folder.write("a.csv", text))[0]
    #expect(log.steps == steps)
    #expect(log.curve == (try expected))
    #expect(log.notes.count == 1 && log.notes[0].contains("60000 steps, averaged to"))
  }

  /// A quote in a comment before the header quotes nothing.
  @Test func tableAfterAComment() throws {
    var text = "# 5\" wafers\n# and more\nlr,loss\n"
    for (step, rate) in ramp.enumerated() { text += "\(rate),\(loss(step))\n" }
    let log = try CurveLog.read(try folder.write("a.csv", text))[0]
    let curve = try expected
    #expect(log.steps == steps && log.curve == curve)
  }

  @Test func lines() throws {
    var text = ""
    for (step, rate) in ramp.enumerated() {
      text += "{\"step\": \(step), \"loss\": \(loss(step)), \"lr\": \(rate)}\n"
    }
    #expect(try CurveLog.read(try folder.write("a.jsonl", text))[0].curve == expected)
  }

  @Test func errorsCountTheLinesOfAllChunks() throws {
    var text = "lr,loss\n"
    for (step, rate) in ramp.enumerated() { text += "\(rate),\(loss(step))\n" }
    let path = try folder.write("a.csv", text + "10,bad\n")
    let error = #expect(throws: LogError.self) { try CurveLog.read(path) }
    #expect(error?.description == "\(path): line \(steps + 2): 'bad' is no number")
  }

  @Test func aLineWithoutEnd() throws {
    let path = try folder.write("a.csv", "lr,loss" + String(repeating: "x", count: 2 << 20))
    let error = #expect(throws: LogError.self) { try CurveLog.read(path) }
    #expect(
      error?.description
        == "\(path): no line break in 1048576 bytes: expected a text with lines")
  }
}
