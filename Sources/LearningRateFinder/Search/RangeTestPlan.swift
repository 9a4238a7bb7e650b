/// One or several range tests that are to be run, and what to run instead where they show nothing.
struct RangeTestPlan: Hashable, Sendable {
  /// The rates of each test.
  let ramp: Ramp
  /// The number of tests, which differ in their seeds.
  let runs: Int
  /// What is different from the plan before, in a few words; empty for the first.
  let change: String
  /// How often the ramp was made longer because a shorter one showed nothing.
  private let lengthenings: Int
  private let parameters: SearchParameters

  /// Creates a first plan.
  ///
  /// - Parameters:
  ///   - ramp: The rates of each test.
  ///   - runs: The number of tests, at least 1.
  ///   - parameters: The numbers by which is decided what comes next.
  init(_ ramp: Ramp, runs: Int = 1, _ parameters: SearchParameters = .standard) {
    self.init(ramp, runs: runs, change: "", lengthenings: 0, parameters)
  }

  private init(
    _ ramp: Ramp, runs: Int, change: String, lengthenings: Int, _ parameters: SearchParameters
  ) {
    precondition(runs >= 1, "a plan has at least one run")
    self.ramp = ramp
    self.runs = runs
    self.change = change
    self.lengthenings = lengthenings
    self.parameters = parameters
  }

  /// The number of steps that the plan takes at most, beyond runs on the same ramp that are there.
  ///
  /// - Parameter runs: The number of runs of this plan's ramp that were already made.
  /// - Returns: Steps of training; the largest number where they are more than that.
  func steps(having runs: Int = 0) -> Int {
    let (steps, isTooMany) = ramp.steps.multipliedReportingOverflow(by: max(0, self.runs - runs))
    return isTooMany ? .max : steps
  }

  /// What to run next, given what this plan showed.
  ///
  /// A loss that never rises again asks for higher rates, as does one that stays flat up to a last
  /// rate below ten; one that blows up at once asks for smaller ones. A loss that stays flat or is lost
  /// in its noise asks for a ramp three times as long, and for one three times as long again, also where
  /// the first of them shows a descent: a deep network that leaves its plateau late is seen to do so at
  /// rates that are close to divergence, and the slower the ramp, the smaller they are. Then three runs
  /// are asked for, then five: the median of several curves shows what one hides.
  ///
  /// - Parameters:
  ///   - code: The verdict on what this plan showed.
  ///   - reachedEnd: Whether the loss had not blown up before the last rate.
  /// - Returns: Another plan; nil where the verdict is good, or where nothing is left to try.
  func next(after code: Verdict.Code, reachedEnd: Bool = true) -> RangeTestPlan? {
    switch code {
    case .verified: nil
    case .good: lengthenings == 1 ? lengthened : nil
    case .neverDiverged:
      ramp.to < parameters.highestEnd
        ? reaching(from: ramp.from, to: ramp.to * parameters.farther) : nil
    case .divergedFromTheStart:
      ramp.from > parameters.lowestStart
        ? reaching(from: ramp.from / parameters.farther, to: ramp.to) : nil
    case .tooShort:
      with(
        steps: max(parameters.usualSteps, longer), lengthenings: lengthenings)
    case .flat where reachedEnd && ramp.to < parameters.leastEnd,
      .fallsLate where reachedEnd && ramp.to < parameters.leastEnd:
      reaching(from: ramp.from, to: parameters.leastEnd)
    case .flat, .fallsLate, .fallsTwice, .tooNoisy:
      lengthenings < parameters.mostLengthenings ? lengthened : repeated
    }
  }

  /// The same growth over another range.
  private func reaching(from: Double, to: Double) -> RangeTestPlan? {
    let longer = min(logarithm(to / from) / logarithm(ramp.to / ramp.from), parameters.mostLonger)
    guard longer > 0 else { return nil }
    let wanted = ramp.shape == .linear ? Double(ramp.steps) : Double(ramp.steps) * longer
    guard let steps = Int(exactly: wanted.rounded(.up)) else { return nil }
    guard let wider = try? Ramp(ramp.shape, from: from, to: to, steps: steps) else { return nil }
    return RangeTestPlan(
      wider, runs: runs, change: "from \(from.brief) to \(to.brief)", lengthenings: lengthenings,
      parameters)
  }

  private var longer: Int { Int(min(parameters.longer * Double(ramp.steps), 1e15)) }

  private var lengthened: RangeTestPlan? { with(steps: longer, lengthenings: lengthenings + 1) }

  private func with(steps: Int, lengthenings: Int) -> RangeTestPlan? {
    guard let longer = try? Ramp(ramp.shape, from: ramp.from, to: ramp.to, steps: steps) else {
      return nil
    }
    return RangeTestPlan(
      longer, runs: runs, change: "with \(steps) steps", lengthenings: lengthenings, parameters)
  }

  private var repeated: RangeTestPlan? {
    guard let more = parameters.repetitions.first(where: { $0 > runs }) else { return nil }
    return RangeTestPlan(
      ramp, runs: more, change: "\(more) times", lengthenings: lengthenings, parameters)
  }
}
