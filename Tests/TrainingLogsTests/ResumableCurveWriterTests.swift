import Foundation
import LearningRateFinder
import Testing
import TrainingLogs

@Suite struct ResumableCurveWriterTests {
  private let path = FileManager.default.temporaryDirectory
    .appending(path: "resumable-\(UUID().uuidString).csv").path()

  private func point(_ step: Int) -> Curve.Point {
    .init(
      learningRate: 1e-4 * Double(step + 1), loss: 1 / Double(step + 3),
      validationLoss: step.isMultiple(of: 2) ? 1 / Double(step + 7) : nil)
  }

  /// The writer that nobody else has; `#require` takes no value that cannot be copied.
  private func writer() throws -> ResumableCurveWriter {
    guard let writer = try ResumableCurveWriter(path, hasValidation: true) else {
      throw LogError("\(path) is locked")
    }
    return writer
  }

  private func write(_ steps: Range<Int>) throws {
    var writer = try writer()
    for step in steps { try writer.append(point(step)) }
  }

  private func text() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test(arguments: ["", "7,0.0", "7"]) func goesOnAfterTheLastWholeLine(half: String) throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    try write(0..<7)
    let whole = try text()
    try Data((whole + half).utf8).write(to: URL(filePath: path))
    try write(0..<9)
    #expect(Array(try Curve(recordedAt: path)) == (0..<9).map(point))
    #expect(try text().hasPrefix(whole))
  }

  @Test func aRepetitionThatIsNotOneIsFoundOut() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    try write(0..<3)
    let error = #expect(throws: LogError.self) {
      var writer = try writer()
      try writer.append(point(0))
      try writer.append(point(5))
    }
    #expect(error?.description.hasPrefix("\(path): step 1 was '1,0.0002,0.25,' and is now") == true)
  }

  @Test(arguments: [
    "lr,loss\n", "step,learning_rate,loss\n0,1\n", "step,learning_rate,loss\n0,1,x\n",
    "step,learning_rate,loss\n1,0.1,1\n", "step,learning_rate,loss\n0,-1,1\n",
  ]) func readsNothingElse(text: String) throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(text.utf8).write(to: URL(filePath: path))
    let error = #expect(throws: LogError.self) { _ = try Curve(recordedAt: path) }
    #expect(error?.description.hasPrefix("\(path): ") == true)
  }

  @Test(arguments: ["", "step,lear", "step,learning_rate,loss\n", "step,learning_rate,loss\n0,1"])
  func aRunThatHasHardlyBegunHasNoPoints(text: String) throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    #expect(try Curve(recordedAt: path).isEmpty)
    try Data(text.utf8).write(to: URL(filePath: path))
    #expect(try Curve(recordedAt: path).isEmpty)
  }

  @Test func refusesOtherColumns() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    try write(0..<3)
    let error = #expect(throws: LogError.self) { _ = try ResumableCurveWriter(path) }
    #expect(
      error?.description
        == "\(path): expected the columns step,learning_rate,loss, "
        + "found step,learning_rate,loss,validation_loss")
  }

  @Test func oneWriterAtATime() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let first = try ResumableCurveWriter(path)
    let isFirst = first != nil
    #expect(isFirst)
    let second = try ResumableCurveWriter(path)
    let isSecond = second != nil
    #expect(!isSecond)
    _ = consume first
    // A process that another test forks at this moment shares the descriptor until it becomes its
    // program: the lock may last for as long.
    var isThird = false
    for _ in 0..<500 where !isThird {
      let third = try ResumableCurveWriter(path)
      isThird = third != nil
      if !isThird { usleep(10_000) }
    }
    #expect(isThird)
  }

  @Test func aLossThatIsNoNumberEndsTheCurve() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    try write(0..<3)
    do {
      var writer = try writer()
      for step in 0..<3 { try writer.append(point(step)) }
      try writer.append(Curve.Point(learningRate: 1, loss: .nan))
    }
    let curve = try Curve(recordedAt: path)
    #expect(curve.count == 3)
    #expect(curve.outcome == .notFinite)
    #expect(curve.validationLosses.map(\.step) == [0, 2])
  }
}
