import Testing
import Torch

/// An operation that has a node of our own, for its tests.
struct Operation: Sendable, CustomTestStringConvertible {
  let name: String
  let shape: [Int]
  /// Its layer, if it has one.
  var make: (@Sendable () throws -> Module)?
  let compute: @Sendable (Module, _ input: Tensor, _ addend: Tensor) throws -> Tensor

  var testDescription: String { name }

  static let all: [Operation] = {
    let linear: @Sendable () throws -> Module = { try Linear(6, 5) }
    let layers: [(String, [Int], @Sendable () throws -> Module)] = [
      ("linear", [7, 6], linear),
      ("norm of vectors", [7, 6], { try BatchNorm(6, over: .vectors) }),
      ("norm of images", [3, 6, 4, 4], { try BatchNorm(6, over: .images) }),
    ]
    return layers.flatMap { name, shape, make in
      [
        Operation(name: name, shape: shape, make: make) { layer, input, _ in try layer(input) },
        Operation(name: "\(name), rectified", shape: shape, make: make) { layer, input, _ in
          try layer.forwardRectified(input)
        },
        Operation(name: "\(name), sum rectified", shape: shape, make: make) {
          layer, input, addend in
          try layer.forwardRectified(input, adding: addend)
        },
      ]
    } + [
      Operation(name: "maximum", shape: [3, 6, 5, 4]) { _, input, _ in
        try Pooling2D(.maximum, size: 2)(input)
      },
      Operation(name: "cross entropy", shape: [7, 6]) { _, input, _ in
        try Loss.crossEntropy(input, Tensor((0..<7).map { Int64($0 * 5 % 6) }))
      },
    ]
  }()

  /// What may or may not be trained.
  static let parts = ["input", "weight", "bias", "addend"]

  /// How a vector of a layer is changed.
  enum Change: CaseIterable {
    case strided, doubled, single, longer, shorter

    func callAsFunction(_ tensor: Tensor) throws -> Tensor {
      switch self {
      case .strided: try Layout.strided.leaf(tensor)
      case .doubled: try tensor.moved(dataType: .float64)
      case .single: try tensor.sliced(0, 0..<1).cloned()
      case .longer: try Tensor.concatenated([tensor, tensor])
      case .shorter: try tensor.sliced(0, 1..<tensor.shape[0]).cloned()
      }
    }
  }

  /// How a step is made.
  struct Setting {
    /// The type that the numbers are rounded to.
    var type = DataType.float32
    /// The type that they are computed in; nil for the same.
    var computedIn: DataType?
    var layout: Layout?
    var frozen: Set<String> = []
    var isAutocast = false
    /// Whether the input lies as none of our nodes wants it.
    var isForATen = false
    var changed: (part: String, by: Change)?
  }

  /// What a step computed.
  struct Step {
    var outputType: DataType
    /// The output, the gradient of every part that has one, and the running statistics.
    var values: [String: [Double]] = [:]

    func expectClose(
      to other: Step, tolerance: Double, _ what: String = "",
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      #expect(
        values.keys.sorted() == other.values.keys.sorted(), "\(what)",
        sourceLocation: sourceLocation)
      for (name, expected) in other.values {
        let found = values[name] ?? []
        #expect(found.count == expected.count, sourceLocation: sourceLocation)
        let worst = zip(found, expected).map { ($0, $1, error: abs($0 - $1) / max(1, abs($1))) }
          .max { $0.error < $1.error }
        guard let worst, !(worst.error <= tolerance) else { continue }
        Issue.record(
          "\(what) \(name): \(worst.0), expected \(worst.1)", sourceLocation: sourceLocation)
      }
    }
  }

  /// Computes the output and goes back from it.
  func step(_ setting: Setting) throws -> Step {
    let type = setting.computedIn ?? setting.type
    func rounded(_ tensor: Tensor) throws -> Tensor {
      try tensor.moved(dataType: setting.type).moved(dataType: type)
    }
    let layer = try make?() ?? Module()
    for (index, item) in (layer.namedParameters + layer.namedBuffers).enumerated()
    where item.name != "num_batches_tracked" {
      let wave = try Fixture.wave(item.tensor.shape, shift: 1 + Double(index)).absolute() + 0.2
      let values = try item.tensor.dataType == .float32 ? rounded(wave) : wave
      let laidOut =
        item.tensor.rank == 2 ? try values.transposed().contiguous().transposed() : values
      let changed = setting.changed.flatMap { $0.part == item.name ? $0.by : nil }
      try item.tensor.rebind(to: changed.map { try $0(laidOut) } ?? laidOut)
      if setting.frozen.contains(item.name) { try item.tensor.setRequiresGradient(false) }
    }
    // Our nodes want the channels of images innermost.
    let usual: Layout = shape.count == 4 && !setting.isForATen ? .permuted : .rowMajor
    func leaf(_ name: String, shift: Double) throws -> Tensor {
      let tensor = try (setting.layout ?? usual)
        .leaf(rounded(Fixture.wave(name == "input" ? shape : outputShape, scale: 2, shift: shift)))
      try tensor.setRequiresGradient(!setting.frozen.contains(name))
      return tensor
    }
    let input = try leaf("input", shift: 0.3)
    let addend = try leaf("addend", shift: 2)
    let isBatch = setting.isForATen && shape.count == 2
    func laidOut(_ tensor: Tensor) throws -> Tensor {
      guard isBatch else { return tensor }
      return try name.hasPrefix("linear")
        ? tensor.reshaped([1] + tensor.shape) : tensor.reshaped(tensor.shape + [1])
    }
    func forward() throws -> Tensor { try compute(layer, laidOut(input), laidOut(addend)) }
    let output = try setting.isAutocast ? underAutocast(forward) : forward()
    var step = Step(outputType: output.dataType)
    step.values["output"] = try output.values(as: Double.self)
    if output.requiresGradient {
      let factors = try Fixture.wave(output.shape, shift: 5).moved(dataType: type)
      try (output.moved(dataType: type) * factors).sum().backward()
    }
    let tensors =
      [("input", input), ("addend", addend)]
      + layer.namedParameters.map { ($0.name, $0.tensor) }
    for (name, tensor) in tensors {
      if let gradient = tensor.gradient {
        #expect(gradient.dataType == tensor.dataType)
        step.values[name] = try gradient.values(as: Double.self)
      }
    }
    for buffer in layer.namedBuffers {
      step.values[buffer.name] = try buffer.tensor.values(as: Double.self)
    }
    return step
  }

  private var outputShape: [Int] { name.hasPrefix("linear") ? [shape[0], 5] : shape }

  private func underAutocast(_ body: () throws -> Tensor) throws -> Tensor {
    try withAutocast(device: .cpu) { () throws(TorchError) in
      do { return try body() } catch { throw error as? TorchError ?? TorchError("\(error)") }
    }
  }
}
