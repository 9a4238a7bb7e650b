internal import Files

extension InputFile {
  /// Opens a log.
  ///
  /// - Throws: `LogError` with the reason.
  convenience init(log path: String) throws(LogError) {
    do { try self.init(path: path) } catch {
      if case .missing = error { throw LogError("\(path): no such file") }
      throw LogError("\(error)")
    }
    guard isRegular else {
      throw LogError(
        "\(path): is a pipe or a device; a log is read more than once: save it to a file first")
    }
  }

  /// Reads what is left of the file into memory.
  ///
  /// - Throws: `LogError` where it is damaged.
  func readWhole() throws(LogError) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let result = chunk.withUnsafeMutableBytes { buffer in
        Result { () throws(FileError) in try read(buffer) }
      }
      switch result {
      case .success(0): return bytes
      case .success(let count): bytes += chunk[..<count]
      case .failure(let error): throw LogError("\(error)")
      }
    }
  }
}
