import Testing
import Torch

extension EngineTests {
  @Suite(.serialized)
  struct TrainingStepTests {
    @Test(arguments: rules)
    func trainingLowersTheLoss(rule: any UpdateRule) throws {
      try seed(1)
      let model = try makeClassifier()
      let optimizer = try Optimizer(model.parameters, rule: rule)
      let losses = try train(model, optimizer, steps: 100)
      #expect(losses[99] < 0.8 * losses[0])
    }

    @Test(arguments: rules)
    func sameSeedSameTraining(rule: any UpdateRule) throws {
      func run(_ number: UInt64) throws -> (losses: [Double], state: ModuleState) {
        try seed(number)
        let model = try makeClassifier()
        let optimizer = try Optimizer(model.parameters, rule: rule)
        return (try train(model, optimizer, steps: 10), try model.snapshot())
      }
      let first = try run(5)
      let second = try run(5)
      #expect(first.losses == second.losses)
      for (one, other) in zip(first.state.tensors, second.state.tensors) {
        #expect(try one.tensor.isIdentical(to: other.tensor), "\(one.name)")
      }
      #expect(try run(6).losses != first.losses)
    }

    /// Steps before the snapshot: none (no state exists yet) or some.
    @Test(arguments: rules.indices, [0, 3])
    func restoredTrainingContinuesAsIfNothingHadHappened(rule: Int, stepsBefore: Int) throws {
      func run(interrupted: Bool) throws -> [Double] {
        try seed(9)
        let model = try makeClassifier()
        let optimizer = try Optimizer(model.parameters, rule: rules[rule])
        var losses = try train(model, optimizer, steps: stepsBefore)
        if interrupted {
          let saved = (try model.snapshot(), try optimizer.snapshot(), try RandomState())
          optimizer.setLearningRate(3)
          _ = try train(model, optimizer, steps: 4)
          try model.restore(saved.0)
          try optimizer.restore(saved.1)
          try saved.2.restore()
        }
        losses += try train(model, optimizer, steps: 5)
        let state = try model.snapshot().tensors.flatMap { try $0.tensor.values(as: Double.self) }
        let own = try optimizer.snapshot().groups.flatMap(\.tensors).joined()
          .flatMap { try $0?.values(as: Double.self) ?? [] }
        return losses + state + own
      }
      #expect(try run(interrupted: true) == run(interrupted: false))
    }

    @Test
    func snapshotBeforeTheFirstStepHasNoState() throws {
      let model = try makeClassifier()
      let optimizer = try Optimizer(model.parameters, rule: Adam())
      let saved = try optimizer.snapshot()
      _ = try train(model, optimizer, steps: 1)
      #expect(try optimizer.groups[0].state().joined().contains { $0 != nil })
      try optimizer.restore(saved)
      #expect(try optimizer.groups[0].state().joined().allSatisfy { $0 == nil })
    }

    @Test
    func trainingLeaksNoTensors() throws {
      func run() throws {
        let model = try makeClassifier()
        let optimizer = try Optimizer(model.parameters, rule: Adam())
        let saved = (try model.snapshot(), try optimizer.snapshot())
        _ = try train(model, optimizer, steps: 3)
        try model.restore(saved.0)
        try optimizer.restore(saved.1)
        _ = try? model(Tensor.zeros([2, 5]))
      }
      try run()
      let before = Tensor.liveCount
      for _ in 0..<5 { try run() }
      #expect(Tensor.liveCount == before)
    }

    @Test
    func bfloat16AutocastComputesInItAndEndsWithTheBlock() throws {
      let layer = try Linear(4, 4)
      let input = try Tensor.ones([2, 4])
      let inside = try withAutocast(dataType: .bfloat16, device: .cpu) { () throws(TorchError) in
        try layer(input)
      }
      #expect(inside.dataType == .bfloat16)
      #expect(try layer(input).dataType == .float32)
      let error = failure {
        _ = try withAutocast(device: .cpu) { () throws(TorchError) in try layer(layer(input).sum())
        }
      }
      #expect(error != nil)
      #expect(try layer(input).dataType == .float32)
    }
  }
}
