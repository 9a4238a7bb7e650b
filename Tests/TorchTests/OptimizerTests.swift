import Testing
import Torch

extension EngineTests {
  @Suite(.serialized)
  struct OptimizerTests {
    struct Recorded: Decodable {
      var weight, bias, losses: [Float]
      var norms: [Float]?
    }

    static let cases: [(name: String, rule: any UpdateRule)] = [
      ("sgd", SGD(learningRate: 0.1)),
      ("sgd-decay", SGD(learningRate: 0.1, weightDecay: 0.01)),
      ("sgd-momentum", SGD(learningRate: 0.1, momentum: 0.9, weightDecay: 0.01)),
      ("sgd-dampening", SGD(learningRate: 0.1, momentum: 0.9, dampening: 0.3)),
      (
        "sgd-nesterov",
        SGD(learningRate: 0.1, momentum: 0.9, weightDecay: 0.01, isNesterov: true)
      ),
      ("adam", Adam(learningRate: 0.01)),
      (
        "adam-decay",
        Adam(learningRate: 0.01, beta1: 0.8, beta2: 0.95, epsilon: 1e-6, weightDecay: 0.1)
      ),
      ("adam-amsgrad", Adam(learningRate: 0.3, isAMSGrad: true)),
      ("adamw", AdamW(learningRate: 0.01)),
      ("adamw-decay", AdamW(learningRate: 0.1, beta1: 0.8, beta2: 0.95, weightDecay: 0.2)),
      ("adamw-amsgrad", AdamW(learningRate: 0.3, isAMSGrad: true)),
      ("adagrad", Adagrad(learningRate: 0.1)),
      (
        "adagrad-decay",
        Adagrad(
          learningRate: 0.1, learningRateDecay: 0.1, initialSum: 0.2, epsilon: 1e-6,
          weightDecay: 0.1)
      ),
      ("rmsprop", RMSprop(learningRate: 0.01)),
      (
        "rmsprop-decay",
        RMSprop(learningRate: 0.01, smoothing: 0.9, epsilon: 1e-6, weightDecay: 0.1)
      ),
      ("rmsprop-momentum", RMSprop(learningRate: 0.01, momentum: 0.9)),
      ("rmsprop-centered", RMSprop(learningRate: 0.01, isCentered: true)),
      (
        "rmsprop-all",
        RMSprop(
          learningRate: 0.01, smoothing: 0.9, momentum: 0.8, weightDecay: 0.1, isCentered: true)
      ),
    ]

    /// Trains record.py's model for ten steps.
    func train(_ rule: any UpdateRule, clip: Double? = nil, split: Bool = false) throws -> Recorded
    {
      let model = try Linear(4, 2)
      try model.parameters[0].copy(from: Fixture.wave([2, 4], scale: 0.5))
      try model.parameters[1].copy(from: Fixture.wave([2], scale: 0.1, shift: 1))
      let inputs = try Fixture.wave([8, 4], shift: 2)
      let targets = try Fixture.wave([8, 2], shift: 3)
      let optimizer: Optimizer
      if split {
        optimizer = try Optimizer([model.parameters[0]], rule: rule)
        try optimizer.addGroup([model.parameters[1]], rule: rule)
      } else {
        optimizer = try Optimizer(model.parameters, rule: rule)
      }
      var losses: [Float] = []
      var norms: [Float] = []
      for _ in 0..<10 {
        try optimizer.zeroGradients()
        let loss = try Loss.meanSquaredError(model(inputs), targets)
        losses.append(Float(try loss.item()))
        try loss.backward()
        if let clip { norms.append(Float(try optimizer.clipGradientNorm(clip))) }
        try optimizer.step()
      }
      return Recorded(
        weight: try model.parameters[0].values(), bias: try model.parameters[1].values(),
        losses: losses, norms: clip == nil ? nil : norms)
    }

