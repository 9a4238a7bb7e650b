import Testing
import Torch

extension EngineTests {
  /// Batches whose channels lie innermost take nodes of our own; the same batch laid out otherwise
  /// is left to ATen.
  @Suite(.serialized)
  struct BatchNormTests {
    /// What follows the norm.
    enum Ending: CaseIterable {
      case nothing, rectifier, sumAndRectifier
    }

    /// What a training step computes: the output, all gradients, and the running statistics.
    struct Step {
      var named: [(name: String, values: [Float])] = []

      /// Makes a step, whose batch lies as our nodes want it if it is to be our `own`.
      init(_ shape: [Int], _ ending: Ending, own: Bool) throws {
        let isImage = shape.count == 4
        let norm = try BatchNorm(shape[1], over: isImage ? .images : .vectors)
        for (index, parameter) in norm.parameters.enumerated() {
          try parameter.copy(from: Fixture.wave(parameter.shape, shift: 1 + Double(index)) + 0.2)
        }
        // ATen is given vectors as [N, C, 1].
        let laidOut = isImage || own ? shape : shape + [1]
        func leaf(_ shift: Double) throws -> Tensor {
          let wave = try Fixture.wave(shape, scale: 3, shift: shift).reshaped(laidOut)
          let tensor = try own && isImage ? wave.contiguous(.channelsLast) : wave
          try tensor.setRequiresGradient(true)
          return tensor
        }
        let (input, addend) = (try leaf(0.3), try leaf(2))
        let output =
          switch ending {
          case .nothing: try norm(input)
          case .rectifier: try norm.forwardRectified(input)
          case .sumAndRectifier: try norm.forwardRectified(input, adding: addend)
          }
        try (output * Fixture.wave(shape, shift: 5).reshaped(laidOut)).sum().backward()
        named = [("output", try output.values()), ("input", try input.gradient?.values() ?? [])]
        if ending == .sumAndRectifier {
          named.append(("addend", try addend.gradient?.values() ?? []))
        }
        for (name, tensor) in norm.namedParameters.map({ ($0.name, $0.tensor) }) {
          named.append((name, try tensor.gradient?.values() ?? []))
        }
        for buffer in norm.namedBuffers {
          named.append((buffer.name, try buffer.tensor.values()))
        }
      }
    }

    /// Few and many channels, and blocks and lines that are not full.
    static let shapes = [
      [4, 3, 5, 7], [8, 16, 9, 9], [5, 64, 12, 11], [3, 130, 6, 6], [2, 5000, 1, 2],
      [2, 1, 60, 60], [60, 6], [1500, 20], [2, 200],
    ]

    @Test(arguments: shapes, Ending.allCases)
    func aStepIsATens(shape: [Int], ending: Ending) throws {
      let (own, expected) = (
        try Step(shape, ending, own: true), try Step(shape, ending, own: false)
      )
      #expect(own.named.map(\.name) == expected.named.map(\.name))
      for (found, expected) in zip(own.named, expected.named) {
        #expect(!expected.values.isEmpty)
        expectClose(found.values, expected.values, tolerance: 3e-5, "\(found.name)")
      }
    }

    /// A sum of squares would lose the variance here.
    @Test
    func valuesFarFromZeroKeepTheirVariance() throws {
      let norm = try BatchNorm(2, over: .vectors)
      let values = (0..<6000).map { Float(1000 + ($0 % 7 == 0 ? 0.25 : -0.125 * Double($0 % 2))) }
      let output = try norm(Tensor(values, shape: [3000, 2])).values()
      for channel in 0..<2 {
        let column = stride(from: channel, to: 6000, by: 2).map { Double(values[$0]) }
        let mean = column.reduce(0, +) / 3000
        let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3000
        let expected = column.map { Float(($0 - mean) / (variance + 1e-5).squareRoot()) }
        let found = stride(from: channel, to: 6000, by: 2).map { output[$0] }
        expectClose(found, expected, tolerance: 1e-3)
        let running = try norm.namedBuffers[1].tensor.values()
        expectClose([running[channel]], [Float(0.9 + 0.1 * variance * 3000 / 2999)])
      }
    }

    @Test
    func aNaNStaysInItsChannel() throws {
      let norm = try BatchNorm(3, over: .vectors)
      var values = try Fixture.wave([40, 3]).values()
      values[3 * 7 + 1] = .nan
      let output = try norm.forwardRectified(Tensor(values, shape: [40, 3])).values()
      for (index, value) in output.enumerated() { #expect(value.isNaN == (index % 3 == 1)) }
    }

    @Test
    func oneExampleHasNoVariance() throws {
      let norm = try BatchNorm(3, over: .vectors)
      let message = failure { _ = try norm(Fixture.wave([1, 3])) }?.message
      #expect(message?.contains("Expected more than 1 value per channel") == true)
      #expect(try norm.namedBuffers[0].tensor.values() == [0, 0, 0])
    }

    @Test
    func imagesAreNotTakenForVectors() throws {
      let norm = try BatchNorm(3, over: .vectors)
      let images = try Fixture.wave([2, 3, 4, 4]).contiguous(.channelsLast)
      let message = failure { _ = try norm(images) }?.message
      #expect(message?.contains("expected 2D or 3D input") == true)
    }

    @Test
    func theNumberOfThreadsChangesNothing() throws {
      let before = try threadCount()
      defer { try? setThreadCount(before) }
      let steps = try [1, 2, 3].map { threads in
        try setThreadCount(threads)
        return try Step([16, 16, 32, 32], .sumAndRectifier, own: true)
      }
      for step in steps.dropFirst() {
        for (found, expected) in zip(step.named, steps[0].named) {
          // Said first: two long arrays that differ take minutes to be described.
          let isSame = found.values == expected.values
          #expect(isSame, "\(found.name)")
        }
      }
    }
  }
}
