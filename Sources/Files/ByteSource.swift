/// Bytes that are read once, from beginning to end: a file, or a member of an archive.
public protocol ByteSource: AnyObject {
  /// What messages call it: the path as it was given, and the member behind a colon.
  var path: String { get }
  /// The bytes that were read so far, after decompression.
  var position: Int { get }
  /// The bytes that are to be had, before decompression; nil for a pipe or device, which do not
  /// tell.
  var knownSize: Int? { get }
  /// Whether ``knownSize`` counts bytes that become more when they are read.
  var isCompressed: Bool { get }

  /// Reads the next bytes.
  ///
  /// What is sound before damaged data is returned; only the call after that throws.
  ///
  /// - Parameter buffer: Where the bytes go, not empty.
  /// - Returns: How many bytes there were: less than the buffer holds only before the end or
  ///   damage, and 0 only at the end.
  /// - Throws: A ``FileError`` when the data cannot be read or is damaged.
  func read(_ buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int
}
