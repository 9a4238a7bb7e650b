import Foundation
import LearningRateFinder
import Testing
import TrainerLink

/// What the first trial of a script gives, which has 150 steps around a rate of 0.01.
///
/// - Parameter perl: What the script does in the trial, after a range test with the curve of a bowl.
/// - Returns: The rate of the trial, its loss and its steps.
/// - Throws: Where the script does not do its part.
private func trial(_ perl: String) async throws -> (rate: Double, loss: Double, steps: Int) {
  let rangeTest = #"""
    greet; begin;
    while (my ($rate, $step) = rate) {
      answer($step, 0.3 + 2 / (1 + 1000 * $rate) + $rate * $rate);
    }
    """#
  var search = Search(
    SearchPlan(try Ramp(from: 1e-6, to: 100, steps: 75), verification: .init(budget: 11)))
  return try await PerlScript(rangeTest + perl).script().run { trainer in
    try search.run(on: trainer, as: TestPlan(seed: 3)) { search in
      if search.race?.results.count == 1 { search.stop() }
    }
    try trainer.finish()
    let (race, step) = (try #require(search.race), try #require(search.lastStep))
    #expect(step.index + 1 == race.steps && step.count == 150)
    return (step.learningRate, race.results[0].loss, race.steps)
  }.value
}

@Test("A trial gives the script the same rate at every step, and its seed")
func trialIsAConstantRate() async throws {
  let (rate, loss, steps) = try await trial(
    #"""
    my ($run, $seed) = begin; die "seed $seed" if $seed != 3;
    my $first;
    while (my ($rate, $step) = rate) {
      $first //= $rate; die "rate $rate" if $rate != $first;
      answer($step, $rate);
    }
    """#)
  #expect(steps == 150)
  #expect(abs(loss / rate - 1) < 1e-12)
}

@Test(
  "The held-out loss that comes last counts, and else the last tenth of the losses",
  arguments: [
    // The mean of the steps 135 to 149.
    (#"answer($step, $step)"#, 142.0),
    (
      #"put(qq({"type":"loss","step":$step,"loss":$step,"validation_loss":) . (1000 + $step) . "}")"#,
      1149.0
    ),
    // One that was measured early says nothing of the end.
    (
      #"put(qq({"type":"loss","step":$step,"loss":$step) . ($step == 20 ? ',"validation_loss":1}' : '}'))"#,
      142.0
    ),
  ])
func whatCounts(answer: String, expected: Double) async throws {
  let (_, loss, steps) = try await trial(
    "begin; while (my ($rate, $step) = rate) { \(answer) }")
  #expect(steps == 150)
  #expect(loss == expected)
}

@Test("A loss that is NaN ends a trial as the worst there is")
func diverged() async throws {
  let (_, loss, steps) = try await trial(
    "begin; while (my ($rate, $step) = rate) { answer($step, $step == 9 ? '\"nan\"' : 1) }")
  #expect(loss == .infinity)
  #expect(steps == 10)
}
