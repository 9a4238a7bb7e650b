import Datasets
import Foundation
import LearningRateFinder
import Testing
import Torch

@testable import Training

/// What Fixtures/torchscript.py prints.
private struct Answer: Decodable {
  let losses: [Double]
  let parameters: [String]
  let buffers: [String]
}

extension TrainingTests {
  @Suite(.serialized)
  struct TorchScriptTests {
    init() throws { try setThreadCount(1) }

    /// Against Python, where one with torch and torchvision is at hand: `LRFINDER_PYTHON`, or that
    /// of the benchmarks.
    @Test(.enabled(if: Python.path != nil, "no Python with torchvision: set LRFINDER_PYTHON"))
    func torchvisionsResNetTrainsAsInPython() throws {
      let folder = FileManager.default.temporaryDirectory
        .appending(path: "lrfinder-torchscript-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }

      let (examples, batchSize, seed) = (64, 16, UInt64(5))
      var order = BatchOrder(count: examples, batchSize: batchSize, seed: seed)
      let batches = (0..<10).map { _ in order.withNextBatch { Array($0) } }
      // As `find` begins. At a hundred times these rates the training of this network multiplies
      // a difference in the last bit of a gradient by three with every step.
      let ramp = try Ramp(from: 1e-7, to: 10, steps: 100)
      let rates = batches.indices.map { ramp[$0] }
      struct Plan: Encodable { let batches: [[Int64]], rates: [Double], examples: Int }
      try JSONEncoder().encode(Plan(batches: batches, rates: rates, examples: examples))
        .write(to: folder.appending(path: "plan.json"))
      let answer = try JSONDecoder().decode(
        Answer.self, from: try Python.run("torchscript.py", folder.path))

      let data = Dataset(
        name: "random", task: .classification(classes: 10),
        inputs: try read(folder, "inputs.bin", .float32, examples, [3, 32, 32]),
        targets: try read(folder, "targets.bin", .int64, examples, []))
      let file = folder.appending(path: "model.pt").path
      let settings = TrainingSettings(model: file, batchSize: batchSize, seed: seed)
      let learner = try Learner(settings, on: data)
      #expect(learner.model.namedParameters.map(\.name) == answer.parameters)
      #expect(learner.model.namedBuffers.map(\.name) == answer.buffers)

      let before = try learner.snapshot()
      let losses = try rates.map { try learner.step(learningRate: $0) }
      let largest = zip(losses, answer.losses).map { abs($0 - $1) }.max() ?? .infinity
      #expect(largest <= 1e-5, "\(losses) here, \(answer.losses) in Python")
      try learner.restore(before)
      let again = try rates.prefix(3).map { try learner.step(learningRate: $0) }
      #expect(again == Array(losses.prefix(3)))

      try refusals(folder, data)
    }

    private func refusals(_ folder: URL, _ data: Dataset) throws {
      func sentence(_ file: String, on data: Dataset, _ name: Initialization = .default) -> String {
        let path = folder.appending(path: file).path
        let settings = TrainingSettings(model: path, batchSize: 4, initialization: name)
        return failure { _ = try Learner(settings, on: data) } ?? "no error"
      }
      try Data("no zip at all".utf8).write(to: folder.appending(path: "text.pt"))
      let images = try Made.images([1, 8, 8])
      let text = try Made.text()
      #expect(sentence("traced.pt", on: data) == "no error")
      #expect(sentence("state.pt", on: data).contains("cannot be read as a TorchScript module"))
      #expect(sentence("text.pt", on: data).contains("cannot be read as a TorchScript module"))
      #expect(sentence("frozen.pt", on: data).contains("has no parameters to train"))
      #expect(
        sentence("model.pt", on: images).contains(
          "does not take a batch of these examples, which have the shape [batch, 1, 8, 8]: "
            + "Given groups=1, weight of size [64, 3, 7, 7], expected input[2, 1, 8, 8] to have 3"))
      #expect(sentence("model.pt", on: text).contains("does not take a batch of these examples"))
      #expect(
        sentence("model.pt", on: try Made.images([3, 32, 32])).contains(
          "gives outputs of shape [batch, 10], and these examples need [batch, 4]"))
      #expect(sentence("model.pt", on: data, .heNormal).contains("come with the file"))
      for sentence in [sentence("state.pt", on: data), sentence("model.pt", on: images)] {
        #expect(!sentence.contains("\n"))
      }
    }

    private func read(
      _ folder: URL, _ file: String, _ element: ExampleArray.Element, _ count: Int, _ shape: [Int]
    ) throws -> ExampleArray {
      let bytes = try Data(contentsOf: folder.appending(path: file))
      let memory = try ExampleMemory(byteCount: bytes.count) { room in
        _ = bytes.copyBytes(to: room)
      }
      return ExampleArray(memory: memory, element: element, count: count, shape: shape)
    }
  }
}

/// A Python that has torch and torchvision.
enum Python {
  static let path: String? = candidates.first(where: hasTorchvision)

  private static var candidates: [String] {
    let package = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let own = package.appending(path: "Benchmarks/.venv/bin/python").path
    let named = ProcessInfo.processInfo.environment["LRFINDER_PYTHON"]
    return [named, own, "/usr/bin/python3"].compactMap(\.self)
  }

  private static func hasTorchvision(_ path: String) -> Bool {
    guard FileManager.default.isExecutableFile(atPath: path) else { return false }
    return (try? output(path, ["-c", "import torchvision"])) != nil
  }

  /// Runs a script of the fixtures and returns what it prints.
  static func run(_ script: String, _ arguments: String...) throws -> Data {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/\(script)")
    return try output(try #require(path), [file.path] + arguments)
  }

  private static func output(_ path: String, _ arguments: [String]) throws -> Data {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    struct Failed: Error {}
    guard process.terminationStatus == 0 else { throw Failed() }
    return data
  }
}
