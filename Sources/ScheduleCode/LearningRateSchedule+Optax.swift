internal import Schedules

extension LearningRateSchedule {
  var optaxLines: [String] {
    switch self {
    case .cyclical:
      ["import jax.numpy as jnp", "import optax", ""] + pythonFunction("jnp")
        + ["", "schedule = learning_rate", Self.optaxAdvice]
    case .oneCycle(let cycle):
      ["import jax.numpy as jnp", "import optax", ""] + pythonFunction("jnp")
        + ["", "schedule = learning_rate"]
        + [
          cycle.momentum == nil
            ? Self.optaxAdvice
            : "# optimizer = optax.inject_hyperparams(optax.sgd)(schedule, momentum=momentum)"
        ]
    case .reduceOnPlateau(let plateau):
      ["import optax", "", "schedule = \(optaxConstructor)"] + plateau.optaxLines
    case .warmup(let warmup):
      ["import optax", ""] + warmup.optaxLines
    default: ["import optax", "", "schedule = \(optaxConstructor)", Self.optaxAdvice]
    }
  }

  fileprivate static let optaxAdvice =
    "# pass it to the optimizer, as in optax.sgd(learning_rate=schedule)"

  fileprivate var optaxConstructor: String {
    switch self {
    case .step(let step):
      "optax.exponential_decay(\(step.start), transition_steps=\(step.every), "
        + "decay_rate=\(step.factor), staircase=True)"
    case .exponential(let decay):
      "optax.exponential_decay(\(decay.start), transition_steps=\(decay.every), "
        + "decay_rate=\(decay.factor))"
    case .linear(let linear):
      "optax.linear_schedule(\(linear.start), \(linear.end), transition_steps=\(linear.steps))"
    case .cosine(let cosine):
      "optax.cosine_decay_schedule(\(cosine.start), decay_steps=\(cosine.steps), "
        + "alpha=\(cosine.end / cosine.start))"
    case .warmRestarts(let restarts): restarts.optaxConstructor
    default: "optax.constant_schedule(\(peak))"
    }
  }
}

extension WarmRestarts {
  /// One cosine for each period, up to as many steps as optax can count.
  fileprivate var optaxConstructor: String {
    let alpha = end / start
    if multiplier == 1 {
      return "lambda step: optax.cosine_decay_schedule(\(start), decay_steps=\(firstPeriod), "
        + "alpha=\(alpha))(step % \(firstPeriod))"
    }
    var ends = [firstPeriod]
    var period = firstPeriod
    while true {
      let (longer, overflows) = period.multipliedReportingOverflow(by: multiplier)
      guard !overflows, longer < Int(Int32.max) - ends[ends.count - 1] else { break }
      ends.append(ends[ends.count - 1] + longer)
      period = longer
    }
    return "optax.join_schedules([optax.cosine_decay_schedule("
      + "\(start), decay_steps=\(firstPeriod) * \(multiplier) ** k, alpha=\(alpha)) "
      + "for k in range(\(ends.count))], boundaries=\(ends.dropLast()))"
  }
}

extension LinearWarmup {
  fileprivate var optaxLines: [String] {
    let rate = schedule.learningRate(at: 0)
    let lines = [
      "schedule = optax.join_schedules([",
      "    optax.linear_schedule(\(rate * startFactor), \(rate), transition_steps=\(steps)),",
      "    \(schedule.optaxConstructor),",
      "], boundaries=[\(steps)])",
    ]
    return lines + (schedule.plateau?.optaxLines ?? [LearningRateSchedule.optaxAdvice])
  }
}

extension ReduceOnPlateau {
  /// Optax lowers the updates instead of the rate.
  fileprivate var optaxLines: [String] {
    // Optax lowers the scale at the loss that our patience would still bear, and refuses a
    // threshold of zero.
    [
      "plateau = optax.contrib.reduce_on_plateau(",
      "    factor=\(factor), patience=\(patience + 1), rtol=\(max(threshold, 1e-12)),",
      "    cooldown=\(cooldown), min_scale=\(minimum / start), accumulation_size=steps_per_epoch)",
      "# optimizer = optax.chain(optax.sgd(learning_rate=schedule), plateau)",
      "# at every step: optimizer.update(gradients, state, params, value=loss)",
    ]
  }
}
