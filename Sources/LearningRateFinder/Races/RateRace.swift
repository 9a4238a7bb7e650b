/// Which short trainings to make to verify a learning rate, as a value that any training loop can
/// pull from.
///
/// ```swift
/// var race = RateRace(answer, of: [test.curve], budget: 900)
/// while let trial = race.next {
///   model.load(initialWeights)
///   for _ in 0..<trial.steps { model.trainOneBatch(learningRate: trial.learningRate) }
///   race.record(trial, loss: model.heldOutLoss())
/// }
/// if case .verified(let rate) = race.outcome { print(rate.learningRate, rate.interval) }
/// ```
///
/// Every trial starts from the same initial weights and sees the same mini-batches, so that trials
/// differ in their rates alone. The race has rounds (successive halving; Jamieson and Talwalkar
/// 2016, "Non-stochastic best arm identification and hyperparameter optimization"):
///
/// 1. Three candidates half a decade apart around the answer, briefly. As long as the best is the
///    outermost, another is added beyond it, up to where the range test diverged.
/// 2. The best and its two neighbors, for longer; again with others beyond, while the budget lasts.
/// 3. Where it lasts longer: the best and its neighbors with other orders of the examples.
///
/// No choice rests on fewer than ``RaceParameters/leastSteps`` steps. Where a
/// trial cannot go on from an earlier one, the first round would cost more than it saves: there is
/// none, unless it has to search.
///
/// An answer that is not to be trusted says no rate to start from. Then the first round searches,
/// with candidates a decade apart below the rate where the curve ends: where a loss is flat or lost
/// in noise for a hundred steps, its divergence is still seen, and a good rate lies within a few
/// decades below it. That round is nearly as long as the last, because a loss that is still flat
/// when it ends tells nothing.
public struct RateRace: Hashable, Sendable {
  /// What a race says.
  public enum Outcome: Hashable, Sendable {
    /// This rate came out best.
    case verified(VerifiedRate)
    /// None can be told, for this reason in one sentence.
    case unverified(String)
  }

  /// The most steps that all trials may make.
  public let budget: Int
  /// The loss before the training; nil where it is not known.
  public internal(set) var lossBefore: Double?
  /// The numbers of the race.
  public let parameters: RaceParameters
  /// What came of the trials so far, in their order.
  public private(set) var results: [TrialResult] = []
  /// The steps that were made.
  public private(set) var steps = 0

  private let center: Double
  private let limit: Double
  private let isCoarse: Bool
  private let continues: Bool
  private let short: Int?
  private let long: Int?

  /// Creates a race around the answer of range tests.
  ///
  /// - Parameters:
  ///   - answer: What the range tests say.
  ///   - curves: Their curves; where none has a point, there is no trial.
  ///   - budget: The most steps that all trials may make; with fewer than three times
  ///     ``RaceParameters/leastSteps`` there is no trial. Nine times the steps of a range test are usual.
  ///   - continues: Whether a trial can go on where an earlier one of the same rate and seed ended,
  ///     because its state was kept.
  ///   - lossBefore: The loss before the training, measured like those of the trials; nil where it
  ///     is not known.
  ///   - parameters: The numbers of the race.
  public init(
    _ answer: Answer, of curves: [Curve], budget: Int, continues: Bool = false,
    lossBefore: Double? = nil, parameters: RaceParameters = .standard
  ) {
    let curves = curves.map { $0.cut(at: Divergence()) }
    let ends = curves.compactMap(\.learningRates.last)
    // A loss that did not fall ends where it rises.
    let rise = answer.suggestion == nil ? answer.verdict.evidence.riseRate : nil
    let end = rise ?? ends.max() ?? 1
    let wanted = parameters.lengthOfTrial * Double(curves.map(\.plannedSteps).max() ?? 0)
    self.init(
      around: answer.suggestion?.learningRate ?? end
        * exponential(-parameters.decadesBelowEnd * .decade),
      isCoarse: answer.suggestion == nil,
      upTo: rise != nil || curves.contains { $0.hasBlownUp } ? end : .infinity,
      wantedSteps: Int(min(wanted, 1e12)),
      budget: budget, continues: continues, lossBefore: ends.isEmpty ? .nan : lossBefore,
      parameters: parameters)
  }