    @Test(arguments: cases.indices, [false, true])
    func tenStepsAreTorchOptims(index: Int, split: Bool) throws {
      let (name, rule) = Self.cases[index]
      let recorded = try Fixture.load("optimizers", as: [String: Recorded].self)
      let expected = try #require(recorded[name])
      let result = try train(rule, split: split)
      expectClose(result.losses, expected.losses, tolerance: 1e-5, "\(name)")
      expectClose(result.weight, expected.weight, tolerance: 1e-5, "\(name)")
      expectClose(result.bias, expected.bias, tolerance: 1e-5, "\(name)")
    }

    @Test
    func everyRecordedRunIsCompared() throws {
      let recorded = try Fixture.load("optimizers", as: [String: Recorded].self)
      #expect(Set(recorded.keys) == Set(Self.cases.map(\.name) + ["clipped"]))
    }

    @Test
    func clippingIsTorchs() throws {
      let expected = try #require(
        try Fixture.load("optimizers", as: [String: Recorded].self)["clipped"])
      let result = try train(SGD(learningRate: 0.1), clip: 0.5)
      expectClose(result.norms ?? [], expected.norms ?? [.nan])
      expectClose(result.weight, expected.weight, tolerance: 1e-5)
    }

    @Test(arguments: rules)
    func parametersWithoutAGradientStayAsTheyAre(rule: any UpdateRule) throws {
      let used = try Tensor.ones([3])
      let unused = try Tensor.ones([3])
      for tensor in [used, unused] { try tensor.setRequiresGradient(true) }
      let optimizer = try Optimizer([unused, used], rule: rule)
      for _ in 0..<2 {
        try optimizer.zeroGradients()
        try (used * used).sum().backward()
        try optimizer.step()
      }
      #expect(try unused.values() == [1, 1, 1])
      #expect(try used.values() != [1, 1, 1])
      #expect(try optimizer.groups[0].state()[0].allSatisfy { $0 == nil })
    }

    @Test(arguments: rules)
    func theLayoutInMemoryChangesNoResult(rule: any UpdateRule) throws {
      func run(_ order: Tensor.MemoryOrder) throws -> [Float] {
        let tensor = try Fixture.wave([2, 3, 2, 2]).contiguous(order)
        let factors = try Fixture.wave([2, 3, 2, 2], shift: 1)
        try tensor.setRequiresGradient(true)
        let optimizer = try Optimizer([tensor], rule: rule)
        for step in 0..<4 {
          try optimizer.zeroGradients()
          try (tensor * tensor * factors).sum().backward()
          try optimizer.step()
          // A state that went through a file comes back row-major.
          if step == 1 {
            let group = optimizer.groups[0]
            let saved = try group.state().map { try $0.map { try $0?.contiguous() } }
            try group.setState(saved)
          }
        }
        return try tensor.values()
      }
      #expect(try run(.channelsLast) == run(.rowMajor))
    }

    /// Against doubles that lie in a row.
    @Test(arguments: rules, DataType.floats)
    func everyTypeAndLayoutHasTheSameUpdates(rule: any UpdateRule, type: DataType) throws {
      func run(_ type: DataType, _ layout: Layout, gradient: Layout) throws -> [Double] {
        let shape = [2, 3, 2, 2]
        let values = try Fixture.wave(shape).moved(dataType: .bfloat16).moved(dataType: type)
        let tensor = try layout.leaf(values)
        let optimizer = try Optimizer([tensor], rule: rule)
        for step in 0..<4 {
          let wave = try Fixture.wave(shape, shift: Double(step)).moved(dataType: type)
          try tensor.setGradient(gradient.leaf(wave))
          try optimizer.step()
        }
        return try tensor.values(as: Double.self)
      }
      let expected = try run(.float64, .rowMajor, gradient: .rowMajor)
      for layout in Layout.allCases {
        for gradient in [layout, .rowMajor] {
          let found = try run(type, layout, gradient: gradient)
          for (one, other) in zip(found, expected) {
            #expect(abs(one - other) < type.tolerance, "\(layout), gradient \(gradient)")
          }
        }
      }
    }

