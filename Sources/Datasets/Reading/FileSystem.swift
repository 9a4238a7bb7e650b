import Files

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The few questions to the file system that need no Foundation.
enum FileSystem {
  /// Whether a path is a file that is no folder; links are followed.
  static func isFile(_ path: String) -> Bool {
    guard let type = type(of: path) else { return false }
    return type != S_IFDIR
  }

  /// Whether a path is a folder; links are followed.
  static func isFolder(_ path: String) -> Bool { type(of: path) == S_IFDIR }

  private static func type(of path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }

  /// Why a file or folder that is there cannot be read, in the system's words; nil where it can, and
  /// where there is none.
  static func obstacle(to path: String) -> String? {
    var status = stat()
    if stat(path, &status) != 0 {
      return errno == ENOENT || errno == ENOTDIR ? nil : systemMessage(errno)
    }
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    return access(path, isFolder ? R_OK | X_OK : R_OK) == 0 ? nil : systemMessage(errno)
  }

  /// The names of what is in a folder, sorted, without hidden ones; empty where it cannot be read.
  static func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  /// The size of a file in bytes, 0 where there is none.
  static func size(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Makes a folder with those above it.
  ///
  /// - Throws: A ``DatasetError`` when the system refuses.
  static func makeFolder(_ path: String) throws(DatasetError) {
    if isFolder(path) || path.isEmpty { return }
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      try makeFolder(String(path[..<slash]))
    }
    guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
      throw .unreadable(path, "cannot make this folder (\(systemMessage(errno)))")
    }
  }

  /// Gives a file its final name, replacing what had it.
  ///
  /// - Throws: A ``DatasetError`` when the system refuses.
  static func move(_ path: String, to final: String) throws(DatasetError) {
    guard rename(path, final) == 0 else {
      throw .unreadable(final, "cannot be written (\(systemMessage(errno)))")
    }
  }

  /// Removes a file if it is there.
  static func remove(_ path: String) { unlink(path) }

  /// The last part of a path.
  static func lastComponent(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}

extension FileSystem {
  /// Removes a folder with all that is in it, links not followed.
  static func removeFolder(_ path: String) {
    guard let folder = opendir(path) else { return }
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name == "." || name == ".." { continue }
      let inner = "\(path)/\(name)"
      var status = stat()
      if lstat(inner, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
        removeFolder(inner)
      } else {
        unlink(inner)
      }
    }
    closedir(folder)
    rmdir(path)
  }
}
