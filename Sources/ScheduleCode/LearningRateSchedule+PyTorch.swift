internal import Schedules

extension LearningRateSchedule {
  var pytorchLines: [String] {
    ["from torch.optim import lr_scheduler", ""] + pytorchScheduler + [pytorchAdvice]
  }

  /// The scheduler as the return value of `configure_optimizers`.
  var lightningLines: [String] {
    var settings = "\"scheduler\": scheduler, \"interval\": \"step\""
    var warmup: [String] = []
    if plateau != nil {
      settings = "\"scheduler\": scheduler, \"interval\": \"epoch\", \"monitor\": \"val_loss\""
      if case .warmup = self {
        // Lightning takes a list of schedulers: each is stepped at its own interval.
        warmup = ["    {\"scheduler\": warmup, \"interval\": \"step\"},"]
      }
    }
    return ["from torch.optim import lr_scheduler", ""]
      + ["# at the end of configure_optimizers(self), where optimizer is the optimizer"]
      + pytorchScheduler
      + ["return [optimizer], ["] + warmup + ["    {\(settings)},", "]"]
  }

  private var pytorchAdvice: String {
    switch self {
    case .reduceOnPlateau: "# after every epoch: scheduler.step(validation_loss)"
    case .warmup where plateau != nil:
      "# after every optimizer.step(): warmup.step(); after every later epoch: "
        + "scheduler.step(validation_loss)"
    default: "# after every optimizer.step(): scheduler.step()"
    }
  }

  var pytorchScheduler: [String] {
    switch self {
    case .oneCycle, .cyclical: ["scheduler = \(pytorchConstructor)"]
    case .warmup(let warmup):
      Self.groups(rate: warmup.schedule.learningRate(at: 0)) + warmup.pytorchSchedulers
    default: Self.groups(rate: learningRate(at: 0)) + ["scheduler = \(pytorchConstructor)"]
    }
  }

  /// The rate that a scheduler starts from is the optimizer's.
  private static func groups(rate: Double) -> [String] {
    ["for group in optimizer.param_groups:", "    group[\"lr\"] = \(rate)"]
  }

  fileprivate var pytorchConstructor: String {
    switch self {
    case .constant: "lr_scheduler.ConstantLR(optimizer, factor=1.0)"
    case .step(let step):
      "lr_scheduler.StepLR(optimizer, step_size=\(step.every), gamma=\(step.factor))"
    case .exponential(let decay):
      decay.every == 1
        ? "lr_scheduler.ExponentialLR(optimizer, gamma=\(decay.factor))"
        : "lr_scheduler.LambdaLR("
          + "optimizer, lambda step: \(decay.factor) ** (step / \(decay.every)))"
    case .linear(let linear):
      "lr_scheduler.LinearLR(optimizer, start_factor=1.0, end_factor=\(linear.end / linear.start), "
        + "total_iters=\(linear.steps))"
    case .cosine(let cosine):
      "lr_scheduler.CosineAnnealingLR(optimizer, T_max=\(cosine.steps), eta_min=\(cosine.end))"
    case .warmRestarts(let restarts):
      "lr_scheduler.CosineAnnealingWarmRestarts(optimizer, T_0=\(restarts.firstPeriod), "
        + "T_mult=\(restarts.multiplier), eta_min=\(restarts.end))"
    case .cyclical(let cycle): cycle.pytorchConstructor
    case .oneCycle(let cycle): cycle.pytorchConstructor
    case .reduceOnPlateau(let plateau):
      "lr_scheduler.ReduceLROnPlateau(optimizer, factor=\(plateau.factor), "
        + "patience=\(plateau.patience), threshold=\(plateau.threshold), "
        + "cooldown=\(plateau.cooldown), min_lr=\(plateau.minimum))"
    case .warmup(let warmup): warmup.pytorchConstructor
    }
  }
}

extension CyclicalRates {
  fileprivate var pytorchConstructor: String {
    let mode =
      switch policy {
      case .triangular: "mode=\"triangular\""
      case .triangular2: "mode=\"triangular2\""
      case .expRange(let gamma): "mode=\"exp_range\", gamma=\(gamma)"
      }
    return "lr_scheduler.CyclicLR(optimizer, base_lr=\(low), max_lr=\(high), "
      + "step_size_up=\(halfCycle), \(mode), cycle_momentum=False)"
  }
}

extension OneCycle {
  fileprivate var pytorchConstructor: String {
    let bounds =
      momentum.map { "base_momentum=\($0.low), max_momentum=\($0.high)" } ?? "cycle_momentum=False"
    return "lr_scheduler.OneCycleLR(optimizer, max_lr=\(peak), total_steps=\(steps), "
      + "pct_start=\(rise), anneal_strategy=\"\(easing == .cosine ? "cos" : "linear")\", "
      + "\(bounds), div_factor=\(startDivisor), final_div_factor=\(endDivisor))"
  }
}

extension LinearWarmup {
  fileprivate var pytorchSchedulers: [String] {
    guard schedule.plateau != nil else { return ["scheduler = \(pytorchConstructor)"] }
    // Past its end a LinearLR leaves the rate alone, and the other scheduler has it to itself.
    return ["scheduler = \(schedule.pytorchConstructor)", "warmup = \(pytorchRise)"]
  }

  fileprivate var pytorchConstructor: String {
    "lr_scheduler.SequentialLR(optimizer, [\(pytorchRise), \(schedule.pytorchConstructor)], "
      + "milestones=[\(steps)])"
  }

  private var pytorchRise: String {
    "lr_scheduler.LinearLR(optimizer, start_factor=\(startFactor), total_iters=\(steps))"
  }
}
