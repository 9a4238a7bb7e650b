import Foundation
import TrainerLink

/// A training script in Perl, which every system has: a client of a few lines, and what the test
/// wants it to do.
struct PerlScript {
  /// What marks its processes, and no others.
  let token = "lrfinder-test-\(UUID().uuidString)"
  private let body: String

  init(_ body: String) { self.body = body }

  var command: [String] { ["perl", "-e", Self.client + body, token] }

  func script(
    start: Duration = .seconds(60), step: Duration = .seconds(60)
  ) -> TrainingScript {
    TrainingScript(
      command: command, timeouts: .init(start: start, step: step), standardOutput: .standardError)
  }

  /// How many processes there are that the script has started, itself among them.
  var processes: Int {
    let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return numbers.filter { number in
      guard Int(number) != nil,
        let command = FileManager.default.contents(atPath: "/proc/\(number)/cmdline")
      else { return false }
      return command.firstRange(of: Data(token.utf8)) != nil
    }.count
  }

  private static let client = #"""
    use strict; use warnings; use IO::Socket::UNIX;
    my $finder;
    sub put { print $finder "$_[0]\n" }
    sub get { my $line = <$finder>; defined $line or exit; $line }
    sub greet {
      $finder = IO::Socket::UNIX->new(Peer => $ENV{LRFINDER_SOCKET}) or die "no finder: $!";
      $finder->autoflush(1);
      put('{"type":"hello","protocol":1}');
      get();
    }
    sub begin { get() =~ /"run":(\d+),"seed":(\d+),"steps":/ or die "no start"; ($1, $2) }
    sub rate { get() =~ /"learning_rate":([^,}]+).*"step":(\d+)/ ? ($1, $2) : () }
    sub answer { put(qq({"type":"loss","step":$_[0],"loss":$_[1]})) }
    # Follows the finder until it says stop, or for so many steps.
    sub steps {
      my $limit = shift // 1e9;
      while ($limit-- > 0) { my ($rate, $step) = rate() or return; answer($step, loss($rate)) }
    }
    # A bowl in the logarithm of the rate.
    sub loss { my $d = log($_[0]) / log(10) + 1; 0.1 + ($d > 0 ? 10 ** $d - 1 : -$d) / 4 }

    """#
}
