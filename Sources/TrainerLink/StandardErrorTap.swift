internal import Foundation
internal import Synchronization

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Passes a script's standard error on as it comes, and keeps its end for a message.
///
/// A thread of its own does it: the one that waits for the script's answers blocks.
final class StandardErrorTap: Sendable {
  private static let kept = 8192

  /// Where the script writes; whoever starts the script closes it.
  let writeEnd: Int32
  private let tail = Mutex<[UInt8]>([])
  private let isOver = DispatchSemaphore(value: 0)

  /// Starts to listen.
  ///
  /// - Parameter destination: The descriptor to pass everything on to.
  /// - Throws: `TrainerError` where the system has no pipe left.
  init(to destination: Int32 = STDERR_FILENO) throws(TrainerError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .cannotListen(systemReason()) }
    ends.forEach(closeOnExec)
    writeEnd = ends[1]
    let readEnd = ends[0]
    Thread.detachNewThread { self.pass(from: readEnd, to: destination) }
  }

  /// Waits until everything has been passed on.
  func finish() { _ = isOver.wait(timeout: .now() + .seconds(1)) }

  /// The last lines that are not empty, without what moves a terminal's cursor.
  ///
  /// - Parameter count: How many at most.
  /// - Returns: Lines of at most 200 characters.
  func lastLines(_ count: Int = 3) -> [String] {
    let text = String(decoding: tail.withLock { $0 }, as: UTF8.self)
    return text.replacing(/\u{1B}\[[0-9;?]*[A-Za-z]/, with: "")
      .split { $0.isNewline || $0 == "\r" }
      .map { $0.trimmingCharacters(in: .whitespaces.union(.controlCharacters)) }
      .filter { !$0.isEmpty }.suffix(count).map { String($0.prefix(200)) }
  }

  private func pass(from source: Int32, to destination: Int32) {
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(source, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { break }
      // Whether anybody reads it is not the script's concern: an error here changes nothing.
      _ = write(destination, chunk, count)
      tail.withLock { tail in
        tail += chunk[..<count]
        if tail.count > 2 * Self.kept { tail.removeFirst(tail.count - Self.kept) }
      }
    }
    close(source)
    isOver.signal()
  }
}
