import LearningRateFinder
import TrainerLink

extension Search {
  /// Pulls a script through the whole search, each run with the number and the seed of the plan's
  /// first one and as many more.
  mutating func run(
    on trainer: DrivenTraining, as plan: TestPlan = TestPlan(),
    onStep: (inout Search) throws -> Void = { _ in }
  ) throws {
    var training = ScriptTraining(trainer) { number in
      var plan = plan
      plan.run += number
      plan.seed += UInt64(number)
      return plan
    }
    try run(on: &training, onStep: onStep)
  }

  /// The curve of the only range test, or of one that failed; empty where no step was made.
  var curve: Curve { findings?.curves.first ?? Curve([]) }
}
