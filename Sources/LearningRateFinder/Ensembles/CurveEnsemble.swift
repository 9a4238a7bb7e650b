/// Several range tests that differ in their seeds, as one study.
///
/// ```swift
/// var ensemble = CurveEnsemble(grid: RateGrid(from: 1e-7, to: 10))
/// for seed in 0..<20 { ensemble.add(try rangeTest(seed: seed), named: "seed \(seed)") }
/// ensemble.losses.line(0.5)                           // the median curve
/// ensemble.spread(of: .reliability)?.high             // how far its upper end spreads
/// print(ensemble.initializationEffect(on: .reliability).reason)
/// ```
///
/// An ensemble does not keep the curves: of each run it keeps one smoothed loss for each rate of
/// the grid, and what was read off it.
///
/// Source of the study: S. Maggio, "The Learning Rate Finder Technique: How Reliable Is It?".
public struct CurveEnsemble: Hashable, Sendable {
  /// What was read off one run.
  public struct Run: Hashable, Sendable {
    /// What the run is called, such as `seed 3`.
    public let name: String
    /// The range that the reliability study's rule suggests; nil where it has none.
    public let reliability: RateInterval?
    /// The rate that our answer suggests, with its interval; nil where it abstains.
    public let suggestion: Answer.Suggestion?
    /// How far our answer is to be trusted.
    public let verdict: Verdict
    /// The rate at which the loss blew up; nil where it did not.
    public let divergence: Double?
  }

  /// A range that is concluded from every run.
  public enum Conclusion: String, CaseIterable, Codable, Sendable {
    /// From the steepest descent to a tenth of the minimum: the reliability study's rule.
    case reliability
    /// The interval of our answer's suggestion.
    case suggestion
  }

  /// Quantiles of both ends of a range.
  public struct Spread: Hashable, Sendable, Codable {
    /// The lower ends of the runs.
    public let low: RateSpread
    /// The upper ends of the runs.
    public let high: RateSpread
  }

  /// The smoothed losses of all runs at the rates of the grid.
  public private(set) var losses: LossQuantiles
  /// What was read off each run, in the order in which they were added.
  public private(set) var runs: [Run] = []
  private let gradientAge: GradientAge?

  /// Creates an ensemble of no run yet.
  ///
  /// - Parameters:
  ///   - grid: The rates at which the runs are compared: those of their ramp.
  ///   - gradientAge: How old the gradients in an update are; nil where the optimizer is not known.
  public init(grid: RateGrid, gradientAge: GradientAge? = nil) {
    self.gradientAge = gradientAge
    losses = LossQuantiles(grid: grid)
  }

  /// Creates an ensemble of curves at hand, on a grid over all their rates.
  ///
  /// - Parameters:
  ///   - curves: The curves, the rates of each increasing; they are called `run 1`, `run 2`, ….
  ///   - gradientAge: How old the gradients in an update are; nil where the optimizer is not known.
  public init(_ curves: [Curve], gradientAge: GradientAge? = nil) {
    self.init(grid: RateGrid(curves), gradientAge: gradientAge)
    for curve in curves { add(curve) }
  }

  /// Adds a run.
  ///
  /// - Parameters:
  ///   - curve: What the run recorded, its rates increasing.
  ///   - name: What the run is called; `run 1`, `run 2`, … where nothing is said.
  public mutating func add(_ curve: Curve, named name: String? = nil) {
    let reading = CurveReading(curve, gradientAge: gradientAge)
    losses.add(reading.points, smoothedLosses: reading.smoothedLosses)
    runs.append(
      Run(
        name: name ?? "run \(runs.count + 1)", reliability: reading.curve.reliabilityRange,
        suggestion: Answer([reading]).suggestion, verdict: reading.verdict,
        divergence: reading.curve.hasBlownUp ? reading.curve.learningRates.last : nil))
  }

  /// The range of each run that suggests one.
  public func intervals(_ range: Conclusion) -> [RateInterval] { named(range).map(\.interval) }

  /// How far both ends of a range spread over the runs; nil where no run suggests one.
  ///
  /// - Parameters:
  ///   - range: Which range.
  ///   - tail: The share of the runs below the lower and above the upper quantile, from 0 to 0.5.
  /// - Returns: The quantiles of both ends.
  public func spread(of range: Conclusion, tail: Double = 0.1) -> Spread? {
    let intervals = intervals(range)
    guard let low = RateSpread(intervals.map(\.low), tail: tail),
      let high = RateSpread(intervals.map(\.high), tail: tail)
    else { return nil }
    return Spread(low: low, high: high)
  }

  /// How far the suggested rates themselves spread over the runs; nil where no run suggests one.
  ///
  /// - Parameter tail: The share of the runs below the lower and above the upper quantile, from 0
  ///   to 0.5.
  /// - Returns: The quantiles.
  public func spreadOfSuggestions(tail: Double = 0.1) -> RateSpread? {
    RateSpread(runs.compactMap(\.suggestion?.learningRate), tail: tail)
  }

  /// Whether the ranges of the runs have rates in common.
  public func overlap(of range: Conclusion) -> IntervalOverlap { IntervalOverlap(intervals(range)) }

  /// Whether the initial weights change the conclusion, where they are what the runs differ in.
  ///
  /// - Parameters:
  ///   - range: The range that is the conclusion.
  ///   - cause: What the runs differ in, as the sentence calls it.
  /// - Returns: The effect, with a sentence.
  public func initializationEffect(
    on range: Conclusion, cause: String = "the initialization"
  ) -> InitializationEffect {
    let named = named(range)
    return InitializationEffect(
      named.map(\.interval), names: named.map(\.name), runs: runs.count, cause: cause)
  }

  private func named(_ range: Conclusion) -> [(name: String, interval: RateInterval)] {
    runs.compactMap { run in
      switch range {
      case .reliability: run.reliability.map { (run.name, $0) }
      case .suggestion:
        run.suggestion.map { (run.name, RateInterval(low: $0.low, high: $0.high)) }
      }
    }
  }
}

extension Curve {
  /// The range of the reliability study's rule; nil where it has none.
  ///
  /// The lower end is a tenth of the upper one where the descent is close to the minimum, and may
  /// then lie before the first rate of a curve that starts late.
  fileprivate var reliabilityRange: RateInterval? {
    guard let low = ReliabilityRangeRule(.low).learningRate(self),
      let high = ReliabilityRangeRule(.high).learningRate(self), low > 0, low <= high
    else { return nil }
    return RateInterval(low: low, high: high)
  }
}
