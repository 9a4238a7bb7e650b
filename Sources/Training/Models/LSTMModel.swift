internal import Datasets
internal import Torch

extension ModelRequest {
  /// An LSTM (Hochreiter and Schmidhuber 1997).
  ///
  /// Of text, it reads characters by an embedding as wide as itself and predicts the next one at
  /// each position. Of images it reads the rows from top to bottom, all channels of a row at once,
  /// of features one after the other; its last state makes the prediction.
  func lstm() throws -> Module {
    let sizes = try self.sizes(like: "lstm:1,128") ?? [1, 128]
    let (layers, width) = (sizes[0], sizes[1])
    if case .nextCharacter(let vocabulary) = self.task {
      return try Sequential(
        Embedding(vocabulary, width), LSTM(width, hidden: width, layers: layers),
        Linear(width, vocabulary))
    }
    let outputs = try self.outputs()
    let shape = self.shape
    let features =
      switch shape.count {
      case 1: 1
      case 2: shape[1]
      case 3: shape[0] * shape[2]
      default:
        throw TrainingError(
          "the model \(name) takes text, images, sequences or features, "
            + "and these examples have the shape \(shape)")
      }
    return try Sequential(
      Rows(), LSTM(features, hidden: width, layers: layers), LastPosition(), Linear(width, outputs))
  }
}

/// Examples as sequences: features one by one, images row by row; sequences as they are.
final class Rows: Module {
  init() { super.init() }

  override func forward(_ input: Tensor) throws(TorchError) -> Tensor {
    switch input.rank {
    case 2: try input.reshaped(input.shape + [1])
    case 4: try input.transposed(1, 2).flattened(from: 2)
    default: input
    }
  }
}

/// The last position of a sequence: [batch, length, features] to [batch, features].
final class LastPosition: Module {
  init() { super.init() }

  override func forward(_ input: Tensor) throws(TorchError) -> Tensor {
    let shape = input.shape
    return try input.sliced(1, (shape[1] - 1)..<shape[1]).flattened(from: 1)
  }
}
