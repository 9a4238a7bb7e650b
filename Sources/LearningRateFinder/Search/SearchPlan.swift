/// What a search is to do: range tests, others where they show nothing, and short trainings that
/// verify the rate.
public struct SearchPlan: Hashable, Sendable {
  /// How a rate is verified.
  public struct Verification: Hashable, Sendable {
    /// The most steps of the whole search, as a multiple of one range test's: the range tests, what
    /// adapting adds to them, and the trials, which have what the others leave.
    public var budget: Double
    /// Whether the training can keep the state at the end of a trial, and go on from there.
    public var keepsStates: Bool
    /// Whether the training can measure the held-out loss whenever it is asked for.
    public var measuresHeldOutLoss: Bool

    /// Creates a plan.
    ///
    /// - Parameters:
    ///   - budget: The most steps of the search, as a multiple of one range test's, above 1.
    ///   - keepsStates: Whether the training can keep the state at the end of a trial.
    ///   - measuresHeldOutLoss: Whether it can measure the held-out loss whenever it is asked for.
    public init(budget: Double, keepsStates: Bool = false, measuresHeldOutLoss: Bool = false) {
      self.budget = budget
      self.keepsStates = keepsStates
      self.measuresHeldOutLoss = measuresHeldOutLoss
    }
  }

  /// The rates of the first range tests.
  public var ramp: Ramp
  /// The number of range tests, which differ in their seeds, at least 1.
  public var runs: Int
  /// How old the gradients in an update are; nil where the optimizer is not known.
  public var gradientAge: GradientAge?
  /// The most steps that other range tests may take where the first show nothing, as a multiple of
  /// the first; 0 for none.
  ///
  /// Where a rate is verified, all range tests together take no more than a quarter of its budget.
  public var adaptBudget: Double
  /// Before every how many steps of a range test the held-out loss is measured; nil for never.
  public var heldOutEvery: Int?
  /// How the rate is verified; nil where it is not.
  public var verification: Verification?
  /// When a range test ends early.
  public var divergence = Divergence()
  /// The numbers by which is decided what to run next.
  public var search = SearchParameters.standard
  /// The numbers by which curves are read.
  public var reading = ReadingParameters.standard
  /// The numbers of the race.
  public var race = RaceParameters.standard

  /// Creates a plan.
  ///
  /// - Parameters:
  ///   - ramp: The rates of the first range tests.
  ///   - runs: The number of range tests, which differ in their seeds, at least 1.
  ///   - gradientAge: How old the gradients in an update are; nil where the optimizer is not known.
  ///   - adaptBudget: The most steps that other tests may take, as a multiple of the first, 0 or more.
  ///   - heldOutEvery: Before every how many steps of a range test the held-out loss is measured, at
  ///     least 1; nil for never.
  ///   - verification: How the rate is verified; nil where it is not.
  public init(
    _ ramp: Ramp, runs: Int = 1, gradientAge: GradientAge? = nil, adaptBudget: Double = 0,
    heldOutEvery: Int? = nil, verification: Verification? = nil
  ) {
    precondition(runs >= 1, "a search has at least one run")
    precondition(heldOutEvery.map { $0 >= 1 } != false, "a loss is measured every step at most")
    self.ramp = ramp
    self.runs = runs
    self.gradientAge = gradientAge
    self.adaptBudget = adaptBudget
    self.heldOutEvery = heldOutEvery
    self.verification = verification
  }

  /// The most steps of the trials, after so many steps of range tests.
  ///
  /// The first tests count with all of their steps: a race is the same wherever they diverged.
  func raceSteps(after steps: Int) -> Int {
    verifySteps.map { max(0, $0 - max(steps, firstSteps)) } ?? 0
  }

  /// The most steps that adapting may add to the first range tests.
  var adaptSteps: Int {
    let own = Self.steps(adaptBudget, of: firstSteps)
    return verifySteps.map {
      min(own, Int(search.shareOfRangeTests * Double($0)) - firstSteps)
    } ?? own
  }

  /// The most steps of the whole search; nil where no rate is verified.
  private var verifySteps: Int? { verification.map { Self.steps($0.budget, of: ramp.steps) } }

  private var firstSteps: Int { RangeTestPlan(ramp, runs: runs, search).steps() }

  private static func steps(_ multiple: Double, of steps: Int) -> Int {
    Int(min(multiple * Double(steps), 1e12))
  }
}
