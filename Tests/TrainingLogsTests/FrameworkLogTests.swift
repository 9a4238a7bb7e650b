import Foundation
import LearningRateFinder
import Testing
import TrainingLogs

/// Logs that frameworks wrote (`Fixtures/make_fixtures.py`), against what their training saw.
@Suite struct FrameworkLogTests {
  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Fixtures")

  struct Recorded: Sendable {
    let framework: String
    let path: String
    /// The relative error of the numbers in the log: 0 where it has all their bits, that of single
    /// precision, or that of numbers written with few digits.
    let tolerance: Double
    var options = LogOptions()
  }

  static let logs: [Recorded] = [
    Recorded(framework: "pytorch", path: "pytorch", tolerance: 0x1p-23),
    Recorded(framework: "tensorflow", path: "tensorflow", tolerance: 0x1p-23),
    Recorded(framework: "keras", path: "keras/training.log", tolerance: 0),
    Recorded(framework: "keras", path: "keras/train", tolerance: 0x1p-23),
    Recorded(framework: "keras", path: "keras", tolerance: 0x1p-23),
    Recorded(framework: "lightning", path: "lightning/metrics.csv", tolerance: 0),
    Recorded(framework: "lightning", path: "lightning/events", tolerance: 0x1p-23),
    Recorded(
      framework: "huggingface", path: "huggingface/trainer_state.json", tolerance: 0),
    // Four places of a rate above 0.001, and three or four digits elsewhere.
    Recorded(framework: "keras_console", path: "keras-console/bar.log", tolerance: 0.05),
    Recorded(framework: "keras_console", path: "keras-console/lines.log", tolerance: 0.05),
    Recorded(
      framework: "huggingface_console", path: "huggingface-console/train.log", tolerance: 1e-3),
    Recorded(framework: "lightning_console", path: "lightning-console/train.log", tolerance: 5e-3),
    Recorded(framework: "pytorch_scalars", path: "pytorch-scalars", tolerance: 0x1p-23),
    Recorded(framework: "tensorboardx", path: "tensorboardx", tolerance: 0x1p-23),
    Recorded(framework: "mlflow", path: "mlflow/run", tolerance: 0),
    Recorded(framework: "mlflow", path: "mlflow/history", tolerance: 0),
    Recorded(framework: "wandb", path: "wandb", tolerance: 0),
  ]

  @Test(arguments: logs) func isWhatTheTrainingSaw(_ log: Recorded) throws {
    let data = try Data(contentsOf: Self.fixtures.appending(path: "expected.json"))
    let expected = try #require(
      JSONDecoder().decode([String: [[Double]]].self, from: data)[log.framework])
    let path = Self.fixtures.appending(path: log.path).path()
    let logs = try CurveLog.read(path, log.options)
    #expect(logs.count == 1)
    let curve = logs[0].curve
    try #require(curve.count == expected.count)
    for (point, pair) in zip(curve, expected) {
      #expect(abs(point.learningRate - pair[0]) <= log.tolerance * abs(pair[0]))
      #expect(abs(point.loss - pair[1]) <= log.tolerance * abs(pair[1]))
    }
  }

  /// Losses on held-out examples: PyTorch's are twice the training losses, and Keras wrote the same
  /// ones into a table and into event files, in single precision.
  @Test func validationLosses() throws {
    func curve(_ name: String) throws -> Curve {
      try #require(CurveLog.read(Self.fixtures.appending(path: name).path()).first).curve
    }
    let pytorch = try curve("pytorch")
    #expect(pytorch.validationLosses.count == 40)
    for (point, held) in zip(pytorch, pytorch.validationLosses) {
      #expect(abs(held.loss / (2 * point.loss) - 1) <= 0x1p-22)
    }
    let (table, events) = (try curve("keras/training.log"), try curve("keras"))
    #expect(table.validationLosses.count == 40)
    #expect(events.validationLosses.map(\.step) == Array(0..<40))
    for (held, other) in zip(table.validationLosses, events.validationLosses) {
      #expect(abs(other.loss / held.loss - 1) <= 0x1p-23)
    }
    #expect(try curve("lightning/metrics.csv").validationLosses.isEmpty)
    for name in ["mlflow/run", "mlflow/history"] {
      #expect(try curve(name).validationLosses.map(\.step) == [9, 19, 29, 39])
    }
    #expect(try curve("tensorboardx").validationLosses.count == 40)
    #expect(try curve("keras-console/lines.log").validationLosses.count == 40)
    #expect(try curve("huggingface-console/train.log").validationLosses.map(\.step) == [19, 39])
  }

  /// What W&B keeps of an offline run is its own.
  @Test func binaryRun() {
    let path = Self.fixtures.appending(path: "wandb/run.wandb").path()
    let error = #expect(throws: LogError.self) { try CurveLog.read(path) }
    #expect(error?.description.contains("a Weights & Biases run (.wandb)") == true)
  }

  @Test(arguments: ["pytorch/events.out.tfevents.1.pytorch", "keras/training.log"])
  func compressed(name: String) throws {
    let folder = try TemporaryFolder()
    let plain = Self.fixtures.appending(path: name)
    let packed = try folder.write("packed", try bytes(of: plain.path()))
    let gzip = Process()
    gzip.executableURL = URL(filePath: "/usr/bin/env")
    gzip.arguments = ["gzip", packed]
    try gzip.run()
    gzip.waitUntilExit()
    let logs = try CurveLog.read(packed + ".gz")
    #expect(logs.map(\.curve) == (try CurveLog.read(plain.path())).map(\.curve))

    // Half of the compressed file: what is in it is used, and said.
    let half = try bytes(of: packed + ".gz")
    let cut = try folder.write("cut.gz", Array(half[..<(half.count * 3 / 4)]))
    let log = try #require(try CurveLog.read(cut).first)
    #expect(!log.curve.isEmpty && log.curve.count < logs[0].curve.count)
    #expect(log.notes.contains { $0.contains("the gzip data is truncated") })
  }
}
