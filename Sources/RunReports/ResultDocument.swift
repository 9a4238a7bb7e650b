internal import Foundation
public import LearningRateFinder

/// The result of range tests as JSON with stable keys, for machines.
///
/// What has no value is null, not left out; `runs` and `verified` are there where there were several
/// runs, and where the rate was to be verified.
public struct ResultDocument: Encodable {
  /// How long the tests took.
  public struct Timing: Encodable, Sendable {
    /// The steps of training that were made.
    public let steps: Int
    /// The seconds that the steps and all around them took.
    public let seconds: Double
    /// The time of one step, in the mean.
    public var millisecondsPerStep: Double { steps == 0 ? 0 : 1000 * seconds / Double(steps) }
    /// The share of the time that was not training, from 0 to 1.
    public let finderOverhead: Double

    /// Creates a timing.
    ///
    /// - Parameters:
    ///   - steps: The steps of training that were made.
    ///   - seconds: The seconds that the steps and all around them took.
    ///   - trainingSeconds: The seconds of these that the training itself took.
    public init(steps: Int, seconds: Double, trainingSeconds: Double) {
      self.steps = steps
      self.seconds = seconds
      finderOverhead = seconds > 0 ? max(0, 1 - trainingSeconds / seconds) : 0
    }

    private enum Key: String, CodingKey {
      case steps, seconds
      case millisecondsPerStep = "milliseconds_per_step"
      case finderOverhead = "finder_overhead"
    }

    /// Encodes the stored and the derived numbers.
    public func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: Key.self)
      try values.encode(steps, forKey: .steps)
      try values.encode(seconds, forKey: .seconds)
      try values.encode(millisecondsPerStep, forKey: .millisecondsPerStep)
      try values.encode(finderOverhead, forKey: .finderOverhead)
    }
  }

  private let answer: Answer
  private let curves: [Curve]
  private let settings: Settings
  private let timing: Timing?
  private let race: RateRace?

  /// Creates a document.
  ///
  /// - Parameters:
  ///   - answer: What the curves say.
  ///   - curves: The curve of each run, at least one.
  ///   - settings: What was asked for, by the names of the options.
  ///   - timing: How long it took; nil where nothing was trained.
  ///   - race: The short trainings that verify the rate; nil where none were asked for.
  public init(
    answer: Answer, curves: [Curve], settings: Settings, timing: Timing?, race: RateRace? = nil
  ) {
    precondition(!curves.isEmpty, "a result has at least one curve")
    self.answer = answer
    self.curves = curves
    self.settings = settings
    self.timing = timing
    self.race = race
  }

  private enum Key: String, CodingKey {
    case suggestion, peak, verdict, rules, range, curve, runs, settings, timing, verified
  }

  private enum VerdictKey: String, CodingKey { case code, reason, remedy }

  private struct CurveColumns: Encodable {
    let step: [Int]
    let learning_rate: [Double]
    let loss: [Double]
    let smoothed_loss: [Double]
    let outcome: String?
    /// Null at the steps where it was not measured; left out where it never was.
    let validation_loss: [Double?]?

    init(_ curve: Curve) {
      step = Array(curve.indices)
      learning_rate = curve.learningRates
      loss = curve.losses
      smoothed_loss = Smoothing.standard.smoothed(curve)
      outcome = curve.outcome?.rawValue
      validation_loss =
        curve.validationLosses.isEmpty ? nil : curve.indices.map(curve.validationLoss)
    }
  }

  /// Encodes the result under its stable keys.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(answer.suggestion, forKey: .suggestion)
    try values.encode(answer.peak, forKey: .peak)
    var verdict = values.nestedContainer(keyedBy: VerdictKey.self, forKey: .verdict)
    try verdict.encode(answer.verdict.code, forKey: .code)
    try verdict.encode(answer.verdict.reason, forKey: .reason)
    try verdict.encode(answer.verdict.remedy, forKey: .remedy)
    let rules = answer.rules.map { ($0.name, $0.learningRate) }
    try values.encode(Dictionary(uniqueKeysWithValues: rules), forKey: .rules)
    try values.encode(answer.range, forKey: .range)
    try values.encode(CurveColumns(curves[0]), forKey: .curve)
    if curves.count > 1 { try values.encode(curves.map(CurveColumns.init), forKey: .runs) }
    try values.encode(settings, forKey: .settings)
    try values.encode(timing, forKey: .timing)
    if let race { try values.encode(VerificationColumns(race), forKey: .verified) }
  }

  /// The document as text, its keys sorted, with a newline at the end.
  public func json() throws -> String {
    try Self.encoded(self)
  }

  /// Any value as text in the same form.
  static func encoded(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
  }
}
