internal import Foundation

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// A connected socket that carries lines.
///
/// Reading and writing block the thread: a round trip takes two system calls a side, and no
/// scheduler of tasks in between.
final class LineConnection {
  /// What comes of waiting for a line.
  enum Reception {
    /// A line, without its newline.
    case line(Data)
    /// The other end has closed the connection, or is gone.
    case closed
    /// Nothing came in time.
    case timedOut
    /// The line is longer than any message.
    case tooLong(Data)
    /// The caller did not want to wait any more.
    case cancelled
  }

  /// Why a caller does not want to wait any more.
  enum Patience {
    /// It does.
    case patient
    /// The other end is gone: what it sent before is read, and no more.
    case orphaned
    /// It has something better to do.
    case cancelled
  }

  private let descriptor: Int32
  private var pending: [UInt8] = []
  private var chunk = [UInt8](repeating: 0, count: 4096)

  /// Takes over a connected socket.
  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    closeOnExec(descriptor)
    #if canImport(Darwin)
      var on: Int32 = 1
      setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
    #endif
  }

  deinit { close(descriptor) }

  /// Sends a line.
  ///
  /// - Returns: Whether the other end still takes lines.
  func send(_ line: Data) -> Bool {
    #if canImport(Darwin)
      let flags: Int32 = 0
    #else
      let flags = Int32(MSG_NOSIGNAL)
    #endif
    return line.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = Foundation.send(
          descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count, flags)
        if count < 0 && errno == EINTR { continue }
        guard count > 0 else { return false }
        rest = rest.dropFirst(count)
      }
      return true
    }
  }

  /// Waits for the next line.
  ///
  /// - Parameters:
  ///   - timeout: How long to wait at most.
  ///   - patience: Is asked a few times a second whether to go on waiting.
  /// - Returns: The line, or why there is none.
  func receive(within timeout: Duration, _ patience: () -> Patience) -> Reception {
    let deadline = ContinuousClock.now + timeout
    while true {
      if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        defer { pending.removeSubrange(...end) }
        return .line(Data(pending[..<end]))
      }
      if pending.count > TrainerProtocol.longestLine { return .tooLong(Data(pending)) }
      let left = deadline - ContinuousClock.now
      if !isReadable(descriptor, within: max(.zero, min(left, .milliseconds(100)))) {
        switch patience() {
        case .cancelled: return .cancelled
        case .orphaned where !isReadable(descriptor, within: .zero): return .closed
        case .orphaned: break
        case .patient where left <= .zero: return .timedOut
        case .patient: continue
        }
      }
      guard read() else { return .closed }
    }
  }

  /// Whether the other end has sent something that nobody has read.
  var hasInput: Bool {
    if !pending.isEmpty { return true }
    var byte: UInt8 = 0
    // Peeking tells a byte from the end of the connection, which is found out when a line is due.
    return recv(descriptor, &byte, 1, Int32(MSG_PEEK | MSG_DONTWAIT)) > 0
  }

  /// Reads what is there.
  ///
  /// - Returns: Whether there is more to come.
  private func read() -> Bool {
    let count = chunk.withUnsafeMutableBytes { bytes in
      recv(descriptor, bytes.baseAddress, bytes.count, 0)
    }
    if count < 0 { return errno == EINTR || errno == EAGAIN }
    pending += chunk[..<count]
    return count > 0
  }
}