  /// Creates a race around a rate.
  ///
  /// - Parameters:
  ///   - center: The first candidate.
  ///   - isCoarse: Whether the first round searches with candidates a decade apart.
  ///   - limit: The rate above which none is tried.
  ///   - wantedSteps: The length of a trial of the last round, as far as the budget allows.
  ///   - budget: The most steps of all trials.
  ///   - continues: Whether a trial can go on where an earlier one ended.
  ///   - lossBefore: The loss before the training.
  ///   - parameters: The numbers of the race.
  init(
    around center: Double, isCoarse: Bool = false, upTo limit: Double = .infinity,
    wantedSteps: Int, budget: Int, continues: Bool = false, lossBefore: Double? = nil,
    parameters: RaceParameters = .standard
  ) {
    self.parameters = parameters
    self.center = center
    self.isCoarse = isCoarse
    self.limit = limit
    self.budget = budget
    self.continues = continues
    self.lossBefore = lossBefore
    // Three trials of the last round, what leads up to them, and one or two beyond the outermost.
    let share = continues ? budget / 9 * 2 : budget / 5
    let affordable = max(min(wantedSteps, share), min(parameters.leastSteps, budget / 3))
    long = affordable >= parameters.leastSteps ? affordable : nil
    // A search compares rates that lie far apart, a deep network's among them, which all leave its
    // plateau late: it may cost what the budget has beyond the three trials of the last round.
    let searching = continues ? 3 * affordable / 4 : 2 * affordable / 3
    let brief = max(parameters.leastSteps, isCoarse ? searching : 3 * affordable / 8)
    short = long != nil && (isCoarse || continues && 3 * brief <= 2 * affordable) ? brief : nil
  }

  /// The trial to make next; nil when the race is over.
  ///
  /// - Complexity: O(*n*) in the number of trials so far.
  public var next: RateTrial? {
    guard let long, lossBefore?.isFinite != false else { return nil }
    var middle = 0
    var reach = isCoarse ? 2 : 1
    if let short {
      // The next round's three; of a coarse search only the best one's state is of use to it.
      let reserve = 3 * long - (continues ? (isCoarse ? 1 : 3) * short : 0)
      let starts = [0, -reach, reach]
      if let trial = ladder(starts, by: reach, steps: short, reserve: reserve) { return trial }
      guard let best = best(after: short) else { return nil }
      middle = best
      reach = 1
    }
    let starts = [middle, middle - reach, middle + reach]
    return ladder(starts, by: reach, steps: long, reserve: 0) ?? repetition(long)
  }

  /// Records what came of a trial.
  ///
  /// - Parameters:
  ///   - trial: The trial.
  ///   - loss: The loss at its end, on held-out examples where there are some; one that is not
  ///     finite is the worst there is.
  ///   - stepsMade: The steps that were made, where the trial ended early; nil for all.
  public mutating func record(_ trial: RateTrial, loss: Double, stepsMade: Int? = nil) {
    results.append(TrialResult(trial: trial, loss: loss.isFinite ? loss : .infinity))
    steps += stepsMade ?? trial.stepsToMake
  }

  /// The rate that came out best so far; nil where none can be told.
  public var verifiedRate: VerifiedRate? {
    if case .verified(let rate) = outcome { rate } else { nil }
  }

  /// What the trials say so far.
  public var outcome: Outcome {
    if lossBefore?.isFinite == false {
      return .unverified("the loss is NaN or infinite before the first step")
    }
    guard let long else {
      return .unverified(
        "\(budget) steps are too few to compare rates; \(3 * parameters.leastSteps) are the least")
    }
    if results.isEmpty { return .unverified("no trial was made") }
    if results.allSatisfy({ $0.loss == .infinity }) {
      return .unverified("the training diverges at every rate that was tried")
    }
    let standing = standing(after: long)
    guard standing.count >= 2, let best = standing.min(by: { $0.value < $1.value }),
      best.value < .infinity
    else { return .unverified("the trials ended before two rates could be compared") }
    if let lossBefore, best.value >= lossBefore {
      return .unverified(
        "after \(long) steps the loss is nowhere below the \(lossBefore.brief(digits: 3)) that it "
          + "has before the training")
    }
    let rungs = standing.keys.sorted()
    let candidates = rungs.map { rung in
      VerifiedRate.Candidate(rate: rate(rung), loss: standing[rung] ?? .infinity)
    }
    let worst = candidates.map(\.loss).filter { $0 < .infinity }.max()
    return .verified(
      VerifiedRate(
        candidates, best: rungs.firstIndex(of: best.key) ?? 0,
        lossBefore: lossBefore ?? worst ?? best.value, parameters))
  }
}

