// The C library: sockets and signals, for which neither Foundation nor Subprocess has calls.
#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// The system's words for the latest failed call.
func systemReason() -> String { String(cString: strerror(errno)) }

/// Keeps a descriptor out of programs that are started.
func closeOnExec(_ descriptor: Int32) {
  _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
}

/// Waits until there is something to read or the other end is closed.
///
/// - Returns: Whether there is, within the time.
func isReadable(_ descriptor: Int32, within duration: Duration) -> Bool {
  var waited = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
  return poll(&waited, 1, Int32(max(0, duration.milliseconds.rounded(.up)))) > 0
}

/// Lets the thread sleep.
func sleep(_ duration: Duration) { usleep(UInt32(duration.milliseconds * 1000)) }

extension Duration {
  /// The duration in milliseconds.
  fileprivate var milliseconds: Double {
    Double(components.seconds) * 1e3 + Double(components.attoseconds) * 1e-15
  }

  /// The duration in seconds, as people write it.
  var inSeconds: String {
    let seconds = Double(components.seconds) + Double(components.attoseconds) * 1e-18
    return seconds == seconds.rounded() ? "\(Int(seconds)) s" : "\(seconds) s"
  }
}

/// The name of a signal in brackets, such as ` (SIGKILL)`, where it has a common one.
func signalName(_ number: Int32) -> String {
  let names: [Int32: String] = [
    SIGHUP: "SIGHUP", SIGINT: "SIGINT", SIGQUIT: "SIGQUIT", SIGILL: "SIGILL", SIGABRT: "SIGABRT",
    SIGBUS: "SIGBUS", SIGFPE: "SIGFPE", SIGKILL: "SIGKILL", SIGSEGV: "SIGSEGV",
    SIGPIPE: "SIGPIPE", SIGTERM: "SIGTERM",
  ]
  return names[number].map { " (\($0))" } ?? ""
}
