import Foundation
import LearningRateFinder
import Synchronization
import Testing
import TrainerLink

/// A bowl in the logarithm of the rate, as the scripts compute it.
private func bowl(_ rate: Double) -> Double {
  let d = log10(rate) + 1
  return 0.1 + (d > 0 ? pow(10, d) - 1 : -d) / 4
}

private func search(steps: Int = 20, runs: Int = 1) throws -> Search {
  Search(SearchPlan(try Ramp(from: 1e-5, to: 10, steps: steps), runs: runs))
}

@Test("A script gives the curve that its function gives")
func wholeTest() async throws {
  var search = try search(steps: 60)
  var local = search
  _ = try await PerlScript("greet; begin; steps;").script().run { trainer in
    try search.run(on: trainer)
    try trainer.finish()
  }
  _ = local.run(begin: { _ in }, step: bowl)
  #expect(search.curve.learningRates == local.curve.learningRates)
  #expect(search.curve.outcome == local.curve.outcome)
  // Perl prints 15 digits.
  for (driven, own) in zip(search.curve.losses, local.curve.losses) {
    #expect(abs(driven - own) <= 1e-14 * abs(own))
  }
}

@Test("One process makes several runs, knows their seeds, and trains on at the rate")
func keptAlive() async throws {
  let perl = PerlScript(
    #"""
    greet;
    for my $expected (0 .. 2) {
      my ($run, $seed) = begin;
      die "run $run, seed $seed" if $run != $expected || $seed != 7 + $run;
      while (1) {
        my $line = get;
        if ($line =~ /"stop"/) {
          die $line if $line !~ ($run < 2 ? qr/"then":"run"/ : qr/"learning_rate":0.25.*"train"/);
          last;
        }
        $line =~ /"step":(\d+)/;
        answer($1, 1 + $seed);
      }
    }
    exit 6;
    """#)
  let outcome = try await perl.script().run(seed: 7) { trainer in
    var search = try search(runs: 3)
    try search.run(on: trainer, as: TestPlan(seed: 7))
    try trainer.finish(trainingAt: 0.25)
    return search.findings?.curves.map(\.losses)
  }
  #expect(outcome.value == [8, 9, 10].map { Array(repeating: $0, count: 20) })
  #expect(outcome.complaint == "after its range tests the script exited with status 6")
}

@Test("A script finds its seed and run in the environment")
func environment() async throws {
  var search = try search(steps: 2)
  let perl = PerlScript(
    """
    greet; begin;
    my (undef, $step) = rate; answer($step, $ENV{LRFINDER_SEED} + $ENV{LRFINDER_RUN} / 10); steps;
    """)
  _ = try await perl.script().run(3, seed: 11) { trainer in
    try search.run(on: trainer)
    try trainer.finish()
  }
  #expect(search.curve.losses[0] == 11.3)
}

@Test(
  "Losses on held-out data are kept beside the training loss, and beside no other",
  arguments: [("loss", [0, 3]), ("validation_loss", []), ("critic", [])])
func heldOutLosses(loss: String, steps: [Int]) async throws {
  let perl = PerlScript(
    #"""
    greet; begin;
    while (my (undef, $step) = rate) {
      my $held = $step % 3 ? '' : ',"validation_loss":' . (7 + $step);
      put(qq({"type":"loss","step":$step,"loss":1,"losses":{"critic":2}$held}));
    }
    """#)
  var search = try search(steps: 5)
  let plan = TestPlan(loss: loss)
  _ = try? await perl.script().run { trainer in
    try search.run(on: trainer, as: plan)
    try trainer.finish()
  }
  #expect(search.curve.losses.first == ["loss": 1, "validation_loss": 7, "critic": 2][loss])
  #expect(search.curve.validationLosses.map(\.step) == steps)
  #expect(search.curve.validationLosses.map(\.loss) == steps.map { 7 + Double($0) })
}

@Test("The socket is open to its owner only")
func socketModes() async throws {
  var search = try search(steps: 2)
  // The modes of the folder and of the socket, as one number: 700600 in octal digits.
  let perl = PerlScript(
    #"""
    greet; begin;
    my $path = $ENV{LRFINDER_SOCKET};
    my ($folder) = $path =~ m{(.*)/};
    my $modes = join '', map { sprintf '%o', (stat $_)[2] & 07777 } $folder, $path;
    my (undef, $step) = rate; answer($step, $modes); steps;
    """#)
  _ = try await perl.script().run { trainer in
    try search.run(on: trainer)
    try trainer.finish()
  }
  #expect(search.curve.losses[0] == 700_600)
}

@Test(
  "A loss that is no number ends the test, however it is written",
  arguments: [
    "NaN", "null", #""nan""#, #""NaN""#, "Infinity", "-Infinity", #""inf""#, #""-inf""#,
  ])
func notFinite(_ written: String) async throws {
  var search = try search()
  let perl = PerlScript("greet; begin; steps(3); rate; answer(3, '\(written)'); get;")
  _ = try await perl.script().run { trainer in
    try search.run(on: trainer)
    try trainer.finish()
  }
  #expect(search.curve.outcome == .notFinite)
  #expect(search.curve.count == 3)
}

@Test("Each parameter group gets its rate")
func groups() async throws {
  var search = try search(steps: 3)
  let perl = PerlScript(
    #"""
    greet; begin;
    for my $step (0 .. 2) { get =~ /"group_learning_rates":\[(.*?),(.*?)\]/; answer($step, $2 / $1) }
    get;
    """#)
  _ = try await perl.script().run { trainer in
    try search.run(on: trainer, as: TestPlan(groupRatios: [2, 0.5]))
    try trainer.finish()
  }
  #expect(search.curve.losses.allSatisfy { abs($0 - 0.25) < 1e-12 })
}

@Test("One of two optimizers is tested at a time, judged by its own loss")
func optimizers() async throws {
  let perl = PerlScript(
    #"""
    greet;
    for (0, 1) {
      begin;
      while ((my $line = get) !~ /"stop"/) {
        $line =~ /"learning_rate":([^,]+).*"learning_rates":\{"critic":(.*?),"generator":(.*?)\}/;
        my ($rate, $critic, $generator) = ($1, $2, $3);
        $line =~ /"optimizer":"(\w+)".*"step":(\d+)/;
        die $line if $rate != ($1 eq 'critic' ? $critic : $generator);
        put(qq({"losses":{"critic":$generator,"generator":$critic},"step":$2,"loss":1,"type":"loss"}));
      }
    }
    """#)
  let losses = try await perl.script().run { trainer in
    try ["generator", "critic"].map { name in
      let other = name == "critic" ? "generator" : "critic"
      var search = try search(steps: 4)
      let optimizer = TestPlan.Optimizer(name, fixedRates: [other: 0.125])
      try search.run(on: trainer, as: TestPlan(optimizer: optimizer, loss: name))
      if name == "critic" { try trainer.finish() }
      return search.curve.losses
    }
  }.value
  // The script answers each optimizer with the rate of the other.
  #expect(losses == [[Double]](repeating: [Double](repeating: 0.125, count: 4), count: 2))
}

@Test("A loss that the script does not send is asked for by its name")
func missingLoss() async throws {
  var search = try search()
  let error = await #expect(throws: TrainerError.self) {
    try await PerlScript("greet; begin; steps;").script().run { trainer in
      try search.run(on: trainer, as: TestPlan(loss: "critic"))
    }
  }
  #expect(
    error?.description == #"the script sent no loss "critic", only "loss", at step 1 of 20 "#
      + "(rate 1e-5); --loss names the one to judge by")
}

@Test("A cancelled test ends a script that hangs, and keeps its curve")
func cancelled() async throws {
  let isCancelled = Atomic(false)
  let perl = PerlScript("greet; begin; steps(3); sleep 1e6;")
  var search = try search()
  let isOver = { isCancelled.load(ordering: .relaxed) }
  var error: (any Error)?
  do {
    _ = try await perl.script().run(isCancelled: isOver) { trainer in
      try search.run(on: trainer) { search in
        if search.steps == 3 { isCancelled.store(true, ordering: .relaxed) }
      }
    }
  } catch let other { error = other }
  #expect(error is CancellationError)
  #expect(search.curve.outcome == .interrupted)
  #expect(search.curve.count == 3)
  #expect(perl.processes == 0)
}

@Test("What the caller throws ends the script and comes out as it is")
func callerThrows() async throws {
  struct Full: Error {}
  let perl = PerlScript("greet; begin; steps; sleep 1e6;")
  var search = try search()
  await #expect(throws: Full.self) {
    try await perl.script().run { trainer in
      try search.run(on: trainer) { _ in throw Full() }
    }
  }
  #expect(search.curve.outcome == .interrupted)
  #expect(perl.processes == 0)
}