    @Test(arguments: rules)
    func whatHasAnotherShapeIsRefused(rule: any UpdateRule) throws {
      func optimizer(_ shape: [Int]) throws -> (tensor: Tensor, optimizer: Optimizer) {
        let tensor = try Tensor.ones(shape)
        try tensor.setGradient(Tensor.ones(shape))
        let optimizer = try Optimizer([tensor], rule: rule)
        try optimizer.step()
        return (tensor, optimizer)
      }
      let (small, large) = (try optimizer([2]), try optimizer([4000]))
      #expect(
        failure { try large.tensor.setGradient(Tensor.ones([2])) }?.message
          == "a gradient of shape [2], float on cpu, does not fit a tensor of shape [4000], float "
          + "on cpu")
      #expect(
        failure { try large.tensor.setGradient(Tensor.ones([4000], dataType: .float64)) } != nil)
      let state = try small.optimizer.snapshot()
      let hasState = state.groups[0].tensors[0].contains { $0?.rank == 1 }
      #expect(
        failure { try large.optimizer.restore(state) }?.message
          == (hasState ? "state of shape [2] does not fit a parameter of shape [4000]" : nil))
      // The state, or the gradient, of a parameter that has become a larger one.
      try small.tensor.rebind(to: Tensor.ones([4000]))
      try small.tensor.setGradient(Tensor.ones([4000]))
      #expect((failure { try small.optimizer.step() } != nil) == hasState)
    }

    @Test
    func groupsHaveTheirOwnRates() throws {
      let tensors = try (0..<2).map { _ in try Tensor.ones([1]) }
      for tensor in tensors { try tensor.setRequiresGradient(true) }
      let optimizer = try Optimizer([tensors[0]], rule: SGD(learningRate: 0.5))
      try optimizer.addGroup([tensors[1]], rule: SGD(learningRate: 0.25))
      try (tensors[0] + tensors[1]).sum().backward()
      try optimizer.step()
      #expect(try tensors[0].item() == 0.5)
      #expect(try tensors[1].item() == 0.75)
      optimizer.groups[1].learningRate = 0.5
      try optimizer.step()
      #expect(try tensors[1].item() == 0.25)
    }

    @Test(arguments: [
      (
        SGD(learningRate: -1) as any UpdateRule,
        "the learning rate has to be 0 or greater, not -1.0"
      ),
      (SGD(learningRate: .nan), "the learning rate has to be 0 or greater, not nan"),
      (SGD(momentum: -0.1), "the momentum has to be 0 or greater, not -0.1"),
      (SGD(isNesterov: true), "Nesterov's momentum needs a momentum and no dampening"),
      (Adam(beta1: 1), "beta1 has to be from 0 to below 1, not 1.0"),
      (AdamW(weightDecay: -1), "the weight decay has to be 0 or greater, not -1.0"),
      (RMSprop(smoothing: 2), "the smoothing has to be from 0 to 1, not 2.0"),
      (Adagrad(initialSum: -1), "the initial sum has to be 0 or greater, not -1.0"),
    ])
    func settingsOutOfRangeAreRefused(rule: any UpdateRule, message: String) throws {
      let tensor = try Tensor.ones([1])
      #expect(failure { _ = try Optimizer([tensor], rule: rule) }?.message == message)
    }

    @Test
    func anotherOptimizersStateIsRefused() throws {
      let tensor = try Tensor.ones([1])
      let adam = try Optimizer([tensor], rule: Adam())
      let state = try Optimizer([tensor], rule: SGD()).snapshot()
      #expect(failure { try adam.restore(state) } != nil)
      let longer = try Optimizer([tensor, tensor], rule: Adam()).snapshot()
      #expect(failure { try adam.restore(longer) } != nil)
    }
  }
}
