import Foundation
import Testing
import TrainingLogs

/// What we write, as TensorBoard's own reader reads it, where it is installed: for the `python3` on
/// the path, or the one that `LRFINDER_TEST_PYTHON` names.
@Suite struct TensorBoardTests {
  private struct Found: Decodable, Equatable {
    enum Value: Decodable, Equatable {
      case text(String)
      case number(Double)
      case flag(Bool)

      init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let flag = try? value.decode(Bool.self) {
          self = .flag(flag)
        } else if let number = try? value.decode(Double.self) {
          self = .number(number)
        } else {
          self = .text(try value.decode(String.self))
        }
      }
    }

    let scalars: [String: [[Double]]]
    let images: [String: [[Int]]]
    let hyperparameters: [String: Value]
    let status: Int
  }

  /// Runs Python, and returns what it printed; nil where it failed.
  private static func python(_ arguments: [String]) throws -> Data? {
    let python = ProcessInfo.processInfo.environment["LRFINDER_TEST_PYTHON"] ?? "python3"
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [python] + arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? data : nil
  }

  /// Looks for the package without importing it, which takes long.
  static let isInstalled =
    (try? python([
      "-c", "import importlib.util as u, sys; sys.exit(u.find_spec('tensorboard') is None)",
    ])) != nil

  @Test(.enabled(if: isInstalled, "TensorBoard is not installed for python3"))
  func readsWhatWeWrite() throws {
    let folder = try TemporaryFolder()
    let losses = (0..<2000).map { Float(exp(-Double($0) / 300) * 2.3) }
    let writer = try EventFileWriter(directory: folder.path)
    try writer.hyperparameters(
      ["optimizer": .text("sgd é"), "momentum": .number(0.9), "nesterov": .flag(true)],
      metrics: ["loss"])
    for (step, loss) in losses.enumerated() {
      try writer.scalars([("loss", Double(loss)), ("rate/one", 1e-7)], step: step)
    }
    let png = EventFileTests.png
    try writer.image("chart", png: png, step: 7)
    try writer.finish(succeeded: true)

    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/read_events.py").path()
    let output = try #require(try Self.python([script, folder.path]))
    let found = try JSONDecoder().decode(Found.self, from: output)
    #expect(found.scalars["loss"] == losses.enumerated().map { [Double($0), Double($1)] })
    #expect(
      found.scalars["rate/one"] == losses.indices.map { [Double($0), Double(Float(1e-7))] })
    #expect(found.scalars.count == 2)
    #expect(found.images == ["chart": [[7, 1, 1, png.count]]])
    #expect(
      found.hyperparameters == [
        "optimizer": .text("sgd é"), "momentum": .number(0.9), "nesterov": .flag(true),
      ])
    #expect(found.status == 1)
  }
}
