internal import Torch

extension ModelRequest {
  /// How many layers a residual network has, and whether they are normalized.
  typealias ResidualLayers = (count: Int, isNormalized: Bool)

  /// Reads `resnet20`, `resnet:32` or `resnet20-nobn`.
  ///
  /// - Returns: Nil for a name that begins otherwise.
  /// - Throws: `TrainingError` for another number than 6n + 2.
  static func residualLayers(_ name: String) throws(TrainingError) -> ResidualLayers? {
    guard name.hasPrefix("resnet") else { return nil }
    guard let match = name.wholeMatch(of: /resnet:?([0-9]+)(-nobn)?/) else { return nil }
    guard let count = Int(match.1), (8...3_002).contains(count), count % 6 == 2 else {
      throw TrainingError(
        "the layers of a resnet are 6n + 2: resnet20, resnet56, resnet:32, not \(name)")
    }
    return (count, match.2 == nil)
  }

  /// The residual network for CIFAR (He, Zhang, Ren and Sun 2015, section 4.2): a 3×3 convolution
  /// of 16 channels, then n blocks each of 16, 32 and 64 channels, the mean of each channel, and a
  /// linear layer: 6n + 2 layers with weights.
  ///
  /// Convolutions begin as He and others (2015) have it. Without batch norm, signals would grow with
  /// the depth; blocks then begin as in Fixup (Zhang, Dauphin and Ma 2019, section 3): the first
  /// convolution divided by the root of the number of blocks, the second zero.
  func resnet(_ layers: ResidualLayers) throws -> Module {
    let outputs = try self.outputs()
    let image = try self.image()
    let first = try NormalizedConvolution(
      image.channels, 16, stride: 1, isNormalized: layers.isNormalized)
    let blocksPerStage = (layers.count - 2) / 6
    var parts: [Module] = [first, Activation(.relu)]
    var inputs = 16
    for channels in [16, 32, 64] {
      for block in 0..<blocksPerStage {
        parts.append(
          try ResidualBlock(
            inputs, channels, stride: block == 0 && channels > 16 ? 2 : 1,
            isNormalized: layers.isNormalized))
        inputs = channels
      }
    }
    parts += [AdaptiveAveragePooling2D(), Flatten(), try Linear(inputs, outputs)]
    let model = Sequential(parts)
    try Initialization.heNormal.fillWeights(of: model, where: { $0 is Convolution2D })
    if !layers.isNormalized {
      for case let block as ResidualBlock in parts {
        try block.startAsIdentity(among: 3 * blocksPerStage)
      }
    }
    return model
  }
}

/// A 3×3 convolution and its batch norm; without one, the convolution has a bias.
final class NormalizedConvolution: Module {
  let convolution: Convolution2D
  private let norm: BatchNorm?

  init(_ inputs: Int, _ outputs: Int, stride: Int, isNormalized: Bool) throws(TorchError) {
    convolution = try Convolution2D(
      inputs, outputs, kernel: 3, stride: stride, padding: 1, bias: !isNormalized)
    norm = isNormalized ? try BatchNorm(outputs, over: .images) : nil
    if let norm {
      super.init(children: ["conv": convolution, "norm": norm])
    } else {
      super.init(children: ["conv": convolution])
    }
  }

  override func forwardRectified(
    _ input: Tensor, adding addend: Tensor? = nil
  ) throws(TorchError) -> Tensor {
    guard let norm else { return try super.forwardRectified(input, adding: addend) }
    return try norm.forwardRectified(convolution(input), adding: addend)
  }
}

/// Two convolutions, to whose result the input is added.
///
/// Where the image shrinks and channels are added, the input takes the shortcut without parameters
/// (option A of He and others): every other pixel, with channels of zeros on both sides.
final class ResidualBlock: Module {
  private let first, second: NormalizedConvolution
  private let stride: Int
  private let addedChannels: Int

  init(_ inputs: Int, _ outputs: Int, stride: Int, isNormalized: Bool) throws(TorchError) {
    first = try NormalizedConvolution(inputs, outputs, stride: stride, isNormalized: isNormalized)
    second = try NormalizedConvolution(outputs, outputs, stride: 1, isNormalized: isNormalized)
    self.stride = stride
    addedChannels = outputs - inputs
    super.init(children: ["first": first, "second": second])
  }

  override func forward(_ input: Tensor) throws(TorchError) -> Tensor {
    try second.forwardRectified(first.forwardRectified(input), adding: shortcut(input))
  }

  private func shortcut(_ input: Tensor) throws(TorchError) -> Tensor {
    if stride == 1 && addedChannels == 0 { return input }
    let shape = input.shape
    let kept = try input.sliced(2, 0..<shape[2], step: stride)
      .sliced(3, 0..<shape[3], step: stride)
    let before = addedChannels / 2
    return try kept.padded([(0, 0), (0, 0), (before, addedChannels - before)])
  }

  /// Makes the block begin as the identity, one of `count` such.
  func startAsIdentity(among count: Int) throws(TorchError) {
    for parameter in first.convolution.parameters {
      try parameter.copy(from: parameter * (1 / Double(count).squareRoot()))
    }
    for parameter in second.convolution.parameters {
      try parameter.copy(from: Tensor.zeros(parameter.shape))
    }
  }
}
