/// What range tests say: a rate for each kind of training, and how far to trust them.
public struct Answer: Hashable, Sendable {
  /// A learning rate with the interval that should hold the best one four times out of five.
  public struct Suggestion: Hashable, Sendable, Codable {
    /// The rate to train with.
    public let learningRate: Double
    /// The lower end of the interval.
    public let low: Double
    /// The upper end of the interval.
    public let high: Double

    /// Creates a suggestion.
    ///
    /// - Parameters:
    ///   - learningRate: The rate to train with.
    ///   - low: The lower end of the interval.
    ///   - high: The upper end of the interval.
    public init(learningRate: Double, low: Double, high: Double) {
      self.learningRate = learningRate
      self.low = low
      self.high = high
    }

    private enum CodingKeys: String, CodingKey {
      case learningRate = "learning_rate"
      case low, high
    }
  }

  /// The bounds between which a cyclical schedule moves.
  public struct CyclicalRange: Hashable, Sendable, Codable {
    /// The rate that a cycle starts from.
    public let low: Double
    /// The rate that a cycle rises to.
    public let high: Double
  }

  /// What one rule of the field answers.
  public struct RuleAnswer: Hashable, Sendable {
    /// The rule's name.
    public let name: String
    /// Its rate, inside the range of the curve, or nil where it has none.
    public let learningRate: Double?
  }

  /// The rate for training at a constant rate; nil where the verdict is not to trust one.
  public let suggestion: Suggestion?
  /// The highest rate of a schedule that warms up and decays, or of one cycle; nil where the
  /// verdict is not to trust one.
  public let peak: Suggestion?
  /// The range for cyclical schedules; nil where the verdict is not to trust one.
  public let range: CyclicalRange?
  /// How far to trust the rates, and why.
  public let verdict: Verdict
  /// What every rule of the field answers on the same curve.
  public let rules: [RuleAnswer]

  /// Creates an answer from its parts.
  ///
  /// - Parameters:
  ///   - suggestion: The rate for training at a constant rate.
  ///   - peak: The highest rate of a schedule that warms up and decays.
  ///   - range: The range for cyclical schedules.
  ///   - verdict: How far to trust the rates, and why.
  ///   - rules: What every rule of the field answers on the same curve.
  public init(
    suggestion: Suggestion?, peak: Suggestion? = nil, range: CyclicalRange? = nil,
    verdict: Verdict, rules: [RuleAnswer] = []
  ) {
    self.suggestion = suggestion
    self.peak = peak
    self.range = range
    self.verdict = verdict
    self.rules = rules
  }

  /// How far apart the rules are: the decades between the lower and the upper quartile of their
  /// rates; nil with fewer than two.
  public var disagreement: Double? {
    let logarithms = rules.compactMap(\.learningRate).map(logarithm)
    guard logarithms.count >= 2, let low = logarithms.quantile(0.25),
      let high = logarithms.quantile(0.75)
    else { return nil }
    return (high - low) / .decade
  }
}
