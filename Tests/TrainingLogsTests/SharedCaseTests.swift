import Foundation
import LearningRateFinder
import Testing
import TrainingLogs

/// Logs as tools and people left them, a folder each, where these are: in `../shared/cases` beside
/// the checkout, or where `LRFINDER_TEST_CASES` says.
@Suite struct SharedCaseTests {
  static let cases: URL = {
    if let path = ProcessInfo.processInfo.environment["LRFINDER_TEST_CASES"] {
      return URL(filePath: path)
    }
    return URL(filePath: #filePath).appending(path: "../../../../shared/cases").standardized
  }()
  static let areHere = FileManager.default.fileExists(atPath: cases.path())

  /// What all of these record: one test of a hundred steps, or fewer of the same.
  struct Case: Sendable, CustomTestStringConvertible {
    let folder: String
    let files: [String]
    var ramp: (Double, Double, Int)?
    /// How far rates are from those of the test, and losses from its losses: as they were rounded.
    var tolerance = 1e-12
    var runs = 1
    var testDescription: String { folder }
  }

  static let logs: [Case] = [
    Case(folder: "add-scalars", files: ["t01b_add_scalars"], tolerance: 1e-6),
    Case(folder: "detectron2-metrics", files: ["f18_detectron2_metrics.json"]),
    Case(folder: "eval-rows-replace-training", files: ["c19_eval_rows.jsonl"]),
    Case(folder: "fairseq-log", files: ["f17_fairseq.log"], tolerance: 5e-4),
    Case(folder: "huggingface-stdout", files: ["f11_hf_stdout_clean.log"], tolerance: 1e-4),
    Case(folder: "huggingface-v5-strings", files: ["f11_hf_v5_strings.log"], tolerance: 1e-3),
    Case(folder: "json-after-a-line-of-text", files: ["c18_mixed_stdout.jsonl"]),
    Case(folder: "json-between-text", files: ["c18_json_then_text.jsonl"]),
    Case(folder: "llmc-log", files: ["f14_llmc_main.log"], tolerance: 0.5),
    Case(
      folder: "losses-only", files: ["f30_losses_only.txt"], ramp: (1e-6, 10, 100),
      tolerance: 1e-9),
    Case(folder: "lr-in-a-list", files: ["f23_lr_list.jsonl"]),
    Case(folder: "lrs-losses", files: ["c12_names3.json"]),
    Case(folder: "megatron-log", files: ["f15_megatron.log"], tolerance: 1e-3),
    Case(folder: "mlflow-folder", files: ["f06_mlruns"]),
    Case(folder: "nanogpt-log", files: ["f13_nanogpt.log"], tolerance: 1e-4),
    Case(folder: "no-step-in-tensorboard", files: ["t06_nostep"], tolerance: 1e-6),
    Case(folder: "param-groups-alike", files: ["t04b_groups_same"], tolerance: 1e-6),
    Case(folder: "rows-out-of-order", files: ["b24_reversed.csv"]),
    Case(folder: "same-folder-twice", files: ["t02_twice"], tolerance: 1e-6, runs: 2),
    Case(folder: "tensor-text", files: ["f24_tensor_short.csv"], tolerance: 1e-4),
    Case(
      folder: "tensorboard-csv-pair",
      files: ["run-exp1-tag-lr.csv", "run-exp1-tag-train_loss.csv"]),
    Case(folder: "wandb-both", files: ["f03_wandb_both.csv"]),
    Case(folder: "wandb-two-files", files: ["f02_wandb_loss.csv", "f02_wandb_lr.csv"]),
    Case(folder: "wandb-x-is-lr", files: ["f01_wandb_xlr.csv"]),
  ]

  @Test(.enabled(if: areHere, "there are no shared cases"), arguments: logs)
  func isTheSameTest(_ log: Case) throws {
    let expected = try CurveLog.read(
      Self.cases.appending(path: "rows-out-of-order/b24_reversed.csv").path())[0].curve
    try #require(expected.count == 100)
    let ramp = try log.ramp.map { try Ramp(from: $0.0, to: $0.1, steps: $0.2) }
    let folder = Self.cases.appending(path: log.folder)
    let found = try CurveLog.read(
      log.files.map { folder.appending(path: $0).path() }, LogOptions(ramp: ramp))
    #expect(found.count == log.runs)
    for (number, run) in found.enumerated() {
      try #require(run.curve.count == 100)
      // Of a folder that was used twice, the other run is another test.
      if number > 0 { continue }
      for (point, right) in zip(run.curve, expected) {
        let isNear =
          abs(point.learningRate / right.learningRate - 1) <= log.tolerance
          && (log.runs > 1 || abs(point.loss - right.loss) <= max(log.tolerance, 1e-12) * 500)
        #expect(isNear, "\(point) is not \(right)")
      }
    }
  }

  @Test(.enabled(if: areHere, "there are no shared cases"))
  func lossesBetweenRates() throws {
    let path = Self.cases.appending(path: "rate-and-loss-off-by-one/b25_offbyone.jsonl").path()
    let log = try CurveLog.read(path)[0]
    #expect(log.curve.count == 50)
    #expect(log.curve.learningRates[0] == 1e-6 && log.curve.losses[0] == 2.8811281466429763)
    #expect(log.summary?.contains("50 losses with the last rate before them") == true)
  }

  @Test(
    .enabled(if: areHere, "there are no shared cases"),
    arguments: [
      ("binary-file/e09.npz", "is no log but a ZIP archive"),
      ("reliability/escapes/a.csv", "found lr"),
    ])
  func isSaidWithoutItsBytes(file: String, message: String) throws {
    let error = #expect(throws: LogError.self) {
      try CurveLog.read(Self.cases.appending(path: file).path())
    }
    #expect(error?.description.contains(message) == true)
    #expect(
      error?.description.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F } == true)
  }
}