extension RateRace {
  /// The next trial of a round; nil when the round is over or the budget is.
  private func ladder(_ starts: [Int], by reach: Int, steps: Int, reserve: Int) -> RateTrial? {
    for rung in starts where loss(of: rung, after: steps) == nil {
      if let trial = trial(rung, steps: steps, reserve: reserve) { return trial }
    }
    guard let best = best(after: steps) else { return nil }
    let rungs = rungs(after: steps)
    for (edge, beyond) in [(rungs.min(), best - reach), (rungs.max(), best + reach)]
    where edge == best {
      if let trial = trial(beyond, steps: steps, reserve: reserve) { return trial }
    }
    return nil
  }

  /// The next trial of the best and its neighbors with another seed; nil where not all can be paid.
  private func repetition(_ long: Int) -> RateTrial? {
    guard let best = best(after: long) else { return nil }
    let rungs = (best - 1...best + 1).filter {
      (loss(of: $0, after: long) ?? .infinity) < .infinity
    }
    guard rungs.count > 1 else { return nil }
    for seed in 1..<parameters.mostSeeds {
      let missing = rungs.filter { loss(of: $0, after: long, seed: seed) == nil }
      guard missing.count * long <= budget - steps else { return nil }
      if let rung = missing.first { return trial(rung, steps: long, seed: seed, reserve: 0) }
    }
    return nil
  }

  private func trial(_ rung: Int, steps: Int, seed: Int = 0, reserve: Int) -> RateTrial? {
    let before =
      continues
      ? results.filter { $0.trial.rung == rung && $0.trial.seed == seed }.map(\.trial.steps).max()
      : nil
    let rate = rate(rung)
    let trial = RateTrial(
      learningRate: rate, seed: seed, steps: steps, stepsBefore: before ?? 0,
      rung: rung)
    let isInReach = rung == 0 || rate <= limit && rate > 0 && rate.isFinite
    return isInReach && trial.stepsToMake + reserve <= budget - self.steps ? trial : nil
  }

  private func rate(_ rung: Int) -> Double {
    center * exponential(Double(rung) * parameters.spacing * .decade)
  }

  /// The loss of a candidate after so many steps; infinite where it had diverged before; nil where
  /// it was not tried.
  private func loss(of rung: Int, after steps: Int, seed: Int = 0) -> Double? {
    let own = results.filter { $0.trial.rung == rung && $0.trial.seed == seed }
    if own.contains(where: { $0.trial.steps < steps && $0.loss == .infinity }) { return .infinity }
    return own.first { $0.trial.steps == steps }?.loss
  }

  /// The candidates that were tried for so many steps, or had diverged before.
  private func rungs(after steps: Int) -> Set<Int> {
    Set(results.filter { loss(of: $0.trial.rung, after: steps) != nil }.map(\.trial.rung))
  }

  private func best(after steps: Int) -> Int? {
    // Of equal losses the smaller rate's, so that the same results always make the same race.
    let losses = rungs(after: steps).sorted().map { ($0, loss(of: $0, after: steps) ?? .infinity) }
    return losses.min { $0.1 < $1.1 }?.0
  }

  /// The losses after so many steps, in the mean over the seeds that all of the best have.
  private func standing(after steps: Int) -> [Int: Double] {
    let first = Dictionary(
      uniqueKeysWithValues: rungs(after: steps).compactMap { rung in
        loss(of: rung, after: steps).map { (rung, $0) }
      })
    guard let best = best(after: steps) else { return first }
    let bracket = (best - 1...best + 1).filter { (first[$0] ?? .infinity) < .infinity }
    var standing = first
    for seeds in 2...parameters.mostSeeds {
      let losses = bracket.map { rung in
        (0..<seeds).compactMap { loss(of: rung, after: steps, seed: $0) }
      }
      guard losses.allSatisfy({ $0.count == seeds }) else { break }
      // Whoever was not repeated had lost already, and is compared no more.
      standing = first.filter { $0.value == .infinity || bracket.contains($0.key) }
      for (rung, losses) in zip(bracket, losses) { standing[rung] = losses.mean }
    }
    return standing
  }
}
