public import Datasets
internal import LearningRateFinder
public import Torch

/// A model in training: it takes one step at a given learning rate, and can be put back to where
/// it was.
///
/// ```swift
/// let data = try await DatasetCatalog.load("digits")
/// let learner = try Learner(TrainingSettings(model: "mlp"), on: data.train)
/// let ramp = try Ramp(from: 1e-7, to: 10, steps: 100)
/// let findings = try learner.search(SearchPlan(ramp, gradientAge: .momentum(0.9)))
/// print(findings?.learningRate ?? 0)  // and the learner is as it was before
/// ```
///
/// A reference and not `Sendable`: it belongs to the task that trains it.
public final class Learner {
  /// The model.
  public let model: Module
  /// The optimizer of the model's parameters.
  public let optimizer: Optimizer
  /// What the training is made of.
  public let settings: TrainingSettings
  /// What the model is to learn.
  public let objective: Objective
  /// What each parameter group's rate is, as a multiple of the rate of a step.
  public var rateRatios: [Double]
  /// The number of steps in an epoch: ⌊examples / batch size⌋, several batches a step counted.
  public var stepsPerEpoch: Int { order.batchesPerEpoch / settings.accumulate }

  /// The name of the data set that it trains on.
  let dataName: String
  private let examples: Examples
  var order: BatchOrder
  var augmentation: Augmentation?

  /// More batches than this in one step, which keeps a loss of each, are a typing error.
  private static let mostAccumulated = 65_536

  /// Sets up a training with one of the built-in models.
  ///
  /// The weights are drawn from libtorch's global generator, which this seeds.
  ///
  /// - Parameters:
  ///   - settings: What the training is made of.
  ///   - dataset: What to train on.
  /// - Throws: `TrainingError` for settings that do not fit each other or the data, and `TorchError`
  ///   for a device that is not there.
  public convenience init(_ settings: TrainingSettings, on dataset: Dataset) throws {
    let rule = try settings.optimizer.rule()
    try settings.device.requireAvailable()
    try Torch.seed(settings.seed)
    let builtIn = try ModelCatalog.model(
      settings.model, inputs: dataset.inputs.shape, task: dataset.task)
    let model = builtIn.module
    if settings.initialization != .default, ModelCatalog.isFile(settings.model) {
      throw TrainingError(
        "the weights of \(settings.model) come with the file: they cannot begin "
          + "\(settings.initialization.rawValue)")
    }
    try settings.initialization.apply(to: model)
    try model.move(to: settings.device)
    let imageOrder = Self.imageOrder(for: model, on: settings.device)
    if imageOrder == .channelsLast { try model.useChannelsLast() }
    try self.init(
      model, optimizer: Optimizer(model.parameters, rule: rule), settings, on: dataset,
      objective: builtIn.objective.with(
        settings.loss, for: settings.model, isOfFile: ModelCatalog.isFile(settings.model)),
      imageOrder: imageOrder)
  }

