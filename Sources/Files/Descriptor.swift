#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// Opens files in the system's way.
enum Descriptor {
  /// How long a pipe may go without a writer, in seconds.
  private static let patience = 3

  /// Opens what can be read, without waiting for the other end of a pipe for ever.
  ///
  /// - Parameter path: A file, a pipe or a device.
  /// - Returns: The descriptor, which the caller closes.
  /// - Throws: A ``FileError`` when it is missing, a folder, must not be read, or is a pipe that
  ///   nobody writes to.
  static func forReading(_ path: String) throws(FileError) -> Int32 {
    // To open a pipe without a writer would wait until there is one.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw errno == ENOENT
        ? .missing(path: path) : .unreadable(path: path, reason: systemMessage(errno))
    }
    var status = stat()
    var reason: String?
    if fstat(descriptor, &status) != 0 {
      reason = systemMessage(errno)
    } else if status.st_mode & S_IFMT == S_IFDIR {
      reason = "is a folder, expected a file"
    } else if status.st_mode & S_IFMT == S_IFIFO, !hasWriter(descriptor) {
      reason = "is a pipe that nobody wrote to within \(patience) seconds"
    }
    if let reason {
      close(descriptor)
      throw .unreadable(path: path, reason: reason)
    }
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
    return descriptor
  }

  /// Whether somebody holds the other end of a pipe, or has written to it.
  private static func hasWriter(_ pipe: Int32) -> Bool {
    var awaited = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
    if poll(&awaited, 1, Int32(1000 * patience)) != 0 { return true }
    // Where there is a writer that has nothing to say yet, a read would have to wait.
    var byte: UInt8 = 0
    return read(pipe, &byte, 1) < 0 && errno == EAGAIN
  }
}

/// What the system says about an error number.
///
/// - Parameter code: The number, as `errno` has it.
/// - Returns: The system's words.
public func systemMessage(_ code: Int32) -> String {
  strerror(code).map { String(cString: $0) } ?? "system error \(code)"
}
