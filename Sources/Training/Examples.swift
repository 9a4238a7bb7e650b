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

  init(_ dataset: Dataset, on device: Device) throws(TorchError) {
    inputs = try Self.tensor(dataset.inputs).moved(to: device)
    targets = try Self.tensor(dataset.targets).moved(to: device)
    // Standardized features need no pass over them: no statistics at all are given.
    let isNormalized = dataset.mean == [0] && dataset.standardDeviation == [1]
    mean = isNormalized ? [] : dataset.mean
    standardDeviation = isNormalized ? [] : dataset.standardDeviation
    self.device = device
  }

  /// The examples and targets of some rows.
  func batch(_ rows: UnsafeBufferPointer<Int64>) throws(TorchError) -> (Tensor, Tensor) {
    let examples = try Tensor.batch(
      of: inputs, rows: rows, mean: mean, standardDeviation: standardDeviation, device: device)
    return (examples, try Tensor.batch(of: targets, rows: rows, device: device))
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
