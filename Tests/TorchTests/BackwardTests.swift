import Testing
import Torch

extension EngineTests {
  /// A loss that only nodes of our own lead to is not given to libtorch's engine; multiplied by
  /// one, the same loss is.
  @Suite(.serialized)
  struct BackwardTests {
    /// The gradients of a classifier's parameters and of its input.
    func gradients(
      of model: Module, throughEngine: Bool, inputNeedsGradient: Bool = false
    ) throws -> [[Float]] {
      for parameter in model.parameters { try parameter.setGradient(nil) }
      let (inputs, classes) = try makeExamples()
      try inputs.setRequiresGradient(inputNeedsGradient)
      let loss = try Loss.crossEntropy(model(inputs), classes)
      try (throughEngine ? loss * 1 : loss).backward()
      let tensors = model.parameters + (inputNeedsGradient ? [inputs] : [])
      return try tensors.map { try #require($0.gradient).values() }
    }

    @Test(arguments: [[6, 3], [6, 16, 3], [6, 24, 8, 3]], [false, true])
    func aChainOfLayersHasTheEnginesGradients(widths: [Int], inputNeedsGradient: Bool) throws {
      let model = try Sequential(
        zip(widths, widths.dropFirst()).enumerated().flatMap { index, widths in
          let layer = try Linear(widths.0, widths.1)
          return index == 0 ? [layer] : [Activation(.relu), layer]
        })
      let expected = try gradients(
        of: model, throughEngine: true, inputNeedsGradient: inputNeedsGradient)
      let found = try gradients(
        of: model, throughEngine: false, inputNeedsGradient: inputNeedsGradient)
      #expect(found == expected)
    }

    @Test
    func aLayerThatComesTwiceAddsUpItsGradients() throws {
      let twice = try Linear(6, 6)
      let model = try Sequential(twice, Activation(.relu), twice, Linear(6, 3))
      #expect(
        try gradients(of: model, throughEngine: false)
          == gradients(of: model, throughEngine: true))
    }

    @Test
    func whatBranchesHasTheGradientsOfItsParts() throws {
      let (left, right) = (try Linear(6, 3), try Linear(6, 3))
      let (inputs, classes) = try makeExamples()
      try Loss.crossEntropy(left(inputs) + right(inputs), classes).backward()
      let found = try #require(left.parameters[0].gradient).values()
      #expect(try #require(right.parameters[0].gradient).values() == found)
      for (a, b) in zip(left.parameters, right.parameters) { try a.copy(from: a.detached() + b) }
      try left.parameters.forEach { try $0.setGradient(nil) }
      try Loss.crossEntropy(left(inputs), classes).backward()
      expectClose(try #require(left.parameters[0].gradient).values(), found)
    }

    @Test
    func gradientsOfAChainAddUpUntilTheyAreTakenAway() throws {
      let model = try Linear(6, 3)
      let once = try gradients(of: model, throughEngine: false)
      let (inputs, classes) = try makeExamples()
      try Loss.crossEntropy(model(inputs), classes).backward()
      let twice = try model.parameters.map { try #require($0.gradient).values() }
      for (one, two) in zip(once, twice) { #expect(two == one.map { 2 * $0 }) }
    }

    /// Many logits, or a class to leave out, are left to ATen's cross entropy.
    @Test(arguments: [(rows: 40, classes: 5), (rows: 700, classes: 30)])
    func crossEntropyIsATensWhereverItIsComputed(rows: Int, classes: Int) throws {
      let labels = (0..<rows).map { Int64($0 * 7 % classes) }
      func gradient(leavingOut ignored: Int) throws -> [Float] {
        let scores = try Fixture.wave([rows + ignored, classes], scale: 3)
        try scores.setRequiresGradient(true)
        let targets = labels + [Int64](repeating: -100, count: ignored)
        try Loss.crossEntropy(scores, Tensor(targets)).backward()
        return try #require(scores.gradient).values()
      }
      let whole = try gradient(leavingOut: 0)
      let padded = try gradient(leavingOut: 1)
      expectClose(Array(padded.prefix(whole.count)), whole)
      #expect(padded.suffix(classes).allSatisfy { $0 == 0 })
      let scores = try Fixture.wave([rows, classes], scale: 3)
      let expected = try Loss.crossEntropy(scores, Tensor(labels)).item()
      try scores.setRequiresGradient(true)
      let found = try Loss.crossEntropy(scores, Tensor(labels)).item()
      expectClose([Float(found)], [Float(expected)])
    }

    @Test
    func aClassThatIsNotThereIsNamed() throws {
      let scores = try Fixture.wave([2, 3])
      try scores.setRequiresGradient(true)
      let message = failure { _ = try Loss.crossEntropy(scores, Tensor([0, 3] as [Int64])) }?
        .message
      #expect(message?.contains("Target 3 is out of bounds") == true)
    }

    @Test
    func aLossLeadsBackOnlyOnce() throws {
      let (inputs, classes) = try makeExamples()
      let loss = try Loss.crossEntropy(Linear(6, 3)(inputs), classes)
      try loss.backward()
      #expect(
        failure { try loss.backward() }?.message
          == "the gradient of a loss can be computed only once")
    }
  }
}
