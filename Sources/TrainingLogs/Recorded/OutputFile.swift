#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// A new file that grows, without a buffer: what was written is on its way to the disk.
struct OutputFile: ~Copyable {
  private let path: String
  private var descriptor: Int32

  /// Creates the file.
  ///
  /// - Parameter path: The file, in a folder that exists.
  /// - Throws: `LogError` with the system's reason; also where there is a file already.
  init(creating path: String) throws(LogError) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.failure("create", path) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Writes all of the bytes.
  ///
  /// - Throws: `LogError` with the system's reason, such as a full disk.
  func write(_ bytes: [UInt8]) throws(LogError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { writeSome(descriptor, $0) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Self.failure("write to", path) }
      rest = rest.dropFirst(count)
    }
  }

  /// Puts other bytes in the place of all that was written.
  ///
  /// They are written under another name first: a crash leaves what was there, or the new, whole.
  ///
  /// - Throws: `LogError` with the system's reason; then the file is as it was.
  mutating func rewrite(_ bytes: [UInt8]) throws(LogError) {
    let name = path + ".new"
    var file = try OutputFile(creating: name)
    do throws(LogError) {
      try file.write(bytes)
      guard fsync(file.descriptor) == 0 else { throw Self.failure("write to", name) }
      guard rename(name, path) == 0 else { throw Self.failure("replace", path) }
    } catch {
      unlink(name)
      throw error
    }
    swap(&descriptor, &file.descriptor)
  }

  private static func failure(_ verb: String, _ path: String) -> LogError {
    LogError("cannot \(verb) \(path): \(String(cString: strerror(errno)))")
  }
}

/// The system's `write`, which a method of this name would hide.
private func writeSome(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(descriptor, bytes.baseAddress, bytes.count)
}
