/// How far curves are to be trusted: in one word, with the numbers that it rests on.
///
/// ``reason`` and ``remedy`` say it in a sentence each.
public struct Verdict: Hashable, Sendable {
  /// The verdict in one word.
  public enum Code: String, CaseIterable, Codable, Sendable {
    /// Short trainings chose a rate, whatever the curves say.
    case verified
    /// The loss falls clearly and comes to an end: a rate can be read off.
    case good
    /// The loss falls clearly and has not risen again at the last rate: a rate can be read off, and
    /// a higher one may be better.
    case neverDiverged = "never-diverged"
    /// The loss does not fall.
    case flat
    /// The loss falls only just before it rises again.
    case fallsLate = "falls-late"
    /// The loss falls, rises and falls again: which descent counts cannot be seen.
    case fallsTwice = "falls-twice"
    /// The loss rises before it has fallen.
    case divergedFromTheStart = "diverged-from-the-start"
    /// Where the loss falls and rises is lost in its noise.
    case tooNoisy = "too-noisy"
    /// There are too few points to judge.
    case tooShort = "too-short"
  }

  /// The numbers that a verdict rests on, of several runs their medians; nil is what was not seen.
  public struct Evidence: Hashable, Sendable, Codable {
    /// The number of points that were read.
    public var points = 0
    /// Whether the loss blew up, or was NaN or infinite, at the end.
    public var hasBlownUp = false
    /// The first and the last rate that were read.
    public var firstRate, lastRate: Double?
    /// The loss where the rates are too small to matter.
    public var start: Double?
    /// The standard deviation of one mini-batch's loss.
    public var noise: Double?
    /// The lowest smoothed loss, and its rate.
    public var lowest, lowestRate: Double?
    /// The rate where half of the fall has been made.
    public var fallRate: Double?
    /// The rate from which on the loss stands clearly above its start.
    public var riseRate: Double?
    /// Of a loss that falls twice: the lowest smoothed loss before it rises, its rate, and the
    /// highest smoothed loss after that.
    public var firstLowest, firstLowestRate, between: Double?
    /// Of a verified rate: the rate, and how many trainings chose it.
    public var verifiedRate: Double?
    /// The number of trainings that a verified rate rests on.
    public var trials: Int?

    /// Creates the evidence of nothing.
    public init() {}
  }

  /// The verdict in one word.
  public let code: Code
  /// The numbers that it rests on.
  public let evidence: Evidence
  /// How many runs were read.
  public let runs: Int
  /// How many of them have this verdict.
  public let agreeing: Int

  /// Creates a verdict.
  ///
  /// - Parameters:
  ///   - code: The verdict in one word.
  ///   - evidence: The numbers that it rests on.
  ///   - runs: How many runs were read.
  ///   - agreeing: How many of them have this verdict; nil for all.
  public init(
    code: Code, evidence: Evidence = Evidence(), runs: Int = 1, agreeing: Int? = nil
  ) {
    self.code = code
    self.evidence = evidence
    self.runs = runs
    self.agreeing = agreeing ?? runs
  }

  /// Whether a rate can be trusted.
  public var isTrusted: Bool { code == .good || code == .neverDiverged || code == .verified }
}

extension Verdict {
  /// The verdict of most: a rate can be trusted where more than half of the runs say so, else what
  /// is wrong with most of the rest.
  init(_ verdicts: [Verdict]) {
    let trusted = verdicts.filter(\.isTrusted)
    let candidates =
      2 * trusted.count > verdicts.count ? trusted : verdicts.filter { !$0.isTrusted }
    let counts = Dictionary(grouping: candidates, by: \.code).mapValues(\.count)
    // Of equally frequent verdicts that of the earlier run.
    let code = candidates.max { (counts[$0.code] ?? 0) < (counts[$1.code] ?? 0) }?.code
    let agreeing = candidates.filter { $0.code == code }
    self.init(
      code: code ?? .tooShort, evidence: Evidence(medianOf: agreeing.map(\.evidence)),
      runs: verdicts.count, agreeing: agreeing.count)
  }
}

extension Verdict.Evidence {
  fileprivate init(medianOf all: [Self]) {
    func median(_ path: KeyPath<Self, Double?>) -> Double? {
      all.compactMap { $0[keyPath: path] }.median
    }
    self.init()
    guard all.count > 1 else {
      if let only = all.first { self = only }
      return
    }
    points = all.map(\.points).sorted()[all.count / 2]
    hasBlownUp = 2 * all.count(where: \.hasBlownUp) > all.count
    firstRate = median(\.firstRate)
    lastRate = median(\.lastRate)
    start = median(\.start)
    noise = median(\.noise)
    lowest = median(\.lowest)
    lowestRate = median(\.lowestRate)
    fallRate = median(\.fallRate)
    riseRate = median(\.riseRate)
    firstLowest = median(\.firstLowest)
    firstLowestRate = median(\.firstLowestRate)
    between = median(\.between)
  }
}

extension Verdict: Codable {
  private enum CodingKeys: CodingKey { case code, reason, remedy, evidence, runs, agreeing }

  /// Decodes the code and the numbers, as far as they are there; the sentences are made of them.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      code: try values.decode(Code.self, forKey: .code),
      evidence: try values.decodeIfPresent(Evidence.self, forKey: .evidence) ?? Evidence(),
      runs: try values.decodeIfPresent(Int.self, forKey: .runs) ?? 1,
      agreeing: try values.decodeIfPresent(Int.self, forKey: .agreeing))
  }

  /// Encodes everything, and the two sentences; a remedy that there is not is null.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(code, forKey: .code)
    try values.encode(reason, forKey: .reason)
    try values.encode(remedy, forKey: .remedy)
    try values.encode(evidence, forKey: .evidence)
    try values.encode(runs, forKey: .runs)
    try values.encode(agreeing, forKey: .agreeing)
  }
}
