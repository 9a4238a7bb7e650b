import Testing
import Torch

extension EngineTests {
  @Suite(.serialized)
  struct BatchTests {
    /// 5 rows of 2 channels of 3 pixels, numbered through.
    static func set(_ type: DataType) throws -> Tensor {
      try Tensor((0..<30).map { UInt8($0) }, shape: [5, 2, 3]).moved(dataType: type)
    }

    @Test(arguments: [DataType.uint8, .float32], [0, 1, 2])
    func batchesAreNormalizedRows(type: DataType, channels: Int) throws {
      let mean = [Float](([3, 7] as [Float]).prefix(channels))
      let deviation = [Float](([2, 4] as [Float]).prefix(channels))
      let batch = try Tensor.batch(
        of: Self.set(type), rows: [4, 0, 4], mean: mean, standardDeviation: deviation)
      let expected = [4, 0, 4].flatMap { row in
        (0..<6).map { column -> Float in
          let channel = column / 3
          guard channels > 0 else { return Float(row * 6 + column) }
          let index = channels == 2 ? channel : 0
          return (Float(row * 6 + column) - mean[index]) / deviation[index]
        }
      }
      #expect(batch.shape == [3, 2, 3])
      #expect(batch.dataType == .float32)
      #expect(try batch.values() == expected)
    }

    @Test
    func integersStayIntegers() throws {
      let labels = try Tensor([5, 6, 7] as [Int64])
      let batch = try Tensor.batch(of: labels, rows: [2, 0], mean: [1], standardDeviation: [2])
      #expect(batch.dataType == .int64)
      #expect(try batch.values(as: Int64.self) == [7, 5])
    }

    @Test
    func largeBatchesOnSeveralThreadsAreTheSame() throws {
      let set = try Tensor((0..<600_000).map { UInt8(truncatingIfNeeded: $0) }, shape: [600, 1000])
      let rows = (0..<600).map { Int64(599 - $0) }
      try setThreadCount(2)
      defer { try? setThreadCount(1) }
      let batch = try Tensor.batch(of: set, rows: rows, mean: [1], standardDeviation: [2])
      let expected = try (set.moved(dataType: .float32).flipped(0) - 1) / 2
      #expect(try batch.isIdentical(to: expected))
    }

    @Test(
      arguments: [
        ([5], [], "row 5 is not in a set of 5 rows"),
        ([-1], [], "row -1 is not in a set of 5 rows"),
        ([0], [1, 2, 3], "3 channel statistics do not fit rows of shape [2, 3]"),
        ([0], [0], "the standard deviation of channel 0 is zero"),
      ] as [([Int64], [Float], String)])
    func whatDoesNotFitIsRefused(rows: [Int64], deviation: [Float], message: String) throws {
      let set = try Self.set(.uint8)
      let error = failure {
        _ = try Tensor.batch(of: set, rows: rows, mean: deviation, standardDeviation: deviation)
      }
      #expect(error?.message == message)
    }

    @Test(arguments: [([1, 2], [1]), ([], [1]), ([1], [])] as [([Float], [Float])])
    func meansWithoutTheirDeviationsAreRefused(mean: [Float], deviation: [Float]) throws {
      let set = try Self.set(.uint8)
      let sentence =
        "\(mean.count) means need as many standard deviations, not \(deviation.count)"
      let ofRows = failure {
        _ = try Tensor.batch(of: set, rows: [0], mean: mean, standardDeviation: deviation)
      }
      #expect(ofRows?.message == sentence)
      let ofMemory = failure {
        _ = try [0].withUnsafeBufferPointer { rows throws(TorchError) in
          try Tensor.batch(of: set, rows: rows, mean: mean, standardDeviation: deviation)
        }
      }
      #expect(ofMemory?.message == sentence)
    }

    @Test
    func otherTypesAndScalarsAreRefused() throws {
      #expect(failure { _ = try Tensor.batch(of: Self.set(.float64), rows: [0]) } != nil)
      #expect(failure { _ = try Tensor.batch(of: Tensor(1.0 as Float), rows: [0]) } != nil)
      #expect(try Tensor.batch(of: Self.set(.uint8), rows: []).shape == [0, 2, 3])
    }
  }
}
