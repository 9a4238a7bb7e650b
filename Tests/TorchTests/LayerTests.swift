import Testing
import Torch

extension EngineTests {
  @Suite(.serialized)
  struct LayerTests {
    struct Recorded: Decodable {
      var shape: [Int]
      var output, input_gradient: [Float]
      var gradients, buffers: [[Float]]
    }

    struct Case: Sendable, CustomTestStringConvertible {
      let name: String
      let inputShape: [Int]
      let make: @Sendable () throws -> Module
      var testDescription: String { name }
    }

    static var cases: [Case] {
      [
        Case(name: "linear", inputShape: [2, 5]) { try Linear(5, 3) },
        Case(name: "conv", inputShape: [2, 4, 5, 5]) {
          try Convolution2D(4, 6, kernel: 3, stride: 2, padding: 1, groups: 2)
        },
        Case(name: "conv-transposed", inputShape: [2, 3, 3, 3]) {
          try TransposedConvolution2D(3, 2, kernel: 3, stride: 2, padding: 1, outputPadding: 1)
        },
        Case(name: "batch-norm-vectors", inputShape: [4, 3]) { try BatchNorm(3, over: .vectors) },
        Case(name: "batch-norm-images", inputShape: [2, 3, 2, 2]) {
          try BatchNorm(3, over: .images, momentum: 0.3)
        },
        Case(name: "layer-norm", inputShape: [2, 3, 4]) { try LayerNorm([3, 4]) },
        Case(name: "attention", inputShape: [2, 3, 4]) { try MultiHeadAttention(4, heads: 2) },
        Case(name: "attention-causal", inputShape: [2, 3, 4]) {
          try MultiHeadAttention(4, heads: 2, isCausal: true)
        },
        Case(name: "lstm", inputShape: [2, 4, 3]) { try LSTM(3, hidden: 2, layers: 2) },
        Case(name: "max-pooling", inputShape: [2, 2, 5, 5]) {
          Pooling2D(.maximum, size: 3, stride: 2, padding: 1)
        },
        Case(name: "average-pooling", inputShape: [2, 2, 4, 4]) { Pooling2D(.average, size: 2) },
        Case(name: "adaptive-pooling", inputShape: [2, 2, 5, 5]) {
          AdaptiveAveragePooling2D(height: 2, width: 3)
        },
      ]
        + Activation.Function.allCases.map { function in
          Case(name: function.rawValue, inputShape: [3, 4]) { Activation(function) }
        }
    }

    @Test(arguments: cases)
    func forwardAndBackwardAreTorchs(layer: Case) throws {
      let expected = try #require(
        try Fixture.load("layers", as: [String: Recorded].self)[layer.name])
      let module = try layer.make()
      for (index, parameter) in module.parameters.enumerated() {
        try parameter.copy(
          from: Fixture.wave(parameter.shape, scale: 0.4, shift: Double(index)))
      }
      let input = try Fixture.wave(layer.inputShape)
      try input.setRequiresGradient(true)
      let output = try module(input)
      try (output * output).mean().backward()
      #expect(output.shape == expected.shape)
      expectClose(try output.values(), expected.output, "output")
      expectClose(try input.gradient?.values() ?? [], expected.input_gradient, "input")
      #expect(module.parameters.count == expected.gradients.count)
      for (parameter, gradient) in zip(module.namedParameters, expected.gradients) {
        let values = try parameter.tensor.gradient?.values() ?? []
        expectClose(values, gradient, tolerance: 5e-6, "\(parameter.name)")
      }
      #expect(module.namedBuffers.count == expected.buffers.count)
      for (buffer, values) in zip(module.namedBuffers, expected.buffers) {
        expectClose(try buffer.tensor.values(), values, "\(buffer.name)")
      }
    }

    @Test
    func everyRecordedLayerIsCompared() throws {
      let recorded = try Fixture.load("layers", as: [String: Recorded].self)
      #expect(Set(recorded.keys) == Set(Self.cases.map(\.name)))
    }

    struct Values: Decodable {
      var losses: [String: Float]
      var initial: [[Float]]
    }

