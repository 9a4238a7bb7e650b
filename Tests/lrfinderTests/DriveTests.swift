import Foundation
import Testing

@Suite struct DriveTests {
  /// A client in Perl whose losses are a bowl in the logarithm of the rate; `$fail->()` is called
  /// before the sixth answer, and `held` comes after the loss.
  private static func perl(_ fail: String = "", held: String = "") -> [String] {
    let script = #"""
      use IO::Socket::UNIX;
      my $finder = IO::Socket::UNIX->new(Peer => $ENV{LRFINDER_SOCKET}) or die; my $fail = sub { FAIL };
      $finder->autoflush(1); print $finder qq({"type":"hello","protocol":1}\n); print "its own\n";
      while (my $line = <$finder>) {
        if ($line =~ /"stop"/) { last if $line !~ /"run",/ }
        my ($rate, $step) = $line =~ /"learning_rate":([^,}]+).*"step":(\d+)/ or next;
        my $d = log($rate) / log(10) + 1;
        my $loss = 0.1 + ($d > 0 ? 10 ** $d - 1 : -$d) / 4;
        $fail->() if $step == 5; my $held = HELD;
        print $finder qq({"type":"loss","step":$step,"loss":$loss$held}\n);
      }
      """#
    return [
      "--", "perl", "-e",
      script.replacing("FAIL", with: fail).replacing("HELD", with: held.isEmpty ? "''" : held),
    ]
  }

  @Test func findsARate() throws {
    let scratch = try Scratch()
    let run = try Command.run(["drive", "--rate-only"] + Self.perl(), in: scratch.url)
    #expect(run.status == 0)
    // Nothing but the rate: what the script prints itself goes to standard error.
    let rate = try #require(Double(run.output.trimmingCharacters(in: .newlines)))
    #expect((0.001...0.1).contains(rate))
    #expect(run.errors.contains("its own\n"))
    let kept = try Set(
      FileManager.default.contentsOfDirectory(atPath: scratch.url.path() + "runs/drive-1"))
    #expect(kept.isSuperset(of: ["curve.csv", "result.json", "settings.json"]))
  }

  @Test func aScriptsOutputStaysItsOwn() throws {
    let run = try Command.run(["drive", "--quiet"] + Self.perl())
    #expect(run.output.hasPrefix("its own\n"))
    #expect(run.output.contains("learning rate"))
  }

  @Test(arguments: [[], ["--keep-alive"]])
  func severalRuns(options: [String]) throws {
    let scratch = try Scratch()
    let run = try Command.run(
      ["drive", "--runs", "3", "--json"] + options + Self.perl(), in: scratch.url)
    #expect(run.status == 0)
    let document = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    #expect((document?["runs"] as? [Any])?.count == 3)
  }

  /// What a script measures at every tenth step, from the fifth one on.
  private static let held = #"$step % 10 == 4 ? ',"validation_loss":2.5' : ''"#

  @Test func keepsAndDrawsValidationLosses() throws {
    let scratch = try Scratch()
    let run = try Command.run(
      ["drive", "--json", "--out", "kept"] + Self.perl(held: Self.held), in: scratch.url)
    #expect(run.status == 0)
    struct Document: Decodable {
      struct Columns: Decodable { let step: [Int], validation_loss: [Double?]? }
      let curve: Columns
    }
    let curve = try JSONDecoder().decode(Document.self, from: Data(run.output.utf8)).curve
    #expect(curve.validation_loss == curve.step.map { $0 % 10 == 4 ? 2.5 : nil })
    func kept(_ name: String) throws -> String {
      try String(contentsOf: scratch.url.appending(path: "kept/\(name)"), encoding: .utf8)
    }
    let rows = try kept("curve.csv").split(separator: "\n")
    #expect(rows[0] == "step,learning_rate,loss,validation_loss")
    #expect(rows.count == curve.step.count + 1)
    for (row, loss) in zip(rows.dropFirst(), curve.validation_loss ?? []) {
      #expect(row.hasSuffix(loss.map { ",\($0)" } ?? ","))
    }
    #expect(try kept("report.html").contains("validation"))
    let without = try Command.run(["drive"] + Self.perl(), in: scratch.url)
    #expect(!without.output.contains("validation"))
    let plain = scratch.url.appending(path: "runs/drive-1/report.html")
    #expect(try !String(contentsOf: plain, encoding: .utf8).contains("validation"))
  }

  @Test func aScriptThatFailsAfterAValidationLossLosesNoStep() throws {
    let scratch = try Scratch()
    let run = try Command.run(
      ["drive", "--out", "kept"] + Self.perl("kill 9, $$; sleep 9", held: Self.held),
      in: scratch.url)
    #expect(run.status == 1)
    let rows = try String(
      contentsOf: scratch.url.appending(path: "kept/curve.csv"), encoding: .utf8
    ).split(separator: "\n")
    #expect(rows.count == 6)
    #expect(rows.dropFirst().dropLast().allSatisfy { $0.hasSuffix(",") })
    #expect(rows[5].hasSuffix(",2.5"))
  }

  @Test(arguments: [
    ("exit 3", "the script exited with status 3 at step 6 of 100 (rate 2.5e-7)"),
    (
      "kill 9, $$; sleep 9",
      "the script was killed by signal 9 (SIGKILL) at step 6 of 100 (rate 2.5e-7)"
    ),
    (
      "sleep 1e6",
      "the script did not answer within 1 s at step 6 of 100 (rate 2.5e-7); --timeout gives it more time"
    ),
    ("close $finder; sleep 1e6", "the script closed the connection at step 6 of 100 (rate 2.5e-7)"),
  ])
  func keepsTheCurveOfAScriptThatFails(deed: String, sentence: String) throws {
    let scratch = try Scratch()
    let run = try Command.run(["drive", "--timeout", "1"] + Self.perl(deed), in: scratch.url)
    #expect(run.status == 1)
    let line = "lrfinder: \(sentence); the 5 steps that were made are in runs/drive-1\n"
    #expect(run.errors.hasSuffix(line))
    let curve = try String(
      contentsOf: scratch.url.appending(path: "runs/drive-1/curve.csv"), encoding: .utf8)
    #expect(curve.split(separator: "\n").count == 6)
  }

  @Test func eachOptimizerHasItsAnswer() throws {
    let optimizers = [
      "--optimizer", "critic=0.1", "--optimizer", "generator=0.2", "--loss", "loss",
    ]
    let run = try Command.run(["drive", "--rate-only"] + optimizers + Self.perl())
    #expect(run.status == 0)
    #expect(run.output.contains(/^critic 0\.0\d+\ngenerator 0\.0\d+\n$/))
  }

  /// The losses do not depend on the step, so that the best rate is the bowl's bottom, 0.1.
  @Test(arguments: [[], ["--keep-alive"]])
  func verifiesTheRate(options: [String]) throws {
    let scratch = try Scratch()
    let run = try Command.run(
      ["drive", "--verify", "--json", "--out", "kept"] + options + Self.perl(), in: scratch.url)
    #expect(run.status == 0)
    let document = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    let verified = try #require(document?["verified"] as? [String: Any])
    let rate = try #require(verified["rate"] as? Double)
    #expect(abs(log10(rate) + 1) < 0.3)
    #expect(try #require(verified["steps"] as? Int) <= 900)
    let trials = try String(
      contentsOf: scratch.url.appending(path: "kept/trials.csv"), encoding: .utf8)
    #expect(trials.split(separator: "\n").count >= 4)
    if !options.isEmpty { #expect(run.errors.contains("learning rate \(brief(rate)); the script")) }
  }

  /// Two significant digits, as messages have them.
  private func brief(_ rate: Double) -> String {
    String(format: "%.2g", rate)
  }

  @Test func adaptsAndWritesTensorBoardFilesAsFindDoes() throws {
    let scratch = try Scratch()
    let run = try Command.run(
      ["drive", "--to", "1e-3", "--tensorboard", "board", "--quiet", "--out", "kept"]
        + Self.perl(), in: scratch.url)
    #expect(run.status == 0)
    #expect(try scratch.contents() == ["board", "kept"])
    let kept = scratch.url.appending(path: "kept").path()
    #expect(try FileManager.default.contentsOfDirectory(atPath: kept).contains("attempt-2"))
    let board = scratch.url.appending(path: "board/kept").path()
    #expect(try !FileManager.default.contentsOfDirectory(atPath: board).isEmpty)
    let stays = try Command.run(["drive", "--to", "1e-3", "--no-adapt"] + Self.perl())
    #expect(stays.output.contains("never-diverged: "))
  }

  @Test func interruptedItEndsTheScript() throws {
    let scratch = try Scratch()
    let run = try Command.run(
      ["drive"] + Self.perl("open my $file, '>', 'asleep'; sleep 1e6"), in: scratch.url,
      interruptedOnce: { scratch.has("asleep") })
    #expect(run.status == 1)
    #expect(run.errors.hasSuffix("interrupted; the 5 steps that were made are in runs/drive-1\n"))
  }

  @Test(arguments: [
    (["drive"], "name the script after '--', as in: lrfinder drive -- python train.py"),
    (["drive", "--steps", "epoch", "--", "true"], "only the script knows how long an epoch is"),
    (["drive", "--timeout", "0", "--", "true"], "--timeout must be above 0"),
    (["drive", "--optimizer", "critic=1", "--", "true"], "a script with one needs none"),
    (["drive", "--optimizer", "critic", "--", "true"], "as in critic=1e-4"),
    (["drive", "--groups", "1,0", "--", "true"], "expected numbers above 0"),
  ])
  func wrongUsage(arguments: [String], message: String) throws {
    let scratch = try Scratch()
    let run = try Command.run(arguments, in: scratch.url)
    #expect(run.status == 2)
    #expect(run.errors.contains(message))
    #expect(try scratch.contents() == [])
  }
}
