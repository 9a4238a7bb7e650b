public import Torch

/// What a training is made of, apart from the data and the learning rate.
public struct TrainingSettings: Hashable, Sendable {
  /// The type that matrix products are computed in.
  public enum Precision: String, CaseIterable, Sendable {
    /// 32-bit floating point.
    case float32
    /// Products in bfloat16, sums and weights in float32 (autocast).
    case bfloat16 = "bf16"
  }

  /// The model by name, as `ModelCatalog` knows it.
  public var model: String
  /// The optimizer.
  public var optimizer: OptimizerSettings
  /// How the model's output is compared with what it should be; nil for what the task asks for.
  public var loss: Loss?
  /// The number of examples in a mini-batch, at least 1.
  public var batchSize: Int
  /// What the initial weights, the data order and dropout depend on.
  public var seed: UInt64
  /// What the data order and the augmentation depend on instead of `seed`; nil for `seed`.
  public var orderSeed: UInt64?
  /// Where to train.
  public var device: Device
  /// The number of mini-batches whose gradients make one update, at least 1.
  public var accumulate: Int
  /// The highest norm of the gradient; nil for no limit.
  public var clipNorm: Double?
  /// The type that matrix products are computed in.
  public var precision: Precision
  /// How the weights of linear and convolution layers begin.
  public var initialization: Initialization
  /// Whether images are shifted and mirrored at random: a border of 4 pixels, a window anywhere in
  /// it.
  public var isAugmented: Bool

  /// Creates settings.
  ///
  /// - Parameters:
  ///   - model: The model by name, as `ModelCatalog` knows it.
  ///   - optimizer: The optimizer.
  ///   - batchSize: The number of examples in a mini-batch, at least 1.
  ///   - seed: What the initial weights, the data order and dropout depend on.
  ///   - device: Where to train.
  ///   - accumulate: The number of mini-batches whose gradients make one update, at least 1.
  ///   - clipNorm: The highest norm of the gradient; nil for no limit.
  ///   - precision: The type that matrix products are computed in.
  ///   - initialization: How the weights of linear and convolution layers begin.
  ///   - isAugmented: Whether images are shifted and mirrored at random.
  ///   - loss: How the output is compared with what it should be; nil for what the task asks for.
  public init(
    model: String = "mlp", optimizer: OptimizerSettings = OptimizerSettings(),
    batchSize: Int = 64, seed: UInt64 = 0, device: Device = .cpu, accumulate: Int = 1,
    clipNorm: Double? = nil, precision: Precision = .float32,
    initialization: Initialization = .default, isAugmented: Bool = false,
    loss: Loss? = nil
  ) {
    self.model = model
    self.optimizer = optimizer
    self.batchSize = batchSize
    self.seed = seed
    self.device = device
    self.accumulate = accumulate
    self.clipNorm = clipNorm
    self.precision = precision
    self.initialization = initialization
    self.isAugmented = isAugmented
    self.loss = loss
  }
}
