import Foundation
import LearningRateFinder
import Testing
import TrainerLink

/// A script that does not do its part, and what the finder says about it.
struct Misbehavior: CustomTestStringConvertible, Sendable {
  let name: String
  let script: String
  /// How many losses it reports before that.
  let steps: Int
  let sentence: String
  /// How long it may take; short for the scripts that hang.
  var start = Duration.seconds(60)
  var step = Duration.seconds(60)

  var testDescription: String { name }

  static let all = [
    Misbehavior(
      name: "ends without a word", script: "exit 0;", steps: 0,
      sentence:
        "the script ended (status 0) before it asked for a learning rate; "
        + "does it call lrfinder's client?"),
    Misbehavior(
      name: "fails at once", script: #"print STDERR "no data\n"; exit 3;"#, steps: 0,
      sentence:
        "the script exited with status 3 before it asked for a learning rate; "
        + "its last line: no data"),
    Misbehavior(
      name: "exits with 3",
      script: #"""
        greet; begin; steps(5); print STDERR "epoch\rone\n\nvalue \e[31merror\e[0m\n"; exit 3;
        """#,
      steps: 5,
      sentence:
        "the script exited with status 3 at step 6 of 20 (rate 2.1e-4); "
        + "its last lines: epoch / one / value error"),
    Misbehavior(
      name: "ends early", script: "greet; begin; steps(7); exit 0;", steps: 7,
      sentence: "the script ended (status 0) at step 8 of 20 (rate 7e-4)"),
    Misbehavior(
      name: "kills itself", script: "greet; begin; steps(2); kill 9, $$; sleep 9;", steps: 2,
      sentence: "the script was killed by signal 9 (SIGKILL) at step 3 of 20 (rate 3.4e-5)"),
    Misbehavior(
      name: "hangs", script: "greet; begin; steps(4); sleep 1e6;", steps: 4,
      sentence:
        "the script did not answer within 1 s at step 5 of 20 (rate 1.1e-4); "
        + "--timeout gives it more time", step: .seconds(1)),
    Misbehavior(
      name: "hangs, deaf to SIGTERM", script: "$SIG{TERM} = 'IGNORE'; greet; begin; sleep 1e6;",
      steps: 0,
      sentence:
        "the script did not answer within 3 s at step 1 of 20 (rate 1e-5); "
        + "--start-timeout gives it more time", start: .seconds(3)),
    Misbehavior(
      name: "never connects", script: "sleep 1e6;", steps: 0,
      sentence:
        "the script did not answer within 3 s before it asked for a learning rate; "
        + "--start-timeout gives it more time", start: .seconds(3)),
    Misbehavior(
      name: "sends garbage", script: #"greet; begin; steps(1); rate; put("loss: \t1.5"); get;"#,
      steps: 1,
      sentence:
        "the script sent no JSON object: loss: ?1.5, where "
        + #"{"type":"loss","step":1,"loss":…} was expected, at step 2 of 20 (rate 1.8e-5)"#),
    Misbehavior(
      name: "sends nothing but null", script: #"greet; begin; rate; put("null\n"); get;"#, steps: 0,
      sentence:
        "the script sent no JSON object: null, where "
        + #"{"type":"loss","step":0,"loss":…} was expected, at step 1 of 20 (rate 1e-5)"#),
    Misbehavior(
      name: "sends an endless line", script: #"greet; begin; rate; put("x" x 100000); get;"#,
      steps: 0,
      sentence:
        "the script sent an endless line: \(String(repeating: "x", count: 80))…, where "
        + #"{"type":"loss","step":0,"loss":…} was expected, at step 1 of 20 (rate 1e-5)"#),
    Misbehavior(
      name: "sends a word for a loss", script: #"greet; begin; rate; answer(0, '"low"'); get;"#,
      steps: 0,
      sentence:
        #"the script sent a message with an unreadable "loss": "#
        + #"{"type":"loss","step":0,"loss":"low"}, where "#
        + #"{"type":"loss","step":0,"loss":…} was expected, at step 1 of 20 (rate 1e-5)"#),
    Misbehavior(
      name: "forgets the step",
      script: #"greet; begin; rate; put('{"type":"loss","loss":1}'); get;"#,
      steps: 0,
      sentence:
        #"the script sent a message without "step": {"type":"loss","loss":1}, where "#
        + #"{"type":"loss","step":0,"loss":…} was expected, at step 1 of 20 (rate 1e-5)"#),
    Misbehavior(
      name: "counts from one", script: "greet; begin; rate; answer(1, 2.5); get;", steps: 0,
      sentence:
        "the script sent the loss of step 1, where "
        + #"{"type":"loss","step":0,"loss":…} was expected, at step 1 of 20 (rate 1e-5)"#),
    Misbehavior(
      name: "sends two losses for a rate",
      script: #"greet; begin; rate; put(qq({"type":"loss","step":0,"loss":1}\n) x 2); get; get;"#,
      steps: 1,
      sentence:
        "the script sent something before it was given a rate, at step 2 of 20 (rate 1.8e-5)"),
    Misbehavior(
      name: "sends a loss for a hello",
      script: """
        $finder = IO::Socket::UNIX->new(Peer => $ENV{LRFINDER_SOCKET}); $finder->autoflush(1);
        answer(0, 1); get;
        """, steps: 0,
      sentence:
        #"the script sent a loss, where {"type":"hello","protocol":1} was expected, "#
        + "before it asked for a learning rate"),
    Misbehavior(
      name: "speaks another protocol",
      script: """
        $finder = IO::Socket::UNIX->new(Peer => $ENV{LRFINDER_SOCKET}); $finder->autoflush(1);
        put('{"type":"hello","protocol":7}'); get;
        """, steps: 0,
      sentence:
        "the script speaks version 7 of the protocol; this lrfinder speaks version 1, "
        + "before it asked for a learning rate"),
    Misbehavior(
      name: "gives up",
      script: #"greet; begin; steps(3); rate; put('{"type":"error","message":"no GPU"}'); get;"#,
      steps: 3, sentence: #"the script gave up with "no GPU" at step 4 of 20 (rate 6.2e-5)"#),
    Misbehavior(
      name: "closes the connection", script: "greet; begin; steps(3); close $finder; sleep 1e6;",
      steps: 3, sentence: "the script closed the connection at step 4 of 20 (rate 6.2e-5)"),
    Misbehavior(
      name: "forks a child that keeps the connection",
      script: "greet; begin; steps(3); if (fork) { exit 4 } else { sleep 1e6 }", steps: 3,
      sentence: "the script exited with status 4 at step 4 of 20 (rate 6.2e-5)"),
    Misbehavior(
      name: "forks a child that leaves the group",
      script: """
        use POSIX; if (!fork) { POSIX::setsid(); sleep 1e6 } greet; begin; steps(3); exit 5;
        """,
      steps: 3, sentence: "the script exited with status 5 at step 4 of 20 (rate 6.2e-5)"),
  ]
}

@Test("A script that does not do its part is named with its step", arguments: Misbehavior.all)
func misbehavingScript(_ misbehavior: Misbehavior) async throws {
  let perl = PerlScript(misbehavior.script)
  var plan = SearchPlan(try Ramp(from: 1e-5, to: 1, steps: 20))
  plan.divergence = Divergence(gains: .infinity)
  var search = Search(plan)
  var sentence: String?
  do {
    _ = try await perl.script(start: misbehavior.start, step: misbehavior.step).run { trainer in
      try search.run(on: trainer)
      try trainer.finish()
    }
  } catch let error as TrainerError {
    sentence = error.description
  }
  #expect(sentence == misbehavior.sentence)
  #expect(search.steps == misbehavior.steps)
  #expect(perl.processes == 0)
}

@Test("A child that survives its script's good end is ended, too")
func survivingChild() async throws {
  let perl = PerlScript("if (!fork) { sleep 1e6 } greet; begin; steps;")
  var search = try Search(SearchPlan(Ramp(from: 1e-5, to: 1, steps: 20)))
  let outcome = try await perl.script().run { trainer in
    try search.run(on: trainer)
    try trainer.finish()
    return search.findings?.curves.first?.outcome
  }.value
  #expect(outcome == .completed)
  #expect(perl.processes == 0)
}

@Test("A file that is no program is an error that says what it lacks")
func fileThatIsNoProgram() async throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "script-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  func sentence(_ path: String) async -> String? {
    await #expect(throws: TrainerError.self) {
      try await TrainingScript(command: [path]).run { _ in }
    }?.description
  }
  let path = folder.appending(path: "train.sh").path()
  try "#!/no/such/shell\n".write(toFile: path, atomically: true, encoding: .utf8)
  #expect(
    await sentence(path)
      == "cannot start '\(path)': it is not executable: 'chmod +x' makes it so, or put its "
      + "interpreter before it")
  try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
  #expect(
    await sentence(path)
      == "cannot start '\(path)': the interpreter that its first line names is not there")
  #expect(
    await sentence(folder.path())
      == "cannot start '\(folder.path())': it is a folder, expected a program")
}

@Test("A program that is not there is an error", arguments: ["lrfinder-no-such", "./no/such"])
func unknownProgram(_ name: String) async throws {
  let error = await #expect(throws: TrainerError.self) {
    try await TrainingScript(command: [name]).run { _ in }
  }
  #expect(error?.description == "cannot start '\(name)': there is no such program")
}
