import Datasets
import Foundation
import Testing
import Torch

@testable import Training

extension TrainingTests {
  @Suite(.serialized)
  struct ThreadsTests {
    /// Models whose operations have nodes of our own, none of which draws random numbers.
    static let models = [
      ("mlp:32,16", OptimizerSettings(.sgd)), ("cnn", .init(.adam)), ("resnet:8", .init(.sgd)),
    ]

    /// Two learners that train at once, each on a thread of its own, have the losses and the
    /// weights that each has alone.
    @Test(arguments: models, [1, 2])
    func twoTrainingsAtOnceAreAsEachIsAlone(
      model: (name: String, optimizer: OptimizerSettings), threads: Int
    ) throws {
      let before = try threadCount()
      defer { try? setThreadCount(before) }
      try setThreadCount(threads)
      func trainings() throws -> [Training] {
        try [UInt64(1), 2].map { seed in
          let settings = TrainingSettings(
            model: model.name, optimizer: model.optimizer, batchSize: 16, seed: seed)
          return Training(try Learner(settings, on: tinyImages()))
        }
      }
      let alone = try trainings()
      for training in alone { training.train() }
      let atOnce = try trainings()
      let group = DispatchGroup()
      for training in atOnce {
        group.enter()
        Thread {
          training.train()
          group.leave()
        }.start()
      }
      group.wait()
      for (one, other) in zip(alone, atOnce) {
        #expect(other.losses.count == 12)
        #expect(try one.losses == other.losses && one.state() == other.state())
      }
      #expect(alone[0].losses != alone[1].losses)
    }
  }
}

/// A training that one thread at a time is at.
private final class Training: @unchecked Sendable {
  private let learner: Learner
  private(set) var losses: [Double] = []

  init(_ learner: Learner) { self.learner = learner }

  func train() {
    for step in 0..<12 {
      guard let loss = try? learner.step(learningRate: 0.01 * Double(step + 1)) else { return }
      losses.append(loss)
    }
  }

  func state() throws -> [[Float]] {
    try learner.model.snapshot().tensors.map { try $0.tensor.values() }
  }
}
