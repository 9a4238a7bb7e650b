internal import LearningRateFinder

/// Lines to paste into a training script, with the rates that were found.
///
/// For each framework two ways: the constant rate, and a schedule that warms up over 5 % of the
/// steps to the peak and then decays along half a cosine.
public struct RateLines: Sendable {
  private let rate: String
  private let peak: String
  private let optimizer: Optimizer?

  /// An optimizer with its settings, as the rates were found with it.
  public struct Optimizer: Sendable {
    /// Its name, such as `sgd`.
    let name: String
    let momentum: Double?
    let isNesterov: Bool
    let weightDecay: Double?

    /// Creates an optimizer.
    ///
    /// - Parameters:
    ///   - name: Its name: `sgd`, `adam`, `adamw`, `rmsprop` or `adagrad`.
    ///   - momentum: The momentum; nil where there is none, or for the framework's own.
    ///   - isNesterov: Whether the momentum is Nesterov's.
    ///   - weightDecay: How much a step shrinks the weights; nil for the framework's own.
    public init(name: String, momentum: Double?, isNesterov: Bool, weightDecay: Double?) {
      self.name = name
      // Zero is what all frameworks take where nothing is said, but for AdamW's decay.
      self.momentum = momentum == 0 ? nil : momentum
      self.isNesterov = isNesterov
      self.weightDecay = weightDecay == 0 && name != "adamw" ? nil : weightDecay
    }

    /// The name of its class, which all frameworks share but for one.
    func className(adagrad: String = "Adagrad") -> String {
      let names = ["sgd": "SGD", "adam": "Adam", "adamw": "AdamW", "rmsprop": "RMSprop"]
      return names[name] ?? adagrad
    }
  }

  /// Creates the lines for a rate.
  ///
  /// - Parameters:
  ///   - rate: The rate for training at a constant rate.
  ///   - peak: The highest rate of a schedule.
  ///   - optimizer: What the rates were found with; nil where that is not known.
  public init(rate: Double, peak: Double, optimizer: Optimizer?) {
    self.rate = rate.brief
    self.peak = peak.brief
    self.optimizer = optimizer
  }

  /// The lines for a framework.
  ///
  /// - Parameter framework: Whose optimizers and schedules they use.
  /// - Returns: Lines, the last one without its newline.
  public func code(for framework: ScheduleFramework) -> String {
    switch framework {
    case .pytorch: pytorch
    case .lightning: lightning
    case .huggingface: huggingFace
    case .keras: keras
    case .optax: optax
    case .mlx: mlx
    }
  }

  /// A call with named arguments, those left out that are nil.
  private func call(_ function: String, _ arguments: [(name: String, value: String?)]) -> String {
    let words = arguments.compactMap { name, value in
      value.map { name.isEmpty ? $0 : "\(name)=\($0)" }
    }
    return "\(function)(\(words.joined(separator: ", ")))"
  }

  // MARK: PyTorch

  private func torchOptimizer(_ parameters: String) -> String? {
    optimizer.map { optimizer in
      return call(
        "torch.optim." + optimizer.className(),
        [
          ("", parameters), ("lr", rate), ("momentum", optimizer.momentum?.brief),
          ("nesterov", optimizer.isNesterov ? "True" : nil),
          ("weight_decay", optimizer.weightDecay?.brief),
        ])
    }
  }

  private var torchScheduler: String {
    """
    torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=\(peak), total_steps=steps, pct_start=0.05, cycle_momentum=False)
    """
  }

  private var pytorch: String {
    let constant =
      torchOptimizer("model.parameters()").map { "optimizer = \($0)" }
      ?? "for group in optimizer.param_groups:\n    group[\"lr\"] = \(rate)"
    return """
      \(constant)
      # or, over `steps` updates in all, calling scheduler.step() after each:
      scheduler = \(torchScheduler)
      """
  }

