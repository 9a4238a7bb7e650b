internal import LearningRateFinder

/// Brings the numbers of a step together that a log has in different places: in one row, in rows of
/// the same step, or in series of their own.
///
/// A rate and a loss make a point where they have the same step. A loss between the steps of two
/// rates has the earlier one, and so has one after the last rate, as far from it as two rates are
/// from each other at most: loggers write the rate of a step and the loss of the next one, or the
/// rate at every tenth step. Other losses, and rates without any, are left out. A step that comes
/// again at once replaces what it said before. What has no step makes a point only where rate and
/// loss come together.
///
/// A loss on held-out examples belongs to the point of its step, or else to the last one before:
/// validation at the end of an epoch and a training loss at every 50th step need not meet. Of
/// several that a point would get, it gets the first, whose step is nearest.
///
/// Memory grows with how far apart the numbers of a step are, not with the log.
struct StepJoin {
  private var builder = CurveBuilder()
  private let ramp: Ramp?
  private var pending: (step: Int, numbers: StepNumbers)?
  /// The rates of steps that the losses have not come to.
  private var rates = StepQueue()
  /// The last rate that they have come to.
  private var passed: (step: Int, value: Double)?
  /// The losses that wait for a rate of their step or a later one.
  private var losses = StepQueue()
  /// The most steps between two rates.
  private var gap = 0
  /// What was taken.
  private(set) var counts = JoinCounts()
  private var validationLosses = StepQueue()
  /// The step of the last point; nil before the first, and in a log without steps.
  private var lastStep: Int?
  private var row = 0
  private var firstStep: Int?

  /// Creates a join of nothing yet.
  ///
  /// - Parameter ramp: What the rates were, where the log does not tell: its steps are looked up by
  ///   the log's own, counted from 0, or from 1 where the first one is 1; by the number of the loss
  ///   in the log where that has no steps.
  init(ramp: Ramp?) { self.ramp = ramp }

  /// Takes what the log says next.
  ///
  /// - Parameters:
  ///   - step: The step, nil where the log has none.
  ///   - numbers: What was measured; rates and validation losses of NaN are none.
  ///   - onlyAdds: Whether what is known of the step already is to stay.
  /// - Throws: ``BadStep``.
  mutating func add(
    step: Int?, _ numbers: StepNumbers, onlyAdds: Bool = false
  ) throws(BadStep) {
    var numbers = numbers
    if numbers.rate?.isNaN == true { numbers.rate = nil }
    if numbers.validationLoss?.isFinite == false { numbers.validationLoss = nil }
    guard !numbers.isEmpty else { return }
    guard let step else { return try append(numbers) }
    if let now = pending {
      if now.step == step {
        if numbers.loss != nil, now.numbers.loss != nil { counts.replaced += 1 }
        pending?.numbers =
          onlyAdds ? numbers.replaced(by: now.numbers) : now.numbers.replaced(by: numbers)
        return
      }
      try settle(now.numbers, now.step)
    }
    pending = (step, numbers)
  }

  /// The curve of all that was taken.
  ///
  /// - Returns: The builder, which has the curve.
  /// - Throws: ``BadStep``.
  mutating func finish() throws(BadStep) -> CurveBuilder {
    if let now = pending { try settle(now.numbers, now.step) }
    pending = nil
    try serve(before: nil)
    attach(before: .max)
    return builder
  }

  /// Takes a row of a log without steps: a validation loss in a row of its own belongs to the last
  /// point.
  private mutating func append(_ numbers: StepNumbers) throws(BadStep) {
    if let ramp, let loss = numbers.loss {
      try append(Self.rate(ramp, row, nil), loss, nil)
      row += 1
    } else if let rate = numbers.rate, let loss = numbers.loss {
      try append(rate, loss, nil)
    } else if numbers.loss != nil || numbers.rate != nil {
      return
    }
    if let loss = numbers.validationLoss { builder.append(validationLoss: loss) }
  }

  private mutating func settle(_ now: StepNumbers, _ step: Int) throws(BadStep) {
    if let loss = now.validationLoss {
      counts.heldOut += 1
      if let lastStep, step < lastStep { counts.late += 1 }
      // Steps that start over: what waits is of the part before.
      if let last = validationLosses.last, last >= step { attach(before: .max) }
      validationLosses.add(step, loss)
    }
    if let ramp {
      guard let loss = now.loss else { return }
      let first = firstStep ?? step
      firstStep = first
      // The lowest of all numbers, less one, is no step of the ramp either.
      return try append(Self.rate(ramp, step &- (first == 1 ? 1 : 0), step), loss, step)
    }
    counts.take(now, step)
    if let rate = now.rate, let loss = now.loss, rates.first == nil, losses.first == nil {
      // Nothing waits, as in most logs.
      if let passed, step > passed.step { gap = max(gap, step - passed.step) }
      passed = (step, rate)
      return try append(rate, loss, step)
    }
    if let rate = now.rate { try take(rate, step) }
    guard let loss = now.loss else { return }
    if let last = losses.last, last >= step { try serve(before: nil) }
    while let first = rates.first, first <= step { passed = rates.removeFirst() }
    if let passed, passed.step == step || passed.step < step && rates.first != nil {
      if passed.step < step { counts.carried += 1 }
      try append(passed.value, loss, step)
    } else {
      losses.add(step, loss)
    }
  }

