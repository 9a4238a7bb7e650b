internal import Schedules

extension LearningRateSchedule {
  /// The schedule of this package's own library, and how an optimizer of MLX follows it.
  var mlxLines: [String] {
    let lines = ["import Schedules", "", "let schedule = LearningRateSchedule\(swiftCase)"]
    if plateau != nil {
      return lines + [
        "var progress = ScheduleProgress(schedule)",
        "// before each update: optimizer.learningRate = Float(progress.learningRate)",
        "// after each update: progress.advance()",
        "// after every epoch: progress.observe(loss: validationLoss)",
      ]
    }
    let rate =
      "// before each update: optimizer.learningRate = Float(schedule.learningRate(at: step))"
    return lines + [rate]
      + (momentum(at: 0) == nil
        ? [] : ["//   and optimizer.momentum = Float(schedule.momentum(at: step) ?? 0)"])
  }

  /// The case with its formula, as an expression of Swift.
  private var swiftCase: String {
    switch self {
    case .constant(let constant): ".constant(try ConstantRate(\(constant.rate)))"
    case .step(let step):
      ".step(try StepDecay(start: \(step.start), factor: \(step.factor), every: \(step.every)))"
    case .exponential(let decay):
      ".exponential(try ExponentialDecay("
        + "start: \(decay.start), factor: \(decay.factor), every: \(decay.every)))"
    case .linear(let linear):
      ".linear(try LinearDecay(start: \(linear.start), end: \(linear.end), steps: \(linear.steps)))"
    case .cosine(let cosine):
      ".cosine(try CosineAnnealing("
        + "start: \(cosine.start), end: \(cosine.end), steps: \(cosine.steps)))"
    case .warmRestarts(let restarts):
      ".warmRestarts(try WarmRestarts(start: \(restarts.start), end: \(restarts.end), "
        + "firstPeriod: \(restarts.firstPeriod), multiplier: \(restarts.multiplier)))"
    case .warmup(let warmup):
      ".warmup(try LinearWarmup(steps: \(warmup.steps), startFactor: \(warmup.startFactor), "
        + "then: \(warmup.schedule.swiftCase)))"
    case .cyclical(let cycle):
      ".cyclical(try CyclicalRates(.\(cycle.policy), low: \(cycle.low), high: \(cycle.high), "
        + "halfCycle: \(cycle.halfCycle)))"
    case .oneCycle(let cycle): ".oneCycle(try \(cycle.swiftConstructor))"
    case .reduceOnPlateau(let plateau):
      ".reduceOnPlateau(try ReduceOnPlateau(start: \(plateau.start), factor: \(plateau.factor), "
        + "patience: \(plateau.patience), threshold: \(plateau.threshold), "
        + "cooldown: \(plateau.cooldown), minimum: \(plateau.minimum)))"
    }
  }
}

extension OneCycle {
  fileprivate var swiftConstructor: String {
    let bounds = momentum.map { "OneCycle.Momentum(low: \($0.low), high: \($0.high))" } ?? "nil"
    return "OneCycle(peak: \(peak), steps: \(steps), rise: \(rise), "
      + "startDivisor: \(startDivisor), endDivisor: \(endDivisor), easing: .\(easing), "
      + "momentum: \(bounds))"
  }
}
