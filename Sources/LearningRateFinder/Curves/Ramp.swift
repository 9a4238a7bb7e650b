/// How the learning rate grows over the steps of a range test.
///
/// ```swift
/// let ramp = try Ramp(from: 1e-5, to: 1, steps: 6)
/// Array(ramp)  // [1e-05, 0.0001, 0.001, 0.01, 0.1, 1.0]
/// ```
///
/// A ramp is a collection of its rates, the rate of step `i` at index `i`. With
/// `r = i / (steps - 1)`, an exponential ramp is `from * (to / from) ^ r` and a linear one
/// `from + r * (to - from)`. The first and the last rate are exactly `from` and `to`.
public struct Ramp: Hashable, Sendable {
  /// The law by which a ramp grows.
  public enum Shape: String, CaseIterable, Codable, Sendable {
    /// By the same factor at every step: equal time for every decade.
    case exponential
    /// By the same amount at every step (L. N. Smith, 2015, section 3.3).
    case linear
  }

  /// The law by which the rate grows.
  public let shape: Shape
  /// The rate of the first step.
  public let from: Double
  /// The rate of the last step.
  public let to: Double
  /// The number of steps, from 2 to ``mostSteps``.
  public let steps: Int

  /// More steps than this are a typing error.
  public static let mostSteps = 1_000_000_000

  /// Creates a ramp between two rates.
  ///
  /// - Parameters:
  ///   - shape: The law by which the rate grows.
  ///   - from: The rate of the first step, above zero.
  ///   - to: The rate of the last step, above `from` and finite, and so the ratio of the two.
  ///   - steps: The number of steps, from 2 to ``mostSteps``.
  /// - Throws: `InvalidRamp`, which says what was expected.
  public init(
    _ shape: Shape = .exponential, from: Double, to: Double, steps: Int
  ) throws(InvalidRamp) {
    guard from > 0, from.isFinite else { throw .from(from) }
    guard to > from, to.isFinite else { throw .to(to, from: from) }
    guard (to / from).isFinite else { throw .span(from: from, to: to) }
    guard steps >= 2 else { throw .steps(steps) }
    guard steps <= Self.mostSteps else { throw .tooManySteps(steps) }
    self.shape = shape
    self.from = from
    self.to = to
    self.steps = steps
  }

  /// Creates an exponential ramp from its growth: the rate of step `i` is `from * growth ^ i`.
  ///
  /// TensorFlow's `exponential_decay(from, step, decay_steps, decay_rate)` is the growth
  /// `decay_rate ^ (1 / decay_steps)`; a callback that multiplies by `exp(ln(max / min) / steps)`
  /// after every batch has that factor for its growth, and never reaches `max`.
  ///
  /// - Parameters:
  ///   - from: The rate of the first step, above zero.
  ///   - growth: The factor from one step to the next, above one.
  ///   - steps: The number of steps, at least 2.
  /// - Throws: `InvalidRamp`, which says what was expected; also when the last rate overflows.
  public init(from: Double, growth: Double, steps: Int) throws(InvalidRamp) {
    guard growth > 1, growth.isFinite else { throw .growth(growth) }
    try self.init(from: from, to: from * power(growth, Double(steps - 1)), steps: steps)
  }

  /// The factor from one step to the next of an exponential ramp; of a linear one, the mean
  /// factor.
  public var growth: Double { power(to / from, 1 / Double(steps - 1)) }

  /// The rates of several parameter groups at one step, in fixed ratios to the ramp's own.
  ///
  /// - Parameters:
  ///   - step: The step, from 0 up to `steps - 1`.
  ///   - ratios: One factor above zero for each group.
  /// - Returns: One rate for each group.
  public func learningRates(at step: Int, ratios: [Double]) -> [Double] {
    ratios.map { $0 * self[step] }
  }
}

extension Ramp: RandomAccessCollection {
  /// Always 0: the first step.
  public var startIndex: Int { 0 }
  /// The number of steps.
  public var endIndex: Int { steps }

  /// The rate of one step.
  public subscript(step: Int) -> Double {
    precondition(indices.contains(step), "a ramp of \(steps) steps has no step \(step)")
    if step == steps - 1 { return to }
    let r = Double(step) / Double(steps - 1)
    return switch shape {
    case .exponential: from * power(to / from, r)
    case .linear: from + r * (to - from)
    }
  }
}

extension Ramp: Codable {
  private enum CodingKeys: CodingKey { case shape, from, to, steps }

  /// Decodes a ramp, and checks its numbers as the other initializers do.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      values.decode(Shape.self, forKey: .shape),
      from: values.decode(Double.self, forKey: .from),
      to: values.decode(Double.self, forKey: .to),
      steps: values.decode(Int.self, forKey: .steps))
  }

  /// Encodes the shape, the two rates and the number of steps.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(shape, forKey: .shape)
    try values.encode(from, forKey: .from)
    try values.encode(to, forKey: .to)
    try values.encode(steps, forKey: .steps)
  }
}

/// Numbers that make no ramp.
public struct InvalidRamp: Error, Hashable, CustomStringConvertible {
  /// One sentence: what was expected and what was given.
  public let description: String

  static func from(_ rate: Double) -> Self {
    Self(description: "the first learning rate must be above 0, not \(rate.brief(digits: 6))")
  }

  static func to(_ rate: Double, from: Double) -> Self {
    Self(
      description: "the last learning rate must be above the first, \(from.brief(digits: 6)), "
        + "not \(rate.brief(digits: 6))")
  }

  static func span(from: Double, to: Double) -> Self {
    Self(
      description: "the last learning rate, \(to.brief(digits: 6)), is more times the first, "
        + "\(from.brief(digits: 6)), than there is a number for")
  }

  static func steps(_ steps: Int) -> Self {
    Self(description: "a range test takes at least 2 steps, not \(steps)")
  }

  static func tooManySteps(_ steps: Int) -> Self {
    Self(description: "a range test takes at most \(Ramp.mostSteps) steps, not \(steps)")
  }

  static func growth(_ growth: Double) -> Self {
    Self(
      description: "the growth from one step to the next must be above 1, "
        + "not \(growth.brief(digits: 6))")
  }
}
