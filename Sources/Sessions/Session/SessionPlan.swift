public import LearningRateFinder

/// What a session is to do: range tests, others where they show nothing, and short trainings that
/// verify the rate.
public struct SessionPlan: Sendable {
  /// How a rate is verified.
  public struct Verification: Sendable {
    /// The most steps of the whole session, as a multiple of one range test's: the range tests, what
    /// adapting adds to them, and the trials, which have what the others leave.
    public var budget: Double
    /// Whether a trial can go on where an earlier one ended.
    public var continues: Bool
    /// The loss before the training, measured like those of the trials; nil where it is not known:
    /// then it is the first of the range test.
    public var lossBefore: Double?

    /// Creates a plan.
    ///
    /// - Parameters:
    ///   - budget: The most steps of the session, as a multiple of one range test's, above 1.
    ///   - continues: Whether a trial can go on where an earlier one ended.
    ///   - lossBefore: The loss before the training; nil where it is not known.
    public init(budget: Double, continues: Bool = false, lossBefore: Double? = nil) {
      self.budget = budget
      self.continues = continues
      self.lossBefore = lossBefore
    }
  }

  /// The first range tests.
  public var tests: RangeTestPlan
  /// How old the gradients in an update are; nil where the optimizer is not known.
  public var gradientAge: GradientAge?
  /// The most steps that other tests may take, as a multiple of the first; 0 for none.
  ///
  /// Where a rate is verified, all range tests together take no more than a quarter of its budget.
  public var adaptBudget: Double
  /// How the rate is verified; nil where it is not.
  public var verification: Verification?

  /// Creates a plan.
  ///
  /// - Parameters:
  ///   - tests: The first range tests.
  ///   - gradientAge: How old the gradients in an update are; nil where the optimizer is not known.
  ///   - adaptBudget: The most steps that other tests may take, as a multiple of the first.
  ///   - verification: How the rate is verified; nil where it is not.
  public init(
    _ tests: RangeTestPlan, gradientAge: GradientAge?, adaptBudget: Double = 0,
    verification: Verification? = nil
  ) {
    self.tests = tests
    self.gradientAge = gradientAge
    self.adaptBudget = adaptBudget
    self.verification = verification
  }

  /// The most steps of the whole session; nil where no rate is verified.
  var verifySteps: Int? {
    verification.map { Self.steps($0.budget, of: tests.ramp.steps) }
  }

  /// The most steps of the trials, after so many steps of range tests.
  ///
  /// The first tests count with all of their steps: a race is the same wherever they diverged.
  func raceSteps(after steps: Int) -> Int {
    verifySteps.map { max(0, $0 - max(steps, tests.steps())) } ?? 0
  }

  /// The most steps that adapting may add to the first range tests.
  ///
  /// Where a rate is verified, all range tests together take at most a quarter of its budget. That
  /// is enough for another range. A ramp that is several times as long would cost the trials more
  /// than it tells them, because they find a rate without an answer, too.
  var adaptSteps: Int {
    let own = Self.steps(adaptBudget, of: tests.steps())
    return verifySteps.map { min(own, $0 / 4 - tests.steps()) } ?? own
  }

  private static func steps(_ multiple: Double, of steps: Int) -> Int {
    Int(min(multiple * Double(steps), 1e12))
  }
}
