internal import Schedules

extension LearningRateSchedule {
  var kerasLines: [String] {
    switch self {
    case .cyclical, .oneCycle: kerasCallback
    case .warmup(let warmup): warmup.kerasLines
    case .reduceOnPlateau(let plateau):
      ["import keras", ""] + plateau.kerasLines(rate: "\(plateau.start)")
    default:
      [
        "import keras", "", "schedule = \(kerasConstructor)",
        "# pass it to the optimizer: learning_rate=schedule",
      ]
    }
  }

  fileprivate var kerasConstructor: String {
    let schedules = "keras.optimizers.schedules"
    return switch self {
    case .step(let step):
      "\(schedules).ExponentialDecay(\(step.start), decay_steps=\(step.every), "
        + "decay_rate=\(step.factor), staircase=True)"
    case .exponential(let decay):
      "\(schedules).ExponentialDecay(\(decay.start), decay_steps=\(decay.every), "
        + "decay_rate=\(decay.factor))"
    case .linear(let linear):
      "\(schedules).PolynomialDecay(\(linear.start), decay_steps=\(linear.steps), "
        + "end_learning_rate=\(linear.end))"
    case .cosine(let cosine):
      "\(schedules).CosineDecay(\(cosine.start), decay_steps=\(cosine.steps), "
        + "alpha=\(cosine.end / cosine.start))"
    case .warmRestarts(let restarts):
      "\(schedules).CosineDecayRestarts(\(restarts.start), "
        + "first_decay_steps=\(restarts.firstPeriod), t_mul=\(Double(restarts.multiplier)), "
        + "alpha=\(restarts.end / restarts.start))"
    default:
      // A constant rate is a polynomial that ends where it starts.
      "\(schedules).PolynomialDecay(\(peak), decay_steps=1, end_learning_rate=\(peak))"
    }
  }

  /// A callback that sets the rate before every batch: Keras has no cyclical schedules, and none
  /// that move the momentum.
  private var kerasCallback: [String] {
    var lines =
      ["import keras", "import numpy as np", ""] + pythonFunction("np") + [
        "",
        "class Schedule(keras.callbacks.Callback):",
        "    step = 0",
        "",
        "    def on_train_batch_begin(self, batch, logs=None):",
        "        self.model.optimizer.learning_rate = float(learning_rate(self.step))",
      ]
    if momentum(at: 0) != nil {
      // SGD and RMSprop call it momentum, Adam and its kin beta_1.
      lines += [
        "        name = \"momentum\" if hasattr(self.model.optimizer, \"momentum\") else \"beta_1\"",
        "        setattr(self.model.optimizer, name, float(momentum(self.step)))",
      ]
    }
    return lines + [
      "        self.step += 1", "", "schedule = Schedule()",
      "# pass it to the training: model.fit(..., callbacks=[schedule])",
    ]
  }
}

extension LinearWarmup {
  fileprivate var kerasLines: [String] {
    if let plateau = schedule.plateau { return kerasLines(before: plateau) }
    return [
      "import keras", "",
      "class Warmup(keras.optimizers.schedules.LearningRateSchedule):",
      "    def __init__(self, schedule, steps, start_factor):",
      "        self.schedule, self.steps, self.start_factor = schedule, steps, start_factor",
      "",
      "    def __call__(self, step):",
      "        step = keras.ops.cast(step, \"float32\")",
      "        risen = keras.ops.minimum(step / self.steps, 1.0)",
      "        factor = self.start_factor + (1 - self.start_factor) * risen",
      "        return factor * self.schedule(keras.ops.maximum(step - self.steps, 0.0))",
      "",
      "    def get_config(self):",
      "        return {",
      "            \"schedule\": self.schedule, \"steps\": self.steps,",
      "            \"start_factor\": self.start_factor,",
      "        }",
      "",
      "schedule = Warmup(",
      "    \(schedule.kerasConstructor),",
      "    steps=\(steps), start_factor=\(startFactor))",
      "# pass it to the optimizer: learning_rate=schedule",
    ]
  }

  /// Keras lets a plateau lower a rate that no schedule holds: the rise is a callback, too.
  private func kerasLines(before plateau: ReduceOnPlateau) -> [String] {
    [
      "import keras", "",
      "class Warmup(keras.callbacks.Callback):",
      "    step = 0",
      "",
      "    def on_train_batch_begin(self, batch, logs=None):",
      "        if self.step <= \(steps):",
      "            factor = \(startFactor) + \(1 - startFactor) * self.step / \(steps)",
      "            self.model.optimizer.learning_rate = \(plateau.start) * factor",
      "        self.step += 1",
      "",
      "warmup = Warmup()",
    ] + plateau.kerasLines(rate: "\(plateau.start)", beside: "warmup, ")
  }
}

extension ReduceOnPlateau {
  fileprivate func kerasLines(rate: String, beside callbacks: String = "") -> [String] {
    // Keras lowers the rate at the loss that our patience would still bear, and counts the last
    // loss of a cooldown. Its least improvement is a difference, ours a share.
    [
      "schedule = keras.callbacks.ReduceLROnPlateau(",
      "    factor=\(factor), patience=\(patience + 1), min_delta=0.0,",
      "    cooldown=\(cooldown == 0 ? 0 : cooldown + 1), min_lr=\(minimum))",
      "# create the optimizer with learning_rate=\(rate)",
      "# pass it to the training: model.fit(..., callbacks=[\(callbacks)schedule])",
    ]
  }
}
