/// What a search found.
public struct Findings: Hashable, Sendable {
  /// Range tests that were made before those of ``Findings/curves``, because they showed nothing.
  public struct Attempt: Hashable, Sendable {
    /// The rates of its tests.
    public let ramp: Ramp
    /// How many tests it had.
    public let runs: Int
    /// What they showed.
    public let verdict: Verdict
    /// What was done instead, as the end of "trying again …".
    public let change: String
  }

  /// Something that was measured and is no part of the answer.
  public enum Omission: Hashable, Sendable {
    /// A range test that was stopped after so many steps, beside others that were not.
    case interruptedTest(steps: Int)
    /// A short training that was stopped after so many steps.
    case interruptedTrial(steps: Int)
  }

  /// The curves of the range tests, at least one.
  public let curves: [Curve]
  /// How old the gradients in an update are; nil where the optimizer is not known.
  public let gradientAge: GradientAge?
  /// What the curves say.
  public let answer: Answer
  /// The short trainings that verify the rate; nil where there were none.
  public let race: RateRace?
  /// The range tests before these.
  public let attempts: [Attempt]
  /// What was left out, and why.
  public let omissions: [Omission]
  /// The steps of training that were made, those of all attempts and trials included.
  public let steps: Int
  /// Whether the search came to its end.
  public let isComplete: Bool

  /// Whether a rate can be trusted.
  public var isTrusted: Bool { verdict.isTrusted }

  /// The rate for training at a constant rate; nil where none can be trusted.
  public var learningRate: Double? {
    race?.verifiedRate?.learningRate ?? answer.suggestion?.learningRate
  }

  /// The peak of a schedule that warms up and decays; nil where none can be trusted.
  public var peak: Double? { race?.verifiedRate?.peak ?? answer.peak?.learningRate }

  /// The interval that should hold the best constant rate four times out of five; nil where no rate
  /// can be trusted.
  public var interval: RateInterval? {
    race?.verifiedRate?.interval
      ?? answer.suggestion.map { RateInterval(low: $0.low, high: $0.high) }
  }

  /// How far to trust the rate, and why: that of the short trainings where they chose one.
  public var verdict: Verdict {
    guard let race, let verified = race.verifiedRate else { return answer.verdict }
    var evidence = answer.verdict.evidence
    evidence.verifiedRate = verified.learningRate
    evidence.trials = race.results.count
    return Verdict(code: .verified, evidence: evidence, runs: answer.verdict.runs)
  }

  /// Reads findings off recorded curves.
  ///
  /// - Parameters:
  ///   - curves: At least one.
  ///   - gradientAge: How old the gradients in an update are; nil where the optimizer is not known.
  public init(_ curves: [Curve], gradientAge: GradientAge? = nil) {
    self.init(
      curves, answer: Answer(curves, gradientAge: gradientAge), gradientAge: gradientAge,
      steps: curves.reduce(0) { $0 + $1.count })
  }

  init(
    _ curves: [Curve], answer: Answer, gradientAge: GradientAge?, race: RateRace? = nil,
    attempts: [Attempt] = [], omissions: [Omission] = [], steps: Int, isComplete: Bool = true
  ) {
    self.curves = curves
    self.answer = answer
    self.gradientAge = gradientAge
    self.race = race
    self.attempts = attempts
    self.omissions = omissions
    self.steps = steps
    self.isComplete = isComplete
  }
}
