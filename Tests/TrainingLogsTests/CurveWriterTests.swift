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
    let grown = try String(contentsOfFile: path, encoding: .utf8)
    #expect(grown == "step,learning_rate,loss\n0,1e-07,2.302585092994046\n")
    try writer.append(Curve.Point(learningRate: 0.1, loss: -1))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == grown + "1,0.1,-1.0\n")
  }

  @Test func overwritesNothing() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data("precious".utf8).write(to: URL(filePath: path))
    let error = #expect(throws: LogError.self) { _ = try CurveWriter(creating: path) }
    #expect(error?.description == "cannot create \(path): File exists")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
  }
}
