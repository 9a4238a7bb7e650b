internal import Foundation

#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// A Unix socket in a folder of its own, which only its owner can enter.
final class SocketListener {
  /// Where the socket is.
  let path: String
  private let folder: String
  private let descriptor: Int32

  /// Makes the folder and the socket.
  ///
  /// - Throws: `TrainerError` with the system's reason.
  init() throws(TrainerError) {
    folder = try Self.makeFolder()
    path = folder + "/socket"
    #if canImport(Darwin)
      descriptor = socket(AF_UNIX, SOCK_STREAM, 0)
    #else
      descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    guard descriptor >= 0 else { throw .cannotListen(systemReason()) }
    closeOnExec(descriptor)
    var address = Self.address(path)
    let size = socklen_t(MemoryLayout<sockaddr_un>.size)
    let isBound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) == 0 }
    }
    // The folder is closed to others from its beginning, so nobody can come before the mode is set.
    guard isBound, chmod(path, 0o600) == 0, listen(descriptor, 4) == 0 else {
      throw .cannotListen(systemReason())
    }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    unlink(path)
    rmdir(folder)
  }

  /// Takes the next connection.
  ///
  /// - Parameter duration: How long to wait at most.
  /// - Returns: The connection, or nil where nobody came in time.
  func accept(within duration: Duration) -> LineConnection? {
    guard isReadable(descriptor, within: duration) else { return nil }
    let connected = Foundation.accept(descriptor, nil, nil)
    return connected >= 0 ? LineConnection(connected) : nil
  }

  /// A new folder with the mode 0700 in the folder for temporary files, or in `/tmp` where a
  /// socket's path, which has room for about a hundred bytes, would be too long.
  private static func makeFolder() throws(TrainerError) -> String {
    let temporary = FileManager.default.temporaryDirectory.path(percentEncoded: false)
    let room = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1
    let name = "lrfinder-XXXXXX"
    let parent = temporary.hasSuffix("/") ? temporary : temporary + "/"
    let fits = parent.utf8.count + name.utf8.count + "/socket".utf8.count <= room
    var template = Array(((fits ? parent : "/tmp/") + name).utf8CString)
    guard mkdtemp(&template) != nil else { throw .cannotListen(systemReason()) }
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private static func address(_ path: String) -> sockaddr_un {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    return address
  }
}
