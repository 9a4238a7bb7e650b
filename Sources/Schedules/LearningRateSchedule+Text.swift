extension LearningRateSchedule {
  /// One kind of schedule as it is written on a command line.
  public struct Form: Hashable, Sendable {
    /// The name, such as `step`.
    public let name: String
    /// The name with what may follow it, such as `step:LENGTH[,FACTOR]`.
    public let usage: String
  }

  /// Every kind of schedule that has a textual form.
  public static let forms = [
    Form(name: "constant", usage: "constant"),
    Form(name: "step", usage: "step:LENGTH[,FACTOR=0.1]"),
    Form(name: "exponential", usage: "exponential:FACTOR[,LENGTH=1]"),
    Form(name: "linear", usage: "linear[:END=0]"),
    Form(name: "cosine", usage: "cosine[:END=0]"),
    Form(name: "warm-restarts", usage: "warm-restarts:LENGTH[,MULTIPLIER=2[,END=0]]"),
    Form(name: "warmup", usage: "warmup[:LENGTH=5%]+SCHEDULE"),
    Form(name: "warmup-linear", usage: "warmup-linear[:LENGTH=5%[,END=0]]"),
    Form(name: "triangular", usage: "triangular[:LENGTH=2]"),
    Form(name: "triangular2", usage: "triangular2[:LENGTH=2]"),
    Form(name: "exp-range", usage: "exp-range[:LENGTH=2[,GAMMA=0.99994]]"),
    Form(name: "one-cycle", usage: "one-cycle[:RISE=0.3[,cosine|linear]]"),
    Form(name: "plateau", usage: "plateau[:PATIENCE=10[,FACTOR=0.1]]"),
  ]

  /// Creates a schedule from its textual form.
  ///
  /// The form is a name, and behind a colon its numbers, separated by commas; `forms` lists them.
  /// A length is a number of epochs (`30`, `0.5`), of steps (`500s`), or a share of the training
  /// (`5%`): `step:30,0.1` is a tenth every 30 epochs, `warmup:500s+cosine` a cosine annealing
  /// after a warm-up of 500 steps.
  ///
  /// - Parameters:
  ///   - text: The form.
  ///   - rates: The rates that the schedule is made from. A schedule that rises first and then
  ///     decays takes the peak, a cyclical one the bounds, any other the constant rate.
  ///   - steps: The steps of the whole training, at least 1.
  ///   - stepsPerEpoch: The steps of one epoch, at least 1.
  /// - Throws: `InvalidSchedule`, which lists the names where none is known, and says what was
  ///   expected where a number is impossible.
  public init(
    _ text: String, rates: ScheduleRates, steps: Int, stepsPerEpoch: Int
  ) throws(InvalidSchedule) {
    try InvalidSchedule.unlessPositive(steps: steps, "a training")
    try InvalidSchedule.unlessPositive(steps: stepsPerEpoch, "an epoch")
    let parts = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
    var arguments = try ScheduleArguments(parts[0], steps: steps, stepsPerEpoch: stepsPerEpoch)
    try InvalidSchedule.unless(
      (arguments.name == "warmup") == (parts.count == 2),
      "a warm-up is followed by another schedule, as in 'warmup:5%+cosine', not '\(text)'")
    if parts.count == 2 {
      let warmup = try arguments.length(orShare: 0.05)
      try arguments.finish()
      try InvalidSchedule.unless(
        warmup < steps, "a warm-up must be shorter than the training of \(steps) steps: \(warmup)")
      self = try Self.warmup(
        warmup, then: String(parts[1]), rates: rates, steps: steps, stepsPerEpoch: stepsPerEpoch)
    } else {
      self = try arguments.schedule(rates)
      try arguments.finish()
    }
  }

  private static func warmup(
    _ warmup: Int, then text: String, rates: ScheduleRates, steps: Int, stepsPerEpoch: Int
  ) throws(InvalidSchedule) -> Self {
    // What decays after its rise starts from the peak.
    var first = rates.peak
    if text == "constant" || text.hasPrefix("plateau") { first = rates.constant }
    let raised = ScheduleRates(constant: first, peak: first, low: rates.low, high: rates.high)
    let schedule = try Self(
      text, rates: raised, steps: steps - warmup, stepsPerEpoch: stepsPerEpoch)
    return .warmup(try LinearWarmup(steps: warmup, then: schedule))
  }

  /// The highest rate of a schedule of this kind that is made from given rates.
  ///
  /// A schedule that rises first and then decays stands the peak, a cyclical one the upper bound,
  /// any other the constant rate, as in `init(_:rates:steps:stepsPerEpoch:)`.
  ///
  /// - Parameter rates: The rates, such as those of an answer.
  /// - Returns: One of them.
  public func peak(from rates: ScheduleRates) -> Double {
    switch self {
    case .constant, .step, .exponential, .linear, .cosine, .warmRestarts, .reduceOnPlateau:
      return rates.constant
    case .oneCycle: return rates.peak
    case .cyclical: return rates.high
    case .warmup(let warmup):
      switch warmup.schedule {
      case .constant, .reduceOnPlateau: return rates.constant
      default: return rates.peak
      }
    }
  }
}

