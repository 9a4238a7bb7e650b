/// Why a file could not be read.
public enum FileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is nothing at the path.
  case missing(path: String)
  /// Something is there, but the system would not let it be read, for this reason.
  case unreadable(path: String, reason: String)
  /// The gzip data is truncated or damaged at a byte, counted after decompression.
  case damaged(path: String, byte: Int, reason: String)
  /// There was no memory for so many bytes.
  case outOfMemory(byteCount: Int)

  /// One line: which file, where in it, and why.
  public var description: String {
    switch self {
    case .missing(let path): "\(path): no such file or folder"
    case .unreadable(let path, let reason): "\(path): \(reason)"
    case .damaged(let path, let byte, let reason): "\(path): byte \(byte): \(reason)"
    case .outOfMemory(let byteCount): "not enough memory for \(byteCount) bytes"
    }
  }
}
