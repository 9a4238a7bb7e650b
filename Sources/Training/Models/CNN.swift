internal import Torch

extension ModelRequest {
  /// A small convolutional network: twice a 3×3 convolution (32, then 64 channels), ReLU and a 2×2
  /// maximum, then a hidden layer of 128.
  func cnn() throws -> Module {
    let outputs = try self.outputs()
    let image = try self.image(atLeast: 4)
    let pooled = 64 * (image.height / 4) * (image.width / 4)
    return try Sequential(
      Convolution2D(image.channels, 32, kernel: 3, padding: 1), Activation(.relu),
      Pooling2D(.maximum, size: 2),
      Convolution2D(32, 64, kernel: 3, padding: 1), Activation(.relu),
      Pooling2D(.maximum, size: 2),
      Flatten(), Linear(pooled, 128), Activation(.relu), Linear(128, outputs))
  }
}
