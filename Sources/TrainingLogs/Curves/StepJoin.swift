internal import LearningRateFinder

/// Brings the numbers of a step together that a log has in different places: in one row, in rows of
/// the same step, or in series of their own.
///
/// A rate and a loss make a point where they have the same step; a step that has only one of them is
/// left out. A step that comes again at once replaces what it said before. Steps without numbers
/// make a point only where rate and loss come together.
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
  private var rates = StepQueue()
  private var losses = StepQueue()
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
  /// - Throws: ``BadStep``.
  mutating func add(step: Int?, _ numbers: StepNumbers) throws(BadStep) {
    var numbers = numbers
    if numbers.rate?.isNaN == true { numbers.rate = nil }
    if numbers.validationLoss?.isFinite == false { numbers.validationLoss = nil }
    guard !numbers.isEmpty else { return }
    guard let step else { return try append(numbers) }
    if let now = pending {
      if now.step == step {
        pending?.numbers.replace(by: numbers)
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
    switch (now.rate, now.loss) {
    case (let rate?, let loss?): try append(rate, loss, step)
    case (let rate?, nil):
      if let loss = losses.take(step) {
        try append(rate, loss, step)
      } else {
        rates.add(step, rate)
      }
    case (nil, let loss?):
      if let rate = rates.take(step) {
        try append(rate, loss, step)
      } else {
        losses.add(step, loss)
      }
    case (nil, nil): break
    }
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

  fileprivate mutating func replace(by other: Self) {
    rate = other.rate ?? rate
    loss = other.loss ?? loss
    validationLoss = other.validationLoss ?? validationLoss
  }
}

/// A step that no range test has.
struct BadStep: Error {
  /// The step, where the log has them.
  let step: Int?
  /// What is wrong with its rate.
  let reason: BadRate

  /// The error for a log.
  ///
  /// - Parameters:
  ///   - path: The log.
  ///   - place: Where in it the step is, if it has no number; nil where that is not known.
  /// - Returns: The error in one sentence.
  func error(in path: String, at place: String? = nil) -> LogError {
    let place = step.map { "step \($0)" } ?? place
    return LogError([path, place, "\(reason)"].compactMap { $0 }.joined(separator: ": "))
  }
}