  /// Sets up a training with a model and an optimizer of one's own.
  ///
  /// - Parameters:
  ///   - model: The model, on the device of the settings.
  ///   - optimizer: The optimizer of its parameters, in as many groups as one likes.
  ///   - settings: The batch size and so on; the names in it are not used.
  ///   - dataset: What to train on.
  ///   - rateRatios: What each group's rate is, as a multiple of the rate of a step; nil for 1.
  ///   - objective: What to learn; nil for what the data set asks for, by its usual loss.
  ///   - imageOrder: How images lie in memory: `channelsLast` where the weights of the model do
  ///     (`Module.useChannelsLast()`).
  /// - Throws: `TrainingError` for numbers out of range, and for augmentation of what is no image.
  public init(
    _ model: Module, optimizer: Optimizer, _ settings: TrainingSettings, on dataset: Dataset,
    rateRatios: [Double]? = nil, objective: Objective? = nil,
    imageOrder: Tensor.MemoryOrder = .rowMajor
  ) throws {
    guard settings.batchSize >= 1 else {
      throw TrainingError("the batch size must be at least 1, not \(settings.batchSize)")
    }
    guard settings.batchSize <= dataset.count else {
      throw TrainingError(
        "the batch size, \(settings.batchSize), is larger than the \(dataset.count) examples of "
          + dataset.name)
    }
    guard settings.accumulate >= 1 else {
      throw TrainingError("batches to accumulate must be at least 1, not \(settings.accumulate)")
    }
    guard settings.accumulate <= Self.mostAccumulated else {
      throw TrainingError(
        "batches to accumulate must be at most \(Self.mostAccumulated), not \(settings.accumulate)")
    }
    if let norm = settings.clipNorm, !(norm > 0) {
      throw TrainingError("the norm to clip gradients to must be above 0, not \(norm)")
    }
    guard settings.clipNorm?.isFinite ?? true else {
      throw TrainingError("the norm to clip gradients to must be finite, not inf")
    }
    self.model = model
    self.optimizer = optimizer
    self.settings = settings
    self.rateRatios = rateRatios ?? optimizer.groups.map { _ in 1 }
    guard self.rateRatios.count == optimizer.groups.count else {
      throw TrainingError(
        "\(optimizer.groups.count) parameter groups need as many ratios of their rates, not "
          + "\(self.rateRatios.count)")
    }
    if settings.isAugmented {
      guard dataset.inputs.shape.count == 3 else {
        throw TrainingError(
          "augmentation is of images [channels, height, width], and these examples have the shape "
            + "\(dataset.inputs.shape)")
      }
      augmentation = Augmentation(seed: settings.orderSeed ?? settings.seed)
    }
    dataName = dataset.name
    examples = try Examples(dataset, on: settings.device, order: imageOrder)
    self.objective = objective ?? Objective(dataset.task)
    order = BatchOrder(
      count: dataset.count, batchSize: settings.batchSize,
      seed: settings.orderSeed ?? settings.seed)
  }

  /// The order in memory in which the convolutions of a model are fastest.
  ///
  /// Measured on the CPU: a step of `resnet20` was faster on one thread with the channels
  /// innermost.
  private static func imageOrder(for model: Module, on device: Device) -> Tensor.MemoryOrder {
    let hasConvolutions = model.namedModules.contains { $0.module is Convolution2D }
    return hasConvolutions && device.kind == .cpu ? .channelsLast : .rowMajor
  }

  /// Takes one training step.
  ///
  /// - Parameter learningRate: The rate of the step, 0 or more.
  /// - Returns: The loss of the step's mini-batch before the update, which may be NaN or infinite;
  ///   the mean over its mini-batches where gradients are accumulated.
  /// - Throws: `TorchError` where libtorch refuses.
  public func step(learningRate: Double) throws(TorchError) -> Double {
    for (group, ratio) in zip(optimizer.groups, rateRatios) {
      group.learningRate = ratio * learningRate
    }
    try optimizer.zeroGradients()
    let share = 1 / Double(settings.accumulate)
    var losses: [Tensor] = []
    for _ in 0..<settings.accumulate {
      let batchLoss = try nextLoss()
      try (settings.accumulate == 1 ? batchLoss : batchLoss * share).backward()
      losses.append(batchLoss)
    }
    if let norm = settings.clipNorm { try optimizer.clipGradientNorm(norm) }
    try optimizer.step()
    // Read last, so that a device still works while the update is being sent to it.
    var sum = 0.0
    for batchLoss in losses { sum += try batchLoss.item() }
    return sum * share
  }

  private func nextLoss() throws(TorchError) -> Tensor {
    let (inputs, targets) = try order.withNextBatch { rows throws(TorchError) in
      let crops = augmentation?.crops(rows.count)
      return try examples.batch(rows, crops: crops)
    }
    return try forward(inputs, targets).loss
  }

  /// The loss of a batch and the model's output, in the precision of the settings.
  func forward(
    _ inputs: Tensor, _ targets: Tensor
  ) throws(TorchError) -> (loss: Tensor, output: Tensor) {
    func compute() throws(TorchError) -> (loss: Tensor, output: Tensor) {
      let output = try model(inputs)
      return (try objective(output, inputs: inputs, targets: targets), output)
    }
    return switch settings.precision {
    case .float32: try compute()
    case .bfloat16: try withAutocast(device: settings.device, compute)
    }
  }
}
