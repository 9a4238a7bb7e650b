public import LearningRateFinder

/// Runs with the same settings as a chart shows them: quantiles of their losses, and what was read
/// off them.
public struct StudyCurves: Hashable, Sendable {
  /// The number of runs.
  public var runs: Int
  /// The median loss over the rate; infinite where half of the runs have diverged.
  public var median: [Series.Point]
  /// The middle 80 % of the losses over the rate.
  public var band: [Series.Spread]
  /// The rates that the runs suggest; nil where none does.
  public var suggestions: RateSpread?
  /// The ends of the reliability study's range; nil where no run has one.
  public var reliability: CurveEnsemble.Spread?
  /// The rate at which each run diverged that did.
  public var divergences: [Double]
  /// The median loss on held-out examples over the rate; empty where it was not measured.
  public var validation: [Series.Point]

  /// Describes runs.
  ///
  /// - Parameters:
  ///   - runs: The number of runs.
  ///   - median: The median loss over the rate.
  ///   - band: The middle 80 % of the losses over the rate.
  ///   - suggestions: The rates that the runs suggest.
  ///   - reliability: The ends of the reliability study's range.
  ///   - divergences: The rate at which each run diverged that did.
  ///   - validation: The median loss on held-out examples over the rate.
  public init(
    runs: Int, median: [Series.Point], band: [Series.Spread], suggestions: RateSpread? = nil,
    reliability: CurveEnsemble.Spread? = nil, divergences: [Double] = [],
    validation: [Series.Point] = []
  ) {
    self.runs = runs
    self.median = median
    self.band = band
    self.suggestions = suggestions
    self.reliability = reliability
    self.divergences = divergences
    self.validation = validation
  }

  /// Reads an ensemble.
  ///
  /// - Parameters:
  ///   - ensemble: The runs.
  ///   - validation: Their losses on held-out examples; nil where they were not measured.
  public init(_ ensemble: CurveEnsemble, validation: LossQuantiles? = nil) {
    func points(_ line: [LossQuantiles.Point]) -> [Series.Point] {
      line.map { Series.Point(x: $0.learningRate, y: $0.loss) }
    }
    self.init(
      runs: ensemble.runs.count, median: points(ensemble.losses.line(0.5)),
      band: zip(ensemble.losses.line(0.1), ensemble.losses.line(0.9)).map { low, high in
        Series.Spread(x: low.learningRate, low: low.loss, high: high.loss)
      },
      suggestions: ensemble.spreadOfSuggestions(), reliability: ensemble.spread(of: .reliability),
      divergences: ensemble.runs.compactMap(\.divergence),
      validation: points(validation?.line(0.5).filter(\.loss.isFinite) ?? []))
  }
}
