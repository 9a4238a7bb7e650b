/// How far a curve is to be trusted, in one word, with the reason and what would help.
public struct Verdict: Hashable, Sendable {
  /// The verdict in one word.
  public enum Code: String, CaseIterable, Codable, Sendable {
    /// The loss falls clearly and comes to an end: a rate can be read off.
    case good
    /// The loss hardly falls anywhere, or only just before it diverges.
    case flat
    /// The loss falls clearly and has not risen again at the last rate: a rate can be read off, and
    /// a higher one may be better.
    case neverDiverged = "never-diverged"
    /// The loss rises before it has fallen.
    case divergedFromTheStart = "diverged-from-the-start"
    /// What the loss falls by is not clearly more than its noise, or it falls, rises and falls
    /// again.
    case tooNoisy = "too-noisy"
    /// There are too few points to judge.
    case tooShort = "too-short"
  }

  /// The verdict in one word.
  public let code: Code
  /// Why, in one sentence.
  public let reason: String
  /// What would help, in one sentence; nil where nothing is wrong.
  public let remedy: String?

  /// Creates a verdict.
  ///
  /// - Parameters:
  ///   - code: The verdict in one word.
  ///   - reason: Why, in one sentence.
  ///   - remedy: What would help; nil where nothing is wrong.
  public init(code: Code, reason: String, remedy: String?) {
    self.code = code
    self.reason = reason
    self.remedy = remedy
  }

  /// Whether a rate can be trusted.
  public var isTrusted: Bool { code == .good || code == .neverDiverged }
}

extension Verdict: Codable {
  private enum CodingKeys: CodingKey { case code, reason, remedy }

  /// Encodes everything; a remedy that there is not is null.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(code, forKey: .code)
    try values.encode(reason, forKey: .reason)
    try values.encode(remedy, forKey: .remedy)
  }
}
