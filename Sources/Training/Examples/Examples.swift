internal import Datasets
internal import Torch

/// The examples and targets of a data set as tensors, from which batches are made.
///
/// On the CPU the tensors share the data set's memory; on another device they are its one copy
/// there. Bytes stay bytes until a batch is made.
struct Examples {
  let inputs: Tensor
  let targets: Tensor
  let mean: [Float]
  let standardDeviation: [Float]
  let device: Device
  /// How images lie in memory.
  let order: Tensor.MemoryOrder

  init(
    _ dataset: Dataset, on device: Device, order: Tensor.MemoryOrder = .rowMajor
  ) throws(TorchError) {
    inputs = try Self.tensor(dataset.inputs).moved(to: device)
    targets = try Self.tensor(dataset.targets).moved(to: device)
    // Standardized features need no pass over them: no statistics at all are given.
    let isNormalized = dataset.mean == [0] && dataset.standardDeviation == [1]
    mean = isNormalized ? [] : dataset.mean
    standardDeviation = isNormalized ? [] : dataset.standardDeviation
    self.device = device
    self.order = dataset.inputs.shape.count == 3 ? order : .rowMajor
  }

  /// The examples and targets of some rows.
  ///
  /// - Parameters:
  ///   - rows: Which examples, in this order.
  ///   - crops: As many windows of the images; nil for the images as they are.
  /// - Returns: The examples, normalized, and their targets.
  /// - Throws: `TorchError` where there is no memory for them.
  func batch(
    _ rows: UnsafeBufferPointer<Int64>, crops: [Crop]? = nil
  ) throws(TorchError) -> (Tensor, Tensor) {
    let targets = try Tensor.batch(of: targets, rows: rows, device: device)
    guard let crops else { return (try normalized(inputs, rows), targets) }
    let images = try Tensor.cropped(
      inputs, rows: rows, crops: crops, padding: Augmentation.padding)
    let all = (0..<Int64(rows.count)).map(\.self)
    let batch = try all.withUnsafeBufferPointer { rows throws(TorchError) in
      try normalized(images, rows)
    }
    return (batch, targets)
  }

  private func normalized(
    _ inputs: Tensor, _ rows: UnsafeBufferPointer<Int64>
  ) throws(TorchError) -> Tensor {
    let batch = try Tensor.batch(
      of: inputs, rows: rows, mean: mean, standardDeviation: standardDeviation, device: device)
    return order == .channelsLast ? try batch.contiguous(.channelsLast) : batch
  }

  private static func tensor(_ array: ExampleArray) throws(TorchError) -> Tensor {
    let dataType: DataType =
      switch array.element {
      case .uint8: .uint8
      case .int64: .int64
      case .float32: .float32
      }
    return try Tensor(
      borrowing: array.memory.bytes, shape: [array.count] + array.shape, dataType: dataType,
      owner: array.memory)
  }
}
