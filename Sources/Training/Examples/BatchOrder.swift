internal import LearningRateFinder

/// Which examples make up each mini-batch: a seeded shuffle that starts anew when it runs out.
///
/// An epoch has ⌊examples / batch size⌋ batches; the remainder of a shuffle that fills no whole
/// batch is left out. A value: a copy draws the same batches.
public struct BatchOrder: Hashable, Sendable {
  /// The number of examples in a mini-batch.
  public let batchSize: Int
  // A checkpoint keeps these three.
  var rows: [Int64]
  var position: Int
  var generator: SeededGenerator

  /// Creates an order; equal seeds give equal orders.
  ///
  /// - Parameters:
  ///   - count: The number of examples.
  ///   - batchSize: The number of examples in a mini-batch, from 1 to `count`.
  ///   - seed: What the order depends on.
  public init(count: Int, batchSize: Int, seed: UInt64) {
    precondition((1...count).contains(batchSize), "a batch holds from 1 to all of the examples")
    self.batchSize = batchSize
    rows = (0..<Int64(count)).map(\.self)
    position = count
    generator = SeededGenerator(seed: seed)
  }

  /// The number of whole batches in an epoch.
  public var batchesPerEpoch: Int { rows.count / batchSize }

  /// Draws the next batch.
  ///
  /// - Parameter body: Is given the rows of the batch's examples.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws.
  /// - Complexity: O(1), and O(*n*) at the start of each epoch.
  public mutating func withNextBatch<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Int64>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    if position + batchSize > rows.count {
      rows.shuffle(using: &generator)
      position = 0
    }
    defer { position += batchSize }
    let batch = position..<(position + batchSize)
    return try rows.withUnsafeBufferPointer { rows throws(Failure) in
      try body(UnsafeBufferPointer(rebasing: rows[batch]))
    }
  }
}
