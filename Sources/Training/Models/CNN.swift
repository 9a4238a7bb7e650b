internal import Torch

extension ModelCatalog {
  /// A small convolutional network: twice a 3×3 convolution (32, then 64 channels), ReLU and a 2×2
  /// maximum, then a hidden layer of 128.
  static func cnn(inputs shape: [Int], outputs: Int) throws -> Module {
    guard shape.count == 3, shape[1] >= 4, shape[2] >= 4 else {
      throw TrainingError(
        "the model cnn takes images [channels, height, width] of 4×4 or more, "
          + "and these examples have the shape \(shape)")
    }
    let pooled = 64 * (shape[1] / 4) * (shape[2] / 4)
    return try Sequential(
      Convolution2D(shape[0], 32, kernel: 3, padding: 1), Activation(.relu),
      Pooling2D(.maximum, size: 2),
      Convolution2D(32, 64, kernel: 3, padding: 1), Activation(.relu),
      Pooling2D(.maximum, size: 2),
      Flatten(), Linear(pooled, 128), Activation(.relu), Linear(128, outputs))
  }
}
