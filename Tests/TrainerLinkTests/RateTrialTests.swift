import Foundation
import LearningRateFinder
import Testing
import TrainerLink

/// A race around 0.01, each of whose first trials has 150 steps.
private func race() throws -> RateRace {
  var test = RangeTest(try Ramp(from: 1e-6, to: 100, steps: 75))
  _ = test.run { 0.3 + 2 / (1 + 1000 * $0) + $0 * $0 }
  return RateRace(test.answer(), of: [test.curve], budget: 750)
}

/// What the first trial of a script gives.
private func trial(_ perl: String) async throws -> (loss: Double, steps: Int, asked: Int) {
  let trial = try #require(try race().next)
  return try await PerlScript(perl).script().run { trainer in
    var seen = 0
    let (loss, steps) = try trainer.run(trial, as: TestPlan(seed: 3)) { step, _ in
      seen += 1
      #expect(step == seen)
    }
    try trainer.finish()
    return (loss, steps, trial.steps)
  }.value
}

@Test("A trial gives the script the same rate at every step, and its seed")
func trialIsAConstantRate() async throws {
  let rate = try #require(try race().next).learningRate
  let (loss, steps, asked) = try await trial(
    #"""
    greet; my ($run, $seed) = begin; die "seed $seed" if $seed != 3;
    my $first;
    while (my ($rate, $step) = rate) {
      $first //= $rate; die "rate $rate" if $rate != $first;
      answer($step, $rate);
    }
    """#)
  #expect(steps == asked)
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
  let (loss, steps, asked) = try await trial(
    "greet; begin; while (my ($rate, $step) = rate) { \(answer) }")
  #expect(asked == 150 && steps == 150)
  #expect(loss == expected)
}

@Test("A loss that is NaN ends a trial as the worst there is")
func diverged() async throws {
  let (loss, steps, _) = try await trial(
    "greet; begin; while (my ($rate, $step) = rate) { answer($step, $step == 9 ? '\"nan\"' : 1) }")
  #expect(loss == .infinity)
  #expect(steps == 10)
}
