/// `count` examples of one shape and element type: contiguous, row-major, in memory once.
public struct ExampleArray: Sendable {
  /// What one number of an example is stored as.
  public enum Element: Sendable, Hashable {
    /// Bytes, as images are published.
    case uint8
    /// 64-bit integers: class labels and characters.
    case int64
    /// 32-bit floating point: measured quantities.
    case float32

    /// The bytes that one number takes: 1, 8 or 4.
    public var size: Int {
      switch self {
      case .uint8: 1
      case .int64: 8
      case .float32: 4
      }
    }
  }

  /// The numbers of all examples, one example after another.
  public let memory: ExampleMemory
  /// The type of the numbers.
  public let element: Element
  /// The number of examples.
  public let count: Int
  /// The shape of one example: `[1, 28, 28]` for an image, `[30]` for features, `[]` for a label.
  public let shape: [Int]

  /// Describes memory as examples.
  ///
  /// - Parameters:
  ///   - memory: Exactly `count` examples of `shape`, in the machine's byte order.
  ///   - element: The type of the numbers in it.
  ///   - count: The number of examples.
  ///   - shape: The shape of one example; empty for one number per example.
  public init(memory: ExampleMemory, element: Element, count: Int, shape: [Int]) {
    precondition(
      memory.bytes.count == count * shape.reduce(1, *) * element.size,
      "\(count) examples of shape \(shape) do not take \(memory.bytes.count) bytes")
    self.memory = memory
    self.element = element
    self.count = count
    self.shape = shape
  }

  /// The numbers in one example: the product of its shape, 1 for a label.
  public var numbersPerExample: Int { shape.reduce(1, *) }

  /// The bytes that one example takes.
  public var bytesPerExample: Int { numbersPerExample * element.size }

  /// The bytes of one example.
  ///
  /// - Parameter index: From 0 to `count - 1`.
  public subscript(index: Int) -> UnsafeRawBufferPointer {
    precondition(index >= 0 && index < count, "there is no example \(index) among \(count)")
    let start = index * bytesPerExample
    return UnsafeRawBufferPointer(rebasing: memory.bytes[start..<(start + bytesPerExample)])
  }

  /// The numbers of one example as doubles, for looking at and for tests; not for batches.
  ///
  /// - Parameter index: From 0 to `count - 1`.
  /// - Returns: As many numbers as ``numbersPerExample``, unnormalized.
  public func numbers(ofExample index: Int) -> [Double] {
    let bytes = self[index]
    return (0..<numbersPerExample).map { position in
      switch element {
      case .uint8: Double(bytes[position])
      case .int64: Double(bytes.loadUnaligned(fromByteOffset: position * 8, as: Int64.self))
      case .float32: Double(bytes.loadUnaligned(fromByteOffset: position * 4, as: Float.self))
      }
    }
  }
}

extension ExampleArray {
  /// Allocates memory for examples and lets a closure fill it with numbers of one type.
  ///
  /// - Parameters:
  ///   - element: What `Number` is stored as; the two must have the same size.
  ///   - count: The number of examples.
  ///   - shape: The shape of one example.
  ///   - type: The type of the numbers.
  ///   - fill: Called once with room for all numbers, whose contents are undefined before.
  /// - Throws: A ``DatasetError`` when there is not enough memory, or what `fill` throws.
  init<Number>(
    _ element: Element, count: Int, shape: [Int], as type: Number.Type,
    filledBy fill: (UnsafeMutableBufferPointer<Number>) throws(DatasetError) -> Void
  ) throws(DatasetError) {
    precondition(MemoryLayout<Number>.size == element.size, "\(Number.self) is not \(element)")
    let (numbers, overflow) = shape.reduce((partialValue: count, overflow: false)) {
      let product = $0.partialValue.multipliedReportingOverflow(by: $1)
      return (product.partialValue, $0.overflow || product.overflow)
    }
    guard !overflow, numbers <= Int.max / element.size else {
      throw .outOfMemory(byteCount: .max)
    }
    let memory = try ExampleMemory(byteCount: numbers * element.size) {
      bytes throws(DatasetError) in
      try fill(bytes.bindMemory(to: Number.self))
    }
    self.init(memory: memory, element: element, count: count, shape: shape)
  }

  /// Copies class labels.
  init(labels: some Collection<Int64>) throws(DatasetError) {
    try self.init(.int64, count: labels.count, shape: [], as: Int64.self) { numbers in
      _ = numbers.initialize(fromContentsOf: labels)
    }
  }
}
