import ArgumentParser
import LearningRateFinder
import RunFolders

/// Whether the rate is verified by short trainings, and what that may cost.
struct VerifyOptions: ParsableArguments {
  @Flag(
    help: "Verify the rate: race candidates around it by short trainings from the same weights.")
  var verify = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The most steps of all range tests and short trainings together, as a multiple of one test's; other range tests are run within a quarter of it (default: 10).",
      valueName: "x"))
  var verifyBudget: Double?

  private var budget: Double { verifyBudget ?? 10 }

  func validate() throws {
    guard budget > 1 else {
      throw ValidationError("--verify-budget must be above 1, the range test itself, not \(budget)")
    }
    if verifyBudget != nil, !verify {
      throw ValidationError("--verify-budget is of a rate that is verified: --verify")
    }
    guard budget.isFinite else {
      throw ValidationError("--verify-budget must be finite, not \(budget)")
    }
  }

  /// Checks that the budget has room for more than the first range tests.
  ///
  /// - Parameter runs: Their number.
  /// - Throws: `ValidationError` where it has not.
  func requireRoom(for runs: Int) throws {
    guard !verify || budget > Double(runs) else {
      throw ValidationError(
        "--verify-budget must be above \(runs), the range tests themselves, not \(budget)")
    }
  }

  /// How the rate is verified; nil where it is not.
  ///
  /// - Parameters:
  ///   - keepsStates: Whether a short training can go on where an earlier one ended.
  ///   - measuresHeldOutLoss: Whether the held-out loss can be measured when it is asked for.
  /// - Returns: A plan.
  func plan(keepsStates: Bool, measuresHeldOutLoss: Bool) -> SearchPlan.Verification? {
    guard verify else { return nil }
    return SearchPlan.Verification(
      budget: budget, keepsStates: keepsStates, measuresHeldOutLoss: measuresHeldOutLoss)
  }

  /// What was asked for, by the names of the options.
  var settings: Settings {
    [
      "verify": .text(verify ? "yes" : "no"),
      "verify_budget": verify ? .number(budget) : .none,
    ]
  }
}