    @Test(arguments: Loss.allCases)
    func lossesAreTorchs(loss: Loss) throws {
      let expected = try #require(
        try Fixture.load("values", as: Values.self).losses[loss.rawValue])
      let scores = try Fixture.wave([4, 3])
      let target =
        switch loss {
        case .crossEntropy, .negativeLogLikelihood: try Tensor([0, 2, 1, 2] as [Int64])
        case .binaryCrossEntropy: try Fixture.wave([4, 3], scale: 1.5, shift: 1).sigmoid()
        default: try Fixture.wave([4, 3], scale: 1.5, shift: 1)
        }
      expectClose([Float(try loss(scores, target).item())], [expected])
    }

    /// The cross entropy in one pass, and what is left to libtorch: other shapes and layouts, more
    /// logits, and class -100, which has no part in the mean.
    @Test(arguments: ["plain", "left out", "transposed", "positions", "large"])
    func crossEntropyIsThatOfLogProbabilities(form: String) throws {
      try seed(3)
      let (shape, classes): ([Int], [Int64]) =
        switch form {
        case "left out": ([4, 3], [0, -100, 1, 2])
        case "transposed": ([3, 4], [0, 2, 1, 2])
        case "positions": ([2, 3, 4], [0, 1, 2, 0, 2, 1, 1, 0])
        case "large": ([256, 65], (0..<256).map { $0 % 65 })
        default: ([4, 3], [0, 2, 1, 2])
        }
      let targets = try Tensor(classes, shape: form == "positions" ? [2, 4] : nil)
      let scores = try Tensor.normal(shape)
      try scores.setRequiresGradient(true)
      let logits = form == "transposed" ? try scores.transposed(0, 1) : scores
      func valueAndGradient(_ loss: Tensor) throws -> [Float] {
        try scores.setGradient(nil)
        try loss.backward()
        return [Float(try loss.item())] + (try #require(scores.gradient).values())
      }
      expectClose(
        try valueAndGradient(Loss.crossEntropy(logits, targets)),
        try valueAndGradient(Loss.negativeLogLikelihood(logits.logSoftmax(1), targets)))
      let unrecorded = try withoutGradients { try Loss.crossEntropy(logits, targets).item() }
      expectClose([Float(unrecorded)], [Float(try Loss.crossEntropy(logits, targets).item())])
    }

    @Test
    func initialisationIsTorchs() throws {
      let expected = try Fixture.load("values", as: Values.self).initial
      try seed(42)
      let parameters = try Linear(5, 3).parameters + Convolution2D(2, 3, kernel: 3).parameters
      for (parameter, values) in zip(parameters, expected) {
        #expect(try parameter.values() == values)
      }
    }

    @Test
    func lossesRefuseWhatDoesNotFit() throws {
      let scores = try Tensor.zeros([4, 1])
      let error = failure { _ = try Loss.meanSquaredError(scores, Tensor.zeros([4])) }
      #expect(error?.message == "predictions of shape [4, 1] do not fit targets of shape [4]")
      let outside = failure {
        _ = try Loss.crossEntropy(Tensor.zeros([1, 3]), Tensor([3] as [Int64]))
      }
      #expect(outside?.message == "Target 3 is out of bounds.")
    }

    @Test
    func batchNormInUseTakesTheRunningStatistics() throws {
      let layer = try BatchNorm(2, over: .vectors)
      let input = try Tensor([1, 2, 3, 6] as [Float], shape: [2, 2])
      _ = try layer(input)
      try layer.setTraining(false)
      // Means 2 and 4, unbiased variances 2 and 8, momentum 0.1.
      let variances: [Float] = [1.1, 1.7]
      let output = try layer(input).values()
      let expected = (0..<4).map { index -> Float in
        let mean: Float = index % 2 == 0 ? 0.2 : 0.4
        return ([1, 2, 3, 6][index] - mean) / (variances[index % 2] + 1e-5).squareRoot()
      }
      expectClose(output, expected)
      #expect(
        layer.namedBuffers.map(\.name) == ["running_mean", "running_var", "num_batches_tracked"])
    }

    @Test
    func dropoutDropsInTrainingOnly() throws {
      try seed(3)
      let dropout = try Dropout(0.5)
      let ones = try Tensor.ones([1000])
      let values = try dropout(ones).values()
      #expect(Set(values) == [0, 2])
      #expect((400...600).contains(values.count { $0 == 0 }))
      try dropout.setTraining(false)
      #expect(try dropout(ones).values() == [Float](repeating: 1, count: 1000))
      #expect(
        failure { _ = try Dropout(1.5) }?.message
          == "a dropout probability lies between 0 and 1, not at 1.5")
    }

    @Test
    func lstmGoesOnFromAState() throws {
      let lstm = try LSTM(3, hidden: 2)
      let input = try Fixture.wave([2, 6, 3])
      let whole = try lstm(input).values()
      let first = try lstm.forward(input.sliced(1, 0..<4), from: nil)
      let second = try lstm.forward(input.sliced(1, 4..<6), from: first.state)
      let joined = try Tensor.concatenated([first.output, second.output], along: 1)
      expectClose(try joined.values(), whole)
      #expect(first.state.hidden.shape == [1, 2, 2])
    }

    @Test
    func modulesNameWhatTheyHold() throws {
      let embedding = try Embedding(5, 4)
      #expect(try embedding(Tensor([4, 0] as [Int64])).shape == [2, 4])
      let model = try Sequential(Sequential(Linear(2, 3), BatchNorm(3, over: .vectors)), Flatten())
      #expect(
        model.namedParameters.map(\.name)
          == ["0.0.weight", "0.0.bias", "0.1.weight", "0.1.bias"])
      #expect(model.namedBuffers.count == 3)
      #expect(model.parameterCount == 15)
      #expect(model.namedModules.map(\.name) == ["", "0", "0.0", "0.1", "1"])
      try model.setTraining(false)
      #expect(model.namedModules.allSatisfy { !$0.module.isTraining })
      #expect(
        failure { try model.restore(Linear(2, 3).snapshot()) }?.message
          == "the state is that of another model: its tensors have other names")
    }

    /// One operation for a linear layer and the rectifier after it, against the two in turn as
    /// ATen has them: an input of three dimensions is not one that the operation takes.
    @Test(arguments: [(1, 1, 1), (3, 2, 5), (64, 40, 33), (700, 90, 110)])
    func aLinearLayerAndItsRectifierAreOne(rows: Int, inputs: Int, outputs: Int) throws {
      let model = try Sequential(Linear(inputs, outputs), Activation(.relu))
      func compute(_ shape: [Int]) throws -> [[Float]] {
        for parameter in model.parameters { try parameter.setGradient(nil) }
        let x = try Fixture.wave([rows, inputs])
        try x.setRequiresGradient(true)
        let y = try model(x.reshaped(shape)).reshaped([rows, outputs])
        try (y * Fixture.wave([rows, outputs], shift: 1)).sum().backward()
        let gradients = try ([x] + model.parameters).map { try #require($0.gradient).values() }
        return try [y.values()] + gradients
      }
      for (one, both) in zip(try compute([rows, inputs]), try compute([1, rows, inputs])) {
        expectClose(one, both, tolerance: 2e-5)
      }
      let nothing = try model(Tensor([Float](repeating: .nan, count: inputs), shape: [1, inputs]))
      #expect(try nothing.values().allSatisfy(\.isNaN))
    }

    /// The maximum over windows of 2 × 2 is an operation of our own.
    ///
    /// An image without a batch is left to ATen's. Of equal values it is the first that has the
    /// gradient, and a NaN stays one.
    @Test(
      arguments: [[1, 2, 2], [3, 6, 8], [5, 7, 9], [40, 28, 28]],
      [Tensor.MemoryOrder.rowMajor, .channelsLast])
    func theMaximumOverWindowsIsATens(shape: [Int], order: Tensor.MemoryOrder) throws {
      let count = shape.reduce(1, *)
      let values = (0..<count).map { $0 % 53 == 7 ? .nan : Float($0 * 37 % 11) }
      func compute(_ images: Tensor) throws -> [[Float]] {
        try images.setRequiresGradient(true)
        let maxima = try Pooling2D(.maximum, size: 2)(images)
        try (maxima * Fixture.wave(maxima.shape, shift: 1)).sum().backward()
        return try [maxima, #require(images.gradient)].map { tensor in
          try tensor.values().map { $0.isNaN ? -1 : $0 }
        }
      }
      let expected = try compute(Tensor(values, shape: shape))
      let one = try compute(Tensor(values, shape: [1] + shape).contiguous(order))
      #expect(one == expected)
      let two = try compute(Tensor(values + values, shape: [2] + shape).contiguous(order))
      #expect(two[0] == expected[0] + expected[0])
      #expect(Array(two[1].prefix(count)) == expected[1])
    }

    @Test
    func channelsLastChangesNoResult() throws {
      let model = try Convolution2D(3, 4, kernel: 3)
      let input = try Fixture.wave([2, 3, 6, 6])
      let expected = try model(input).values()
      try model.useChannelsLast()
      expectClose(try model(input.contiguous(.channelsLast)).values(), expected)
    }
  }
}
