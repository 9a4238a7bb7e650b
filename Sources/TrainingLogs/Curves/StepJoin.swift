internal import LearningRateFinder

/// Brings rates and losses together that a log has in different places: in one row, in rows of the
/// same step, or in series of their own.
///
/// A rate and a loss make a point where they have the same step; a step that has only one of them is
/// left out. A step that comes again at once replaces what it said before. Steps without numbers
/// make a point only where rate and loss come together. Memory grows with how far apart the rate
/// and the loss of a step are, not with the log.
struct StepJoin {
  private var builder = CurveBuilder()
  private let ramp: Ramp?
  private var pending: (step: Int, rate: Double?, loss: Double?)?
  private var rates = StepQueue()
  private var losses = StepQueue()
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
  ///   - rate: The rate; nil or NaN where the log has none here.
  ///   - loss: The loss; nil where the log has none here.
  /// - Throws: ``BadStep``.
  mutating func add(step: Int?, rate: Double?, loss: Double?) throws(BadStep) {
    var rate = rate
    if rate?.isNaN == true { rate = nil }
    guard rate != nil || loss != nil else { return }
    guard let step else {
      if let ramp, let loss {
        try append(Self.rate(ramp, row, nil), loss, nil)
        row += 1
      } else if let rate, let loss {
        try append(rate, loss, nil)
      }
      return
    }
    if let now = pending {
      if now.step == step {
        pending = (step, rate ?? now.rate, loss ?? now.loss)
        return
      }
      try settle(now)
    }
    pending = (step, rate, loss)
  }

  /// The curve of all that was taken.
  ///
  /// - Returns: The builder, which has the curve.
  /// - Throws: ``BadStep``.
  mutating func finish() throws(BadStep) -> CurveBuilder {
    if let now = pending { try settle(now) }
    pending = nil
    return builder
  }

  private mutating func settle(
    _ now: (step: Int, rate: Double?, loss: Double?)
  ) throws(BadStep) {
    if let ramp {
      guard let loss = now.loss else { return }
      let first = firstStep ?? now.step
      firstStep = first
      let step = now.step - (first == 1 ? 1 : 0)
      return try append(Self.rate(ramp, step, now.step), loss, now.step)
    }
    switch (now.rate, now.loss) {
    case (let rate?, let loss?): try append(rate, loss, now.step)
    case (let rate?, nil):
      if let loss = losses.take(now.step) {
        try append(rate, loss, now.step)
      } else {
        rates.add(now.step, rate)
      }
    case (nil, let loss?):
      if let rate = rates.take(now.step) {
        try append(rate, loss, now.step)
      } else {
        losses.add(now.step, loss)
      }
    case (nil, nil): break
    }
  }

  private mutating func append(
    _ rate: Double, _ loss: Double, _ step: Int?
  ) throws(BadStep) {
    do { try builder.append(rate: rate, loss: loss) } catch {
      throw BadStep(step: step, reason: error)
    }
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

/// Numbers that wait for their partner, by step.
private struct StepQueue {
  private var entries: [(step: Int, value: Double)] = []
  private var head = 0

  mutating func add(_ step: Int, _ value: Double) {
    // Steps that start over begin another part of the log: what waits from before is alone.
    if let last = entries.last, last.step >= step { removeAll() }
    entries.append((step, value))
  }

  /// Takes out the number of a step; those of earlier steps stay alone and are forgotten.
  mutating func take(_ step: Int) -> Double? {
    while head < entries.count, entries[head].step < step { head += 1 }
    if head == entries.count { removeAll() }
    if head > 1024, head > entries.count / 2 {
      entries.removeFirst(head)
      head = 0
    }
    guard head < entries.count, entries[head].step == step else { return nil }
    head += 1
    return entries[head - 1].value
  }

  private mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    head = 0
  }
}
