import EngineTestSupport
import Foundation
import LearningRateFinder
import Schedules
import Testing
import Torch

@testable import Training

/// A training that goes on from a checkpoint is the training that was never interrupted.
@Suite(.serialized, .exclusiveEngine) struct CheckpointTests {
  private let path = FileManager.default.temporaryDirectory
    .appending(path: "checkpoint-\(UUID().uuidString)").path()

  @Test(arguments: OptimizerSettings.Kind.allCases, [3, 7, 16])
  func resumesBitForBit(kind: OptimizerSettings.Kind, stopAfter: Int) throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let whole = try trainer(kind)
    let expected = try TrainerFixture.losses(whole)
    #expect(expected.count == TrainerFixture.steps)

    let killed = try trainer(kind)
    var losses: [Double] = []
    try killed.run { step, _ in
      losses.append(step.loss)
      if losses.count == stopAfter {
        try killed.writeCheckpoint(to: path)
        killed.stop()
      }
    }
    // What the process did after the checkpoint is gone with it: random numbers, too.
    try Torch.seed(999)
    let learner = try TrainerFixture.learner(kind, isAugmented: true)
    _ = try learner.step(learningRate: 0.1)
    let resumed = try Trainer(
      resuming: path, learner, steps: TrainerFixture.steps, heldOut: heldOut(),
      refinding: refinding())
    #expect(resumed.progress.step == stopAfter)
    losses += try TrainerFixture.losses(resumed)
    #expect(losses.map(\.bitPattern) == expected.map(\.bitPattern))
    #expect(resumed.epochs == whole.epochs)
    #expect(resumed.findings == whole.findings)
    for (own, other) in zip(learner.model.namedParameters, whole.learner.model.namedParameters) {
      #expect(try own.tensor.isIdentical(to: other.tensor), "\(own.name)")
    }
  }

  @Test func aCheckpointOfTheEndIsOver() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let trainer = try trainer(.sgd)
    try trainer.run()
    try trainer.writeCheckpoint(to: path)
    let learner = try TrainerFixture.learner(isAugmented: true)
    let resumed = try Trainer(resuming: path, learner, steps: TrainerFixture.steps)
    #expect(resumed.outcome == .completed)
    #expect(resumed.epochs == trainer.epochs)
  }

  @Test func refusesTheCheckpointOfAnotherTraining() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    try trainer(.sgd).writeCheckpoint(to: path)
    let others: [(String, Learner, Int)] = [
      ("its optimizer is sgd, not adam", try TrainerFixture.learner(.adam, isAugmented: true), 24),
      (
        "its batch size is 8, not 4", try TrainerFixture.learner(batchSize: 4, isAugmented: true),
        24
      ),
      ("its seed is 5, not 6", try TrainerFixture.learner(seed: 6, isAugmented: true), 24),
      ("its augmentation is true, not false", try TrainerFixture.learner(), 24),
      ("its number of steps is 24, not 25", try TrainerFixture.learner(isAugmented: true), 25),
      (
        "its data set is tiny, not fashion",
        try TrainerFixture.learner(isAugmented: true, dataName: "fashion"), 24
      ),
    ]
    for (difference, learner, steps) in others {
      let before = try learner.model.parameters.map { try $0.values() }
      let error = TrainingError("\(path) is a checkpoint of another training: \(difference)")
      #expect(throws: error) { try Trainer(resuming: path, learner, steps: steps) }
      #expect(try learner.model.parameters.map { try $0.values() } == before)
    }
    #expect(
      throws: TrainingError("\(path) is a checkpoint of another model: its tensors differ")
    ) {
      try Trainer(
        resuming: path, TrainerFixture.learner(width: 6, isAugmented: true), steps: 24)
    }
  }

  @Test func refusesWhatIsNoCheckpoint() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let learner = try TrainerFixture.learner(isAugmented: true)
    try trainer(.sgd).writeCheckpoint(to: path)
    let whole = try Data(contentsOf: URL(filePath: path))
    var wrongLength = whole
    wrongLength.replaceSubrange(0..<8, with: [UInt8](repeating: 255, count: 8))
    for damaged in [
      Data(), Data("hello, world".utf8), whole.dropLast(1), whole.prefix(100), wrongLength,
    ] {
      try Data(damaged).write(to: URL(filePath: path))
      #expect(throws: TrainingError("\(path) is no checkpoint, or a damaged one", isUsage: false)) {
        try Trainer(resuming: path, learner, steps: 24)
      }
    }
    try FileManager.default.removeItem(atPath: path)
    #expect(throws: TrainingError.self) { try Trainer(resuming: path, learner, steps: 24) }
  }

  /// Numbers that no training comes to, at the places where they stand in the file.
  @Test(arguments: [
    ("\"step\":7", "\"step\":-1"), ("\"step\":7", "\"step\":9223372036854775807"),
    ("\"step\":7", "\"step\":25"), ("\"lossCount\":", "\"lossCount\":9223372036854775807,\"x\":"),
    ("\"lossCount\":", "\"lossCount\":-1,\"x\":"), ("\"lossSum\":", "\"lossSum\":\"nan\",\"x\":"),
    ("\"number\":1", "\"number\":-9223372036854775808"), ("\"waited\":", "\"waited\":-1,\"x\":"),
    ("\"waited\":", "\"waited\":9223372036854775807,\"x\":"),
    ("\"cooling\":", "\"cooling\":9223372036854775807,\"x\":"),
    ("\"position\":", "\"position\":-1,\"x\":"),
    ("\"learningRate\":", "\"learningRate\":\"inf\",\"x\":"),
  ])
  func refusesImpossibleNumbers(written: String, replacement: String) throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    func learner() throws -> Learner { try TrainerFixture.learner(isAugmented: true) }
    let plateau = try Trainer(
      learner(), schedule: TrainerFixture.schedule("plateau", rate: 0.01),
      steps: TrainerFixture.steps, heldOut: heldOut())
    try plateau.run { step, _ in if step.index == 6 { plateau.stop() } }
    try plateau.writeCheckpoint(to: path)
    let file = try CheckpointFile(contentsOf: path)
    let text = try #require(file.texts["lrfinder"])
    try #require(text.contains(written))
    // Of several places, the last is that of the training and not of its schedule.
    let place = try #require(text.range(of: written, options: .backwards))
    let changed = text.replacingCharacters(in: place, with: replacement)
    try CheckpointFile(tensors: file.tensors, texts: ["lrfinder": changed]).write(to: path)
    let error = #expect(throws: TrainingError.self) {
      try Trainer(resuming: path, learner(), steps: TrainerFixture.steps, heldOut: heldOut())
    }
    #expect(error?.description.contains("damaged checkpoint") == true)
    #expect(error?.isUsage == false)
  }

  /// Every type of tensor comes back with its type, its shape and its bits.
  @Test func keepsTensorsOfEveryType() throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let floats: [Float] = [0, -0.0, 1.5, .nan, .infinity, 1e-30]
    let tensors = try DataType.allCases.map { type in
      let tensor =
        type == .float64
        ? try Tensor([0.1, -1e300, .infinity, 4, 5, 6], shape: [3, 2])
        : try Tensor(
          type == .uint8 || type == .int64 ? [0, 1, 2, 250, 4, 5] : floats, shape: [3, 2])
      return NamedTensor("\(type)", try tensor.moved(dataType: type))
    }
    let more = try [
      NamedTensor("scalar", Tensor(7 as Float)), NamedTensor("none", .zeros([0, 3])),
    ]
    try CheckpointFile(tensors: tensors + more, texts: ["a": "ä\n\""]).write(to: path)
    let read = try CheckpointFile(contentsOf: path)
    #expect(read.texts == ["a": "ä\n\""])
    let byName = Dictionary(uniqueKeysWithValues: read.tensors.map { ($0.name, $0.tensor) })
    #expect(byName.count == tensors.count + 2)
    for item in tensors + more {
      let tensor = try #require(byName[item.name])
      #expect(tensor.dataType == item.tensor.dataType)
      #expect(try tensor.isIdentical(to: item.tensor), "\(item.name)")
    }
    #expect(!FileManager.default.fileExists(atPath: path + ".part"))
  }

  // MARK: - Helpers

  private func heldOut() throws -> HeldOutExamples { try HeldOutExamples(tinyImages(count: 24)) }

  private func refinding() throws -> Trainer.Refinding {
    try Trainer.Refinding(
      everyEpochs: 1, SearchPlan(Ramp(from: 1e-5, to: 10, steps: 40), adaptBudget: 3))
  }

  private func trainer(_ kind: OptimizerSettings.Kind) throws -> Trainer {
    try Trainer(
      TrainerFixture.learner(kind, isAugmented: true),
      schedule: TrainerFixture.schedule("one-cycle", rate: 0.01), steps: TrainerFixture.steps,
      heldOut: heldOut(), refinding: refinding())
  }
}