  private var lightning: String {
    let optimizer =
      torchOptimizer("self.parameters()")
      ?? "torch.optim.AdamW(self.parameters(), lr=\(rate))  # or the one that was tested"
    let scheduler = torchScheduler.replacing("\n", with: "\n    ")
      .replacing("total_steps=steps", with: "total_steps=self.trainer.estimated_stepping_batches")
    return """
      def configure_optimizers(self):
          return \(optimizer)

      # or, with warm-up and decay:
      def configure_optimizers(self):
          optimizer = \(optimizer)
          scheduler = \(scheduler)
          return [optimizer], [{"scheduler": scheduler, "interval": "step"}]
      """
  }

  private var huggingFace: String {
    let optimizer =
      torchOptimizer("model.parameters()")
      ?? "torch.optim.AdamW(model.parameters(), lr=\(rate))  # or the one that was tested"
    return """
      optimizer = \(optimizer)
      arguments = transformers.TrainingArguments(..., lr_scheduler_type="constant")
      trainer = transformers.Trainer(model, arguments, ..., optimizers=(optimizer, None))
      # or, the same optimizer with lr=\(peak), and with warm-up and decay:
      arguments = transformers.TrainingArguments(
          ..., lr_scheduler_type="cosine", warmup_ratio=0.05)
      """
  }

  // MARK: Keras

  private var keras: String {
    let constant =
      optimizer.map { optimizer in
        "optimizer = "
          + call(
            "keras.optimizers." + optimizer.className(),
            [
              ("learning_rate", rate), ("momentum", optimizer.momentum?.brief),
              ("nesterov", optimizer.isNesterov ? "True" : nil),
              ("weight_decay", optimizer.weightDecay?.brief),
            ])
      } ?? "model.optimizer.learning_rate = \(rate)"
    return """
      \(constant)
      # or, over `steps` updates in all, as the optimizer's learning_rate:
      schedule = keras.optimizers.schedules.CosineDecay(
          0.0, decay_steps=int(0.95 * steps), warmup_target=\(peak), warmup_steps=int(0.05 * steps))
      """
  }

  // MARK: Optax

  private var optax: String {
    let constant =
      optimizer.map { optimizer in
        // Optax has its decay of the weights apart, but for AdamW.
        let decays = optimizer.name == "adamw"
        let made = call(
          "optax." + optimizer.name,
          [
            ("", rate), ("momentum", optimizer.momentum?.brief),
            ("nesterov", optimizer.isNesterov ? "True" : nil),
            ("weight_decay", decays ? optimizer.weightDecay?.brief : nil),
          ])
        guard let decay = optimizer.weightDecay, !decays else { return "optimizer = \(made)" }
        return "optimizer = optax.chain(optax.add_decayed_weights(\(decay.brief)), \(made))"
      } ?? "learning_rate = \(rate)  # of the optimizer that was tested"
    return """
      \(constant)
      # or, over `steps` updates in all, as the optimizer's learning rate:
      schedule = optax.warmup_cosine_decay_schedule(
          0.0, \(peak), warmup_steps=int(0.05 * steps), decay_steps=steps)
      """
  }

  // MARK: MLX

  private var mlx: String {
    let constant =
      optimizer.map { optimizer in
        let isSGD = optimizer.name == "sgd"
        let decays = isSGD || optimizer.name == "adamw"
        return "let optimizer = "
          + call(
            optimizer.className(adagrad: "AdaGrad"),
            [
              ("learningRate", rate), ("momentum", isSGD ? optimizer.momentum?.brief : nil),
              ("weightDecay", decays ? optimizer.weightDecay?.brief : nil),
              ("nesterov", isSGD && optimizer.isNesterov ? "true" : nil),
            ]
          ).replacing("=", with: ": ")
      } ?? "optimizer.learningRate = \(rate)"
    return """
      \(constant)
      // or, with the library Schedules, over `steps` updates in all:
      let decay = try CosineAnnealing(start: \(peak), steps: steps - steps / 20)
      let schedule = LearningRateSchedule.warmup(
        try LinearWarmup(steps: steps / 20, then: .cosine(decay)))
      // before each update: optimizer.learningRate = Float(schedule.learningRate(at: step))
      """
  }
}
