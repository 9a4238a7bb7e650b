internal import Foundation

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// A started script with all the processes that it starts itself.
///
/// The script leads a process group of its own. It must not have been waited for yet: until then
/// its number belongs to nobody else.
struct ProcessTree {
  /// The script's process, which leads the group.
  let leader: pid_t
  /// What is in the environment of all its processes, and of no other.
  let mark: String

  /// Whether the script's own process has ended.
  var leaderHasExited: Bool {
    var information = siginfo_t()
    // WNOWAIT: whoever started the process still has to wait for it.
    let result = waitid(P_PID, id_t(leader), &information, WEXITED | WNOHANG | WNOWAIT)
    return result != 0 || information.si_signo != 0
  }

  /// Waits until the script's own process has ended.
  ///
  /// - Parameters:
  ///   - duration: How long to wait at most; nil for as long as it takes.
  ///   - isCancelled: Is asked a few times a second whether to stop waiting.
  /// - Returns: Whether it has ended.
  func waitForLeader(_ duration: Duration?, unless isCancelled: () -> Bool = { false }) -> Bool {
    let start = ContinuousClock.now
    var pause = Duration.milliseconds(1)
    while !leaderHasExited {
      if let duration, ContinuousClock.now - start >= duration { return false }
      if isCancelled() { return false }
      sleep(pause)
      pause = min(pause * 2, .milliseconds(100))
    }
    return true
  }

  /// Ends the script and whatever it started: asks first, and kills after two seconds.
  func end() {
    if !leaderHasExited {
      kill(-leader, SIGTERM)
      // A stopped process hears nothing but this and SIGKILL.
      kill(-leader, SIGCONT)
      _ = waitForLeader(.seconds(2))
    }
    kill(-leader, SIGKILL)
    for straggler in stragglers() { kill(straggler, SIGKILL) }
    _ = waitForLeader(.seconds(10))
  }

  /// The processes that have left the group (by `setsid`, as daemons do), found by their
  /// environment; only Linux shows it.
  private func stragglers() -> [pid_t] {
    #if os(Linux)
      let mark = Data(mark.utf8)
      let numbers = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
      return numbers.compactMap { pid_t($0) }.filter { number in
        let environment = FileManager.default.contents(atPath: "/proc/\(number)/environ")
        return number != getpid() && environment?.firstRange(of: mark) != nil
      }
    #else
      return []
    #endif
  }
}
