internal import CTorch

/// Why an operation was refused, in one line.
///
/// The message is the first line of libtorch's own, such as "mm: mat1 and mat2 shapes cannot
/// be multiplied (2x3 and 4x5)", or was written in the same manner here.
public struct TorchError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong, in one line.
  public let message: String

  /// An error with a message of one line.
  public init(_ message: String) { self.message = message }

  /// The message.
  public var description: String { message }

  /// The last failure in libtorch on this thread.
  static var last: TorchError { TorchError(String(cString: ct_last_error())) }
}

/// Throws what libtorch complained about, if `status` says that it did.
@inline(__always)
func check(_ status: Int32) throws(TorchError) {
  if status != 0 { throw .last }
}