  /// Takes a rate, and gives the one before it to the losses that wait between them.
  private mutating func take(_ rate: Double, _ step: Int) throws(BadStep) {
    if let last = rates.last ?? passed?.step {
      if step > last {
        gap = max(gap, step - last)
      } else {
        // Steps that start over begin another part of the log.
        try serve(before: nil, after: step)
        rates = StepQueue()
        passed = nil
      }
    }
    try serve(before: step)
    rates.add(step, rate)
    if losses.first == step, let loss = losses.removeFirst() {
      while let first = rates.first, first <= step { passed = rates.removeFirst() }
      try append(rate, loss.value, step)
    }
  }

  /// Gives the losses that wait the last rate before them.
  ///
  /// - Parameters:
  ///   - end: The step of the next rate; nil where there is none, and only losses are served that
  ///     are as near as rates are to each other.
  ///   - start: The losses from this step on that are before the last rate go on waiting.
  /// - Throws: ``BadStep``.
  private mutating func serve(before end: Int?, after start: Int? = nil) throws(BadStep) {
    var kept = StepQueue()
    while let step = losses.first, end.map({ step < $0 }) ?? true,
      let loss = losses.removeFirst()
    {
      while let first = rates.first, first <= step { passed = rates.removeFirst() }
      // Where every loss has a rate of its step, one at the end that has none was cut off.
      let isNear = passed.map {
        step - $0.step <= gap && (counts.carried > 0 || builder.steps == 0)
      }
      if let passed, passed.step <= step, end != nil || isNear == true {
        counts.carried += passed.step < step ? 1 : 0
        try append(passed.value, loss.value, step)
      } else if let start, step >= start {
        kept.add(step, loss.value)
      } else {
        counts.lossesAlone += 1
      }
    }
    if end == nil { losses = kept }
  }

  private mutating func append(
    _ rate: Double, _ loss: Double, _ step: Int?
  ) throws(BadStep) {
    if let step {
      if validationLosses.first != nil, let lastStep {
        // After steps that start over, what waits from the last one on is of the part before.
        if step > lastStep {
          attach(before: step)
        } else if let first = validationLosses.first, first >= lastStep {
          attach(before: .max)
        }
      }
      lastStep = step
    }
    do { try builder.append(rate: rate, loss: loss) } catch {
      throw BadStep(step: step, reason: error)
    }
  }

  /// Gives the last point its validation loss out of those that wait from before a step.
  private mutating func attach(before step: Int) {
    guard let lastStep,
      let loss = validationLosses.take(nearest: lastStep, before: step)
    else { return }
    builder.append(validationLoss: loss)
  }

  private static func rate(
    _ ramp: Ramp, _ index: Int, _ step: Int?
  ) throws(BadStep) -> Double {
    // Logs that say after how many steps a loss was measured end with the number of steps.
    guard index >= 0, index <= ramp.steps else {
      throw BadStep(step: step, reason: .outsideRamp(steps: ramp.steps))
    }
    return ramp[min(index, ramp.steps - 1)]
  }
}

/// What a log says of a step, as far as it does.
struct StepNumbers {
  /// The learning rate.
  var rate: Double?
  /// The loss.
  var loss: Double?
  /// The loss on held-out examples.
  var validationLoss: Double?

  fileprivate var isEmpty: Bool { rate == nil && loss == nil && validationLoss == nil }

  fileprivate func replaced(by other: Self) -> Self {
    Self(
      rate: other.rate ?? rate, loss: other.loss ?? loss,
      validationLoss: other.validationLoss ?? validationLoss)
  }
}

/// How much a join took, and what became of it.
struct JoinCounts {
  /// Steps whose numbers were said again, and replaced.
  var replaced = 0
  /// Losses on held-out examples, and those of them that came after the point of their step.
  var heldOut = 0
  var late = 0
  /// Losses that have the last rate before them.
  var carried = 0
  /// Losses that no rate was found for.
  var lossesAlone = 0
  /// Steps with a rate.
  private(set) var rates = Extent()
  /// Steps with a loss.
  private(set) var losses = Extent()

  /// How many steps there are, the lowest and the highest.
  struct Extent {
    var count = 0
    var first = Int.max
    var last = Int.min

    fileprivate mutating func take(_ step: Int) {
      count += 1
      first = min(first, step)
      last = max(last, step)
    }
  }

  fileprivate mutating func take(_ numbers: StepNumbers, _ step: Int) {
    if numbers.rate != nil { rates.take(step) }
    if numbers.loss != nil { losses.take(step) }
  }

  /// What there is of rates and losses that never meet, for a message; nil without steps.
  var unmet: String? {
    guard rates.count > 0, losses.count > 0 else { return nil }
    func said(_ one: String, _ several: String, _ steps: Extent) -> String {
      steps.count == 1
        ? "1 \(one) at step \(steps.first)"
        : "\(steps.count) \(several) at steps \(steps.first) to \(steps.last)"
    }
    return said("rate", "rates", rates) + ", " + said("loss", "losses", losses)
  }
}
