@preconcurrency internal import Dispatch
internal import Synchronization

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Whether somebody pressed Ctrl-C, or asked the process to end.
///
/// While it lives, SIGINT and SIGTERM no longer end the process: the loop that asks `isRequested`
/// ends it in good order. A second signal ends the process at once.
public final class Interrupt: Sendable {
  private let requests = Atomic<Int>(0)
  private let sources: [any DispatchSourceSignal]

  /// Starts to listen.
  public init() {
    let queue = DispatchQueue(label: "interrupt")
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      return DispatchSource.makeSignalSource(signal: number, queue: queue)
    }
    for source in sources {
      source.setEventHandler { [weak self] in
        guard let self else { return }
        if requests.add(1, ordering: .relaxed).newValue > 1 { _exit(130) }
      }
      source.resume()
    }
  }

  deinit {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }

  /// Does what a signal does.
  func request() { requests.add(1, ordering: .relaxed) }

  /// Whether a signal came.
  public var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }
}