extension InvalidSchedule {
  static func unknownName(_ name: some StringProtocol) -> Self {
    let known = LearningRateSchedule.forms.map(\.name).joined(separator: ", ")
    return Self(description: "no schedule is called '\(name)'; known are \(known)")
  }
}

/// A name and its arguments, taken one after another.
private struct ScheduleArguments {
  let name: String
  private let usage: String
  private let steps: Int
  private let stepsPerEpoch: Int
  private var remaining: ArraySlice<Substring>

  init(_ text: Substring, steps: Int, stepsPerEpoch: Int) throws(InvalidSchedule) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard let form = LearningRateSchedule.forms.first(where: { $0.name == parts[0] }) else {
      throw .unknownName(parts[0])
    }
    name = form.name
    usage = form.usage
    self.steps = steps
    self.stepsPerEpoch = stepsPerEpoch
    remaining =
      parts.count == 1 ? [] : parts[1].split(separator: ",", omittingEmptySubsequences: false)[...]
  }

  mutating func schedule(_ rates: ScheduleRates) throws(InvalidSchedule) -> LearningRateSchedule {
    let rate = rates.constant
    switch name {
    case "constant": return .constant(try ConstantRate(rate))
    case "step":
      let every = try length()
      return .step(try StepDecay(start: rate, factor: number(or: 0.1), every: every))
    case "exponential":
      let factor = try number()
      return .exponential(
        try ExponentialDecay(start: rate, factor: factor, every: length(orEpochs: 1)))
    case "linear": return .linear(try LinearDecay(start: rate, end: number(or: 0), steps: steps))
    case "cosine":
      return .cosine(try CosineAnnealing(start: rate, end: number(or: 0), steps: steps))
    case "warm-restarts":
      let (first, multiplier) = (try length(), try count(or: 2))
      return .warmRestarts(
        try WarmRestarts(
          start: rate, end: number(or: 0), firstPeriod: first, multiplier: multiplier))
    case "warmup-linear":
      let warmup = try length(orShare: 0.05)
      return try .warmupThenLinear(
        peak: rates.peak, end: number(or: 0), warmup: warmup, steps: steps)
    case "one-cycle":
      let rise = try number(or: 0.3)
      return .oneCycle(try OneCycle(peak: rates.peak, steps: steps, rise: rise, easing: easing()))
    case "plateau":
      let patience = try count(or: 10)
      return .reduceOnPlateau(
        try ReduceOnPlateau(start: rate, factor: number(or: 0.1), patience: patience))
    default:
      let half = try length(orEpochs: 2)
      let policy: CyclicalRates.Policy =
        switch name {
        case "triangular2": .triangular2
        case "exp-range": .expRange(gamma: try number(or: 0.99994))
        default: .triangular
        }
      return .cyclical(
        try CyclicalRates(policy, low: rates.low, high: rates.high, halfCycle: half))
    }
  }

  /// Throws where something is left over.
  func finish() throws(InvalidSchedule) {
    if let extra = remaining.first { throw misread(extra) }
  }

  mutating func length(orEpochs epochs: Double) throws(InvalidSchedule) -> Int {
    remaining.isEmpty ? try whole(epochs * Double(stepsPerEpoch), "") : try length()
  }

  mutating func length(orShare share: Double) throws(InvalidSchedule) -> Int {
    remaining.isEmpty ? max(1, try whole(share * Double(steps), "")) : try length()
  }

  /// A number of epochs, of steps (`500s`) or a share of the training (`5%`), in steps.
  private mutating func length() throws(InvalidSchedule) -> Int {
    let word = try next()
    let unit =
      switch word.last {
      case "s": 1.0
      case "%": Double(steps) / 100
      default: Double(stepsPerEpoch)
      }
    let digits = word.last == "s" || word.last == "%" ? word.dropLast() : word
    guard let number = Double(digits), number > 0 else { throw misread(word) }
    return max(1, try whole(number * unit, word))
  }

  private func whole(_ number: Double, _ word: Substring) throws(InvalidSchedule) -> Int {
    guard let count = Int(exactly: number.rounded()) else { throw misread(word) }
    return count
  }

  private mutating func number(or default: Double? = nil) throws(InvalidSchedule) -> Double {
    if remaining.isEmpty, let `default` { return `default` }
    let word = try next()
    guard let number = Double(word) else { throw misread(word) }
    return number
  }

  private mutating func count(or default: Int) throws(InvalidSchedule) -> Int {
    if remaining.isEmpty { return `default` }
    let word = try next()
    guard let number = Int(word) else { throw misread(word) }
    return number
  }

  private mutating func easing() throws(InvalidSchedule) -> OneCycle.Easing {
    if remaining.isEmpty { return .cosine }
    let word = try next()
    guard let easing = OneCycle.Easing(rawValue: String(word)) else { throw misread(word) }
    return easing
  }

  private mutating func next() throws(InvalidSchedule) -> Substring {
    guard let word = remaining.popFirst() else {
      throw InvalidSchedule(description: "'\(name)' is written \(usage)")
    }
    return word
  }

  private func misread(_ word: Substring) -> InvalidSchedule {
    InvalidSchedule(description: "'\(name)' is written \(usage): '\(word)' does not fit there")
  }
}
