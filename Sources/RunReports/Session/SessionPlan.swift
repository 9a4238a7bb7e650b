public import LearningRateFinder

/// What a session is to do: range tests, others where they show nothing, and short trainings that
/// verify the rate.
public struct SessionPlan: Sendable {
  /// How a rate is verified.
  public struct Verification: Sendable {
    /// The most steps of the whole session, as a multiple of a range test's: that test is counted,
    /// and what adapting adds is not.
    public var budget: Double
    /// Whether a trial can go on where an earlier one ended.
    public var continues: Bool
    /// The loss before the training, measured like those of the trials; nil where it is not known:
    /// then it is the first of the range test.
    public var lossBefore: Double?

    /// Creates a plan.
    ///
    /// - Parameters:
    ///   - budget: The most steps of the session, as a multiple of a range test's, above 1.
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

  /// The most steps of the trials.
  var raceBudget: Int {
    guard let verification else { return 0 }
    let steps = (verification.budget - 1) * Double(tests.ramp.steps)
    return Int(min(max(0, steps), 1e12))
  }
}
