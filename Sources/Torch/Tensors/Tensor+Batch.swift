internal import CTorch

extension Tensor {
  /// A mini-batch: some rows of a set, normalized, on a device.
  ///
  /// The set stays as it is in memory, bytes as bytes; only the batch is made. On the CPU that is
  /// one pass without intermediate tensors.
  ///
  /// - Parameters:
  ///   - source: The set, [examples, …], of uint8, float32 or int64, contiguous if on the CPU.
  ///   - rows: Which examples, in this order.
  ///   - mean: Subtracted from uint8 and float32 values: one number for all, or one for each
  ///     channel (dimension 1), or none for neither mean nor deviation. Ignored for int64.
  ///   - standardDeviation: What the differences are divided by (multiplied by its reciprocal);
  ///     as many as `mean`, none of them zero.
  ///   - device: Where the batch is wanted.
  /// - Returns: float32, or int64 for int64: [rows, …].
  /// - Throws: `TorchError` for rows that are not in the set and statistics that do not fit.
  public static func batch(
    of source: Tensor, rows: [Int64], mean: [Float] = [], standardDeviation: [Float] = [],
    device: Device = .cpu
  ) throws(TorchError) -> Tensor {
    try requirePairs(mean, standardDeviation)
    let span = (source: source, device: device)
    return try make { out in
      rows.withUnsafeBufferPointer { rows in
        gather(span.source, rows, mean, standardDeviation, span.device, out)
      }
    }
  }

  /// A mini-batch whose rows are given by memory, such as a part of a shuffled array.
  ///
  /// See ``batch(of:rows:mean:standardDeviation:device:)-([Int64],_,_,_,_)``.
  public static func batch(
    of source: Tensor, rows: UnsafeBufferPointer<Int64>, mean: [Float] = [],
    standardDeviation: [Float] = [], device: Device = .cpu
  ) throws(TorchError) -> Tensor {
    try requirePairs(mean, standardDeviation)
    return try make { gather(source, rows, mean, standardDeviation, device, $0) }
  }

  private static func requirePairs(
    _ mean: [Float], _ deviation: [Float]
  ) throws(TorchError) {
    guard mean.count == deviation.count else {
      throw TorchError(
        "\(mean.count) means need as many standard deviations, not \(deviation.count)")
    }
  }

  private static func gather(
    _ source: Tensor, _ rows: UnsafeBufferPointer<Int64>, _ mean: [Float], _ deviation: [Float],
    _ device: Device, _ out: UnsafeMutablePointer<ct_tensor?>
  ) -> Int32 {
    withUnsafePointer(to: 0 as Int64) { noRow in
      ct_batch(
        source.handle, rows.baseAddress ?? noRow, rows.count, mean, deviation,
        mean.count, device.raw, out)
    }
  }
}
