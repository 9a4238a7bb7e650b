/// What a range test recorded: the loss at each learning rate.
///
/// The rate at an index is the rate that made that step; the loss beside it is the loss of that
/// step's mini-batch before the update. Only finite losses are kept: a loss that was NaN or
/// infinite ends the curve and is told by `outcome`.
public struct Curve: Hashable, Sendable {
  /// Why a curve ends where it does.
  public enum Outcome: String, Codable, CaseIterable, Sendable {
    /// Every planned step was made.
    case completed
    /// The loss blew up.
    case diverged
    /// The loss, at the step after the last one here, was NaN or infinite.
    case notFinite = "not-finite"
    /// Somebody stopped the test, or the training failed.
    case interrupted
  }

  /// The learning rate of each step, above zero.
  public private(set) var learningRates: [Double] = []
  /// The loss of each step, finite.
  public private(set) var losses: [Double] = []
  /// What was measured on held-out examples, by step; nil while nothing was.
  var validation: [ValidationLoss]?
  /// The number of steps that the test meant to make.
  public let plannedSteps: Int
  /// The steps of training that a point stands for, in the mean: above 1 where they were averaged.
  public var stepsPerPoint = 1.0
  /// Why the curve ends where it does; nil while it still grows.
  public internal(set) var outcome: Outcome?

  /// Creates a curve without points.
  ///
  /// - Parameter plannedSteps: The number of steps that the test means to make.
  public init(plannedSteps: Int) {
    self.plannedSteps = plannedSteps
    // Most tests that mean to make very many steps end long before.
    learningRates.reserveCapacity(Swift.min(plannedSteps, 4096))
    losses.reserveCapacity(Swift.min(plannedSteps, 4096))
  }

  /// Creates a curve from a finished record.
  ///
  /// Points from the first loss on that is NaN or infinite are left out.
  ///
  /// - Parameters:
  ///   - learningRates: The rate of each step: finite, above zero, none below the one before.
  ///   - losses: The loss of each step, one for each rate.
  ///   - plannedSteps: The number of steps that the test meant to make; that of the record
  ///     where it is not known.
  public init(learningRates: [Double], losses: [Double], plannedSteps: Int? = nil) {
    if let flaw = Self.flaw(learningRates, losses) { preconditionFailure(flaw) }
    let finite = losses.firstIndex { !$0.isFinite } ?? losses.count
    self.learningRates = Array(learningRates[..<finite])
    self.losses = Array(losses[..<finite])
    self.plannedSteps = plannedSteps ?? losses.count
    outcome =
      if finite < losses.count { .notFinite } else if finite < self.plannedSteps {
        .interrupted
      } else { .completed }
  }

  /// Creates a curve from the points of a finished record.
  ///
  /// Points from the first loss on that is NaN or infinite are left out.
  ///
  /// - Parameter points: The steps in their order, the rates above zero.
  public init(_ points: [Point]) {
    self.init(learningRates: points.map(\.learningRate), losses: points.map(\.loss))
    for (step, point) in points.prefix(count).enumerated() {
      if let loss = point.validationLoss { addValidation(loss, at: step) }
    }
  }

  /// Creates a curve from the points of a record that says why it ends.
  ///
  /// - Parameters:
  ///   - points: The steps in their order, the rates above zero and the losses finite.
  ///   - outcome: Why the curve ends where it does; nil while it still grows.
  public init(_ points: [Point], outcome: Outcome?) {
    self.init(points)
    self.outcome = outcome
  }

  /// What is wrong with a record.
  ///
  /// - Parameters:
  ///   - learningRates: The rate of each step.
  ///   - losses: The loss of each step; NaN and infinity end a curve.
  /// - Returns: One sentence; nil where it makes a curve.
  /// - Complexity: O(*n*).
  public static func flaw(_ learningRates: [Double], _ losses: [Double]) -> String? {
    guard learningRates.count == losses.count else { return "a curve has one loss for each rate" }
    guard learningRates.allSatisfy({ $0 > 0 && $0.isFinite }) else {
      return "the rates of a curve are finite numbers above 0"
    }
    guard zip(learningRates, learningRates.dropFirst()).allSatisfy(<=) else {
      return "the rates of a curve do not go down"
    }
    return nil
  }

