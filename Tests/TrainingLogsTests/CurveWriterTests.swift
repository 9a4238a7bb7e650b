import Foundation
import LearningRateFinder
import Testing
import TrainingLogs

@Suite struct CurveWriterTests {
  private let path = FileManager.default.temporaryDirectory
    .appending(path: "curve-\(UUID().uuidString).csv").path()

  @Test func isOnDiskWhileItGrows() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    var writer = try CurveWriter(creating: path)
    try writer.append(Curve.Point(learningRate: 1e-7, loss: 2.302585092994046))
    try writer.flush()
    let grown = try String(contentsOfFile: path, encoding: .utf8)
    #expect(grown == "step,learning_rate,loss\n0,1e-07,2.302585092994046\n")
    try writer.append(Curve.Point(learningRate: 0.1, loss: -1))
    try writer.flush()
    #expect(try String(contentsOfFile: path, encoding: .utf8) == grown + "1,0.1,-1.0\n")
  }

  @Test func losesNothingWithoutAFlush() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    try write(points: 3)
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines == ["step,learning_rate,loss", "0,1.0,0.5", "1,1.0,0.5", "2,1.0,0.5"])
  }

  /// The column comes with the first loss of its own, wherever that is, and no step is lost.
  @Test(arguments: [0, 1, 3])
  func validationThatNobodyAnnounced(step: Int) throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    var writer = try CurveWriter(creating: path)
    var points: [Curve.Point] = []
    for i in 0..<5 {
      let point = Curve.Point(
        learningRate: Double(i + 1), loss: 0.5, validationLoss: i == step ? 0.25 : nil)
      points.append(point)
      try writer.append(point)
      if i == 1 { try writer.flush() }
    }
    try writer.flush()
    #expect(try Array(Curve(recordedAt: path)) == points)
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines[0] == "step,learning_rate,loss,validation_loss")
    #expect(lines[1 + step] == "\(step),\(step + 1).0,0.5,0.25")
    #expect(!FileManager.default.fileExists(atPath: path + ".new"))
  }

  /// What cannot be written leaves the file as it was.
  @Test func aColumnThatCannotBeWrittenLosesNothing() throws {
    defer {
      for name in [path, path + ".new"] { try? FileManager.default.removeItem(atPath: name) }
    }
    var writer = try CurveWriter(creating: path)
    try writer.append(Curve.Point(learningRate: 1, loss: 0.5))
    try Data().write(to: URL(filePath: path + ".new"))
    let error = #expect(throws: LogError.self) {
      try writer.append(Curve.Point(learningRate: 2, loss: 0.5, validationLoss: 1))
    }
    #expect(error?.description == "cannot create \(path).new: File exists")
    let left = try String(contentsOfFile: path, encoding: .utf8)
    #expect(left == "step,learning_rate,loss\n0,1.0,0.5\n")
  }

  @Test func writesSlowStepsOneByOne() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    var writer = try CurveWriter(creating: path)
    Thread.sleep(forTimeInterval: 0.06)
    try writer.append(Curve.Point(learningRate: 1, loss: 0.5))
    #expect(try String(contentsOfFile: path, encoding: .utf8).hasSuffix("\n0,1.0,0.5\n"))
  }

  private func write(points: Int) throws {
    var writer = try CurveWriter(creating: path)
    for _ in 0..<points { try writer.append(Curve.Point(learningRate: 1, loss: 0.5)) }
  }

  @Test func overwritesNothing() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data("precious".utf8).write(to: URL(filePath: path))
    let error = #expect(throws: LogError.self) { _ = try CurveWriter(creating: path) }
    #expect(error?.description == "cannot create \(path): File exists")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
  }
}
