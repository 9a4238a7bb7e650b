internal import Files

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Read-only memory that holds examples, allocated and filled once.
///
/// It is freed when the last reference to it goes, so a tensor that borrows `bytes` must keep the
/// `ExampleMemory` alive. Nothing writes to the bytes after the initializer has returned, which is
/// what makes sharing them between threads safe.
public final class ExampleMemory: @unchecked Sendable {
  /// The bytes, aligned to at least 64 (a view made by ``view(from:byteCount:)`` only to its offset).
  public let bytes: UnsafeRawBufferPointer

  /// The memory that this one is a part of, or nil where this one owns its bytes.
  private let whole: ExampleMemory?

  /// Allocates memory and lets a closure fill all of it.
  ///
  /// - Parameters:
  ///   - byteCount: The size, 0 or more.
  ///   - fill: Called once with the memory, whose contents are undefined before.
  /// - Throws: A ``DatasetError`` when there is not that much memory, or what `fill` throws.
  public init(
    byteCount: Int, filledBy fill: (UnsafeMutableRawBufferPointer) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    precondition(byteCount >= 0, "a size in bytes cannot be negative")
    guard let address = Self.allocate(byteCount) else { throw .outOfMemory(byteCount: byteCount) }
    do {
      try fill(UnsafeMutableRawBufferPointer(start: address, count: byteCount))
    } catch {
      free(address)
      throw error
    }
    bytes = UnsafeRawBufferPointer(start: address, count: byteCount)
    whole = nil
  }

  /// Memory for at least one byte, on huge pages where it is large and the system has them.
  ///
  /// A shuffled batch touches as many pages as it has examples; with small ones the processor
  /// spends more time on finding each page than on reading the example.
  private static func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer? {
    let hugePage = 1 << 21
    // The system promises more than it has, and ends the process that comes to use it.
    guard byteCount < 1 << 26 || byteCount <= SystemMemory.available else { return nil }
    let isLarge = byteCount >= 2 * hugePage
    var address: UnsafeMutableRawPointer?
    guard posix_memalign(&address, isLarge ? hugePage : 64, max(byteCount, 1)) == 0 else {
      return nil
    }
    #if os(Linux)
      if isLarge { madvise(address, byteCount, MADV_HUGEPAGE) }
    #endif
    return address
  }

  private init(whole: ExampleMemory, bytes: UnsafeRawBufferPointer) {
    self.whole = whole
    self.bytes = bytes
  }

  deinit {
    if whole == nil { free(UnsafeMutableRawPointer(mutating: bytes.baseAddress)) }
  }

  /// A part of this memory, without a copy; it keeps the whole alive.
  ///
  /// - Parameters:
  ///   - offset: Where the part begins, in bytes from the beginning of this memory.
  ///   - byteCount: Its size.
  /// - Returns: The part, which must lie inside this memory.
  public func view(from offset: Int, byteCount: Int) -> ExampleMemory {
    ExampleMemory(
      whole: whole ?? self,
      bytes: UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + byteCount)]))
  }
}