  /// Adds a step at the end.
  ///
  /// - Parameters:
  ///   - learningRate: The rate that made the step: finite, above zero, not below the one before.
  ///   - loss: The loss of the step's mini-batch before the update, finite.
  ///   - validationLoss: The loss on held-out examples before the update; nil where it was not
  ///     measured, and passed over where it is not finite.
  public mutating func append(
    learningRate: Double, loss: Double, validationLoss: Double? = nil
  ) {
    precondition(
      learningRate >= learningRates.last ?? .leastNonzeroMagnitude && learningRate.isFinite
        && loss.isFinite, "a step has a finite rate above 0, not below the last, and a finite loss")
    if let validationLoss { addValidation(validationLoss, at: count) }
    learningRates.append(learningRate)
    losses.append(loss)
  }

  /// The curve with another end.
  func ending(_ outcome: Outcome?) -> Curve {
    var curve = self
    curve.outcome = outcome
    return curve
  }

  /// The first `count` points, as a curve that diverged there.
  func divergedAfter(_ count: Int) -> Curve {
    var cut = self
    cut.learningRates.removeLast(self.count - count)
    cut.losses.removeLast(self.count - count)
    cut.validation?.removeAll { $0.step >= count }
    cut.outcome = .diverged
    return cut
  }
}

extension Curve: RandomAccessCollection {
  /// One step of a range test.
  public struct Point: Hashable, Sendable {
    /// The rate that made the step.
    public let learningRate: Double
    /// The loss of the step's mini-batch before the update.
    public let loss: Double
    /// The loss on held-out examples before the update; nil where it was not measured.
    public let validationLoss: Double?

    /// Creates a step from its rate and its losses.
    public init(learningRate: Double, loss: Double, validationLoss: Double? = nil) {
      self.learningRate = learningRate
      self.loss = loss
      self.validationLoss = validationLoss
    }
  }

  /// Always 0: the first step.
  public var startIndex: Int { 0 }
  /// The number of steps recorded.
  public var endIndex: Int { losses.count }

  /// The point of one step.
  public subscript(step: Int) -> Point {
    Point(
      learningRate: learningRates[step], loss: losses[step],
      validationLoss: validationLoss(at: step))
  }
}

extension Curve: Codable {
  private enum CodingKeys: String, CodingKey {
    case learningRates = "learning_rate"
    case losses = "loss"
    case validation
    case plannedSteps = "planned_steps"
    case stepsPerPoint = "steps_per_point"
    case outcome
  }

  /// Decodes a curve.
  ///
  /// - Throws: `DecodingError`, also where the columns are not equally long or hold what no curve
  ///   does: rates above 0, finite losses, and validation losses at steps that grow.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    learningRates = try values.decode([Double].self, forKey: .learningRates)
    losses = try values.decode([Double].self, forKey: .losses)
    validation = try values.decodeIfPresent([ValidationLoss].self, forKey: .validation)
    plannedSteps = try values.decode(Int.self, forKey: .plannedSteps)
    stepsPerPoint = try values.decodeIfPresent(Double.self, forKey: .stepsPerPoint) ?? 1
    outcome = try values.decodeIfPresent(Outcome.self, forKey: .outcome)
    func require(_ isValid: Bool, _ key: CodingKeys, _ sentence: String) throws {
      if isValid { return }
      throw DecodingError.dataCorruptedError(
        forKey: key, in: values, debugDescription: sentence)
    }
    let flaw = Self.flaw(learningRates, losses)
    try require(flaw == nil, .learningRates, flaw ?? "")
    try require(
      losses.allSatisfy(\.isFinite), .losses, "the losses of a curve are finite numbers")
    try require(
      stepsPerPoint > 0 && stepsPerPoint.isFinite, .stepsPerPoint,
      "a point stands for more than 0 steps")
    try require(plannedSteps >= 0, .plannedSteps, "a test means to make 0 steps or more")
    let steps = validationLosses.map(\.step)
    try require(
      validationLosses.allSatisfy { losses.indices.contains($0.step) && $0.loss.isFinite }
        && zip(steps, steps.dropFirst()).allSatisfy(<), .validation,
      "the validation losses of a curve are finite numbers at steps of it that grow")
  }
}

extension Curve {
  /// Whether the curve ends because the loss blew up.
  var hasBlownUp: Bool { outcome == .diverged || outcome == .notFinite }
}
