internal import LRFinderHeader
internal import LearningRateFinder

/// `lrfinder_plan_init` of `lrfinder.h`.
@_cdecl("lrfinder_plan_init")
public func planInit(_ plan: UnsafeMutableRawPointer?, _ size: Int) -> Int32 {
  status { () throws(Failure) in
    guard let plan else { throw .null("plan") }
    guard size == MemoryLayout<lrfinder_plan>.size else {
      throw .argument("size is \(size), not sizeof(lrfinder_plan)")
    }
    plan.assumingMemoryBound(to: lrfinder_plan.self).initialize(
      to: lrfinder_plan(
        size: size, from: 1e-7, to: 10, steps: 100, runs: 1, is_linear: 0, keeps_states: 0,
        adapt_budget: 20, verify_budget: 0, gradient_age: .nan, held_out_every: 0,
        measures_held_out: 0))
  }
}

extension SearchPlan {
  /// More runs than this are a typing error.
  private static let mostRuns: Int64 = 1000
  /// The largest budget, as a multiple of a range test's steps.
  private static let mostBudget = 1e6

  /// The plan of a caller, who may have put anything into it.
  init(_ plan: lrfinder_plan) throws(Failure) {
    guard plan.size == MemoryLayout<lrfinder_plan>.size else {
      throw .argument("the plan was not filled in by lrfinder_plan_init")
    }
    guard (1...Self.mostRuns).contains(plan.runs) else {
      throw .argument("runs is a number from 1 to \(Self.mostRuns), not \(plan.runs)")
    }
    guard let steps = Int(exactly: plan.steps) else { throw .argument("steps is too large") }
    guard (0...Self.mostBudget).contains(plan.adapt_budget) else {
      throw .argument("the adapt budget is a number from 0 to 1e6, not \(plan.adapt_budget)")
    }
    guard plan.held_out_every >= 0, let every = Int(exactly: plan.held_out_every) else {
      throw .argument("held_out_every is a number of steps, or 0, not \(plan.held_out_every)")
    }
    let ramp: Ramp
    do {
      let shape = plan.is_linear != 0 ? Ramp.Shape.linear : .exponential
      ramp = try Ramp(shape, from: plan.from, to: plan.to, steps: steps)
    } catch {
      throw .argument(error.description)
    }
    self.init(
      ramp, runs: Int(plan.runs), gradientAge: try GradientAge.checked(plan.gradient_age),
      adaptBudget: plan.adapt_budget, heldOutEvery: every == 0 ? nil : every,
      verification: try Self.verification(plan))
  }

  private static func verification(_ plan: lrfinder_plan) throws(Failure) -> Verification? {
    if plan.verify_budget == 0 { return nil }
    guard plan.verify_budget > Double(plan.runs), plan.verify_budget <= mostBudget else {
      throw .argument(
        "the verify budget is above \(plan.runs), the range tests themselves, and at most 1e6, or "
          + "0 for none, not \(plan.verify_budget)")
    }
    return Verification(
      budget: plan.verify_budget, keepsStates: plan.keeps_states != 0,
      measuresHeldOutLoss: plan.measures_held_out != 0)
  }
}

extension GradientAge {
  /// An age that a caller gave; nil for NaN, which says that it is not known.
  static func checked(_ steps: Double) throws(Failure) -> GradientAge? {
    if steps.isNaN { return nil }
    guard (0...1e6).contains(steps) else {
      throw .argument("the gradient age is a number of steps from 0 to 1e6, or NaN, not \(steps)")
    }
    return GradientAge(steps: steps)
  }
}
