public import LearningRateFinder

/// The result of range tests as JSON with stable keys, for machines.
///
/// What has no value is null, not left out; `runs` and `verified` are there where there were several
/// runs, and where the rate was to be verified.
public struct ResultDocument: Codable {
  /// How long the tests took.
  public struct Timing: Codable, Sendable {
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

    /// Decodes the stored numbers.
    public init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: Key.self)
      steps = try values.decode(Int.self, forKey: .steps)
      seconds = try values.decode(Double.self, forKey: .seconds)
      finderOverhead = try values.decode(Double.self, forKey: .finderOverhead)
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

  package let answer: Answer
  /// How far the rate is to be trusted: that of the short trainings, where they chose one.
  package let verdict: Verdict
  package let curves: [Curve]
  package let settings: Settings
  package let timing: Timing?
  package let verified: VerificationColumns?

  /// Creates a document.
  ///
  /// - Parameters:
  ///   - findings: What was found.
  ///   - settings: What was asked for, by the names of the options.
  ///   - timing: How long it took; nil where nothing was trained.
  public init(_ findings: Findings, settings: Settings, timing: Timing?) {
    self.init(
      answer: findings.answer, verdict: findings.verdict, curves: findings.curves,
      settings: settings, timing: timing, verified: findings.race.map(VerificationColumns.init))
  }

  private init(
    answer: Answer, verdict: Verdict, curves: [Curve], settings: Settings, timing: Timing?,
    verified: VerificationColumns?
  ) {
    precondition(!curves.isEmpty, "a result has at least one curve")
    self.answer = answer
    self.verdict = verdict
    self.curves = curves
    self.settings = settings
    self.timing = timing
    self.verified = verified
  }

  private enum Key: String, CodingKey {
    case curve, runs, settings, timing, verdict, verified
    case curveVerdict = "curve_verdict"
  }

  private struct CurveColumns: Codable {
    let step: [Int]
    let learning_rate: [Double]
    let loss: [Double]
    /// What the answer was read from; null at steps beyond a divergence.
    let smoothed_loss: [Double?]
    let outcome: String?
    /// Null at the steps where it was not measured; left out where it never was.
    let validation_loss: [Double?]?

    init(_ curve: Curve) {
      step = Array(curve.indices)
      learning_rate = curve.learningRates
      loss = curve.losses
      let reading = CurveReading(curve)
      smoothed_loss = curve.learningRates.map(reading.smoothedLoss)
      outcome = curve.outcome?.rawValue
      validation_loss =
        curve.validationLosses.isEmpty ? nil : curve.indices.map(curve.validationLoss)
    }

    /// The curve again; nil where the columns are not equally long or hold what no curve does.
    var curve: Curve? {
      guard Curve.flaw(learning_rate, loss) == nil, loss.allSatisfy(\.isFinite),
        validation_loss.map({ $0.count == loss.count }) != false
      else { return nil }
      let points = loss.indices.map {
        Curve.Point(
          learningRate: learning_rate[$0], loss: loss[$0],
          validationLoss: validation_loss?[$0] ?? nil)
      }
      return Curve(points, outcome: outcome.flatMap(Curve.Outcome.init))
    }
  }

  /// Decodes a result, as far as its keys are those of this version.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    let columns =
      try values.decodeIfPresent([CurveColumns].self, forKey: .runs)
      ?? [values.decode(CurveColumns.self, forKey: .curve)]
    let curves = columns.compactMap(\.curve)
    guard !curves.isEmpty, curves.count == columns.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .curve, in: values, debugDescription: "a curve has columns of equal length")
    }
    let answer = try Answer(from: decoder)
    let ofCurves = try values.decodeIfPresent(Verdict.self, forKey: .curveVerdict)
    self.init(
      answer: Answer(
        suggestion: answer.suggestion, peak: answer.peak, range: answer.range,
        verdict: ofCurves ?? answer.verdict, rules: answer.rules),
      verdict: answer.verdict, curves: curves,
      settings: try values.decode(Settings.self, forKey: .settings),
      timing: try values.decodeIfPresent(Timing.self, forKey: .timing),
      verified: try values.decodeIfPresent(VerificationColumns.self, forKey: .verified))
  }

  /// Encodes the result under its stable keys.
  public func encode(to encoder: any Encoder) throws {
    try answer.encode(to: encoder)
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(verdict, forKey: .verdict)
    if verdict != answer.verdict { try values.encode(answer.verdict, forKey: .curveVerdict) }
    try values.encode(CurveColumns(curves[0]), forKey: .curve)
    if curves.count > 1 { try values.encode(curves.map(CurveColumns.init), forKey: .runs) }
    try values.encode(settings, forKey: .settings)
    try values.encode(timing, forKey: .timing)
    if let verified { try values.encode(verified, forKey: .verified) }
  }

  /// The document as text, its keys sorted, with a newline at the end.
  public func json() throws -> String {
    try RunFolder.json(self)
  }
}
