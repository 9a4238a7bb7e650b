import Testing
import Torch

extension EngineTests {
  /// Operations with nodes of our own, in every type and layout, with parts that are not trained,
  /// and under autocast, against the same operation of doubles, which always is ATen's.
  @Suite(.serialized)
  struct OwnNodesTests {
    @Test(arguments: Operation.all, DataType.floats)
    func everyTypeAndLayoutHasATensResults(operation: Operation, type: DataType) throws {
      let expected = try operation.step(Operation.Setting(type: type, computedIn: .float64))
      for layout in Layout.allCases {
        let found = try operation.step(Operation.Setting(type: type, layout: layout))
        #expect(found.outputType == type)
        found.expectClose(to: expected, tolerance: type.tolerance, "\(layout)")
      }
    }

    /// All ways to leave some of the input, the weight, the bias and the addend untrained.
    @Test(arguments: Operation.all, 0..<16)
    func whatIsFrozenHasNoGradient(operation: Operation, parts: Int) throws {
      let frozen = Set(Operation.parts.enumerated().filter { parts >> $0.offset & 1 == 1 }.map(\.1))
      let found = try operation.step(Operation.Setting(frozen: frozen))
      for part in frozen { #expect(found.values[part] == nil) }
      let expected = try operation.step(Operation.Setting(computedIn: .float64, frozen: frozen))
      found.expectClose(to: expected, tolerance: DataType.float32.tolerance)
    }

    @Test(arguments: Operation.all)
    func autocastIsObeyed(operation: Operation) throws {
      let found = try operation.step(Operation.Setting(isAutocast: true))
      // Of these, it is products that autocast computes in the smaller type; a sum has the larger.
      let isProduct = operation.name.hasPrefix("linear")
      let isSmall = isProduct && !operation.name.contains("sum")
      #expect(found.outputType == (isSmall ? .bfloat16 : .float32))
      let expected = try operation.step(Operation.Setting(computedIn: .float64))
      let type = isProduct ? DataType.bfloat16 : .float32
      found.expectClose(to: expected, tolerance: type.tolerance)
    }

    /// Vectors of a layer that are not as the layer made them.
    ///
    /// Images whose channels do not lie innermost, and matrices of three dimensions, are left to
    /// ATen.
    @Test(arguments: Operation.all.filter { $0.make != nil }, Operation.Change.allCases)
    func vectorsOfALayerThatWereChangedAreTakenAsATenTakesThem(
      operation: Operation, change: Operation.Change
    ) throws {
      for part in ["weight", "bias", "running_mean", "running_var"] {
        // ATen's own way back over images with the channels innermost takes such a weight for one
        // whose numbers lie in a row.
        if part == "weight" && change == .strided && operation.shape.count == 4 { continue }
        func outcome(byATen: Bool) -> Result<Operation.Step, TorchError> {
          do {
            return .success(
              try operation.step(Operation.Setting(isForATen: byATen, changed: (part, change))))
          } catch { return .failure(error as? TorchError ?? TorchError("\(error)")) }
        }
        switch (outcome(byATen: false), outcome(byATen: true)) {
        case (.success(let found), .success(let expected)):
          found.expectClose(to: expected, tolerance: DataType.float32.tolerance)
        case (.failure, .failure): break
        case (let found, let expected):
          Issue.record("\(part): \(found), and ATen has \(expected)")
        }
      }
    }
  }
}

/// How an input lies in memory.
enum Layout: CaseIterable {
  case rowMajor
  /// The channels innermost of images, the examples innermost of vectors.
  case permuted
  /// Every other number of each row.
  case strided
  /// The last examples of a larger batch.
  case rest

  /// A leaf with these values.
  func leaf(_ values: Tensor) throws -> Tensor {
    let isImage = values.rank == 4
    let laidOut: Tensor
    switch self {
    case .rowMajor: laidOut = try values.cloned()
    case .permuted where isImage: laidOut = try values.contiguous(.channelsLast).cloned()
    case .permuted: laidOut = try values.transposed().contiguous().transposed()
    case .strided:
      let width = values.shape[values.rank - 1]
      let pairs = try Tensor.stacked([values, values * 2], along: values.rank)
      laidOut = try pairs.reshaped(values.shape.dropLast() + [2 * width])
        .sliced(values.rank - 1, 0..<(2 * width), step: 2)
    case .rest:
      let count = values.shape[0]
      laidOut = try Tensor.concatenated([values, values]).sliced(0, count..<(2 * count))
    }
    return try laidOut.detached()
  }
}

extension DataType {
  static let floats = [DataType.float32, .float64, .bfloat16]

  /// What sums of some hundred products may be off by.
  var tolerance: Double {
    switch self {
    case .float64: 1e-12
    case .bfloat16: 4e-2
    default: 2e-5
    }
  }
}
