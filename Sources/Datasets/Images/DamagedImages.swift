import Dispatch

/// Reads images in parallel and leaves out a few that are damaged, as large collections have them.
struct DamagedImages {
  /// An image whose header was read.
  struct Sound: Sendable {
    let example: LabeledFile
    let header: ImageFile.Header
  }

  /// Up to this part of the images is left out; more is an error.
  private static let bearablePart = 0.05

  private var first: DatasetError?
  private var count = 0
  private var total = 0

  /// What was left out, for a person; nil where nothing was.
  var note: String? {
    first.map { "\(count) damaged image\(count == 1 ? "" : "s") left out, the first \($0)" }
  }

  /// Reads the headers.
  ///
  /// - Parameter examples: The images.
  /// - Returns: Those that have one.
  /// - Throws: A ``DatasetError`` where too many have none.
  mutating func sound(of examples: [LabeledFile]) throws(DatasetError) -> [Sound] {
    let results = inParallel(examples.count) { index in
      Result { () throws(DatasetError) in try examples[index].file.header() }
    }
    total += examples.count
    try leaveOut(results)
    return zip(examples, results).compactMap { example, result in
      (try? result.get()).map { Sound(example: example, header: $0) }
    }
  }

  /// Decodes images.
  ///
  /// - Parameters:
  ///   - images: The images.
  ///   - choice: What they are brought to.
  /// - Returns: Bytes of the choice's shape, and the labels.
  /// - Throws: A ``DatasetError`` where too many are damaged, or there is not enough memory.
  mutating func decode(
    _ images: [Sound], as choice: ImageChoice
  ) throws(DatasetError) -> (images: ExampleArray, labels: ExampleArray) {
    let size = choice.shape.reduce(1, *)
    let (byteCount, isTooMuch) = size.multipliedReportingOverflow(by: images.count)
    guard !isTooMuch else { throw .outOfMemory(byteCount: .max) }
    var results: [Result<Void, DatasetError>] = []
    var labels: [Int64] = []
    let memory = try ExampleMemory(byteCount: byteCount) { memory in
      nonisolated(unsafe) let bytes = memory.bindMemory(to: UInt8.self)
      results = inParallel(images.count) { index in
        let room = UnsafeMutableBufferPointer(
          rebasing: bytes[(index * size)..<((index + 1) * size)])
        return Result { () throws(DatasetError) in
          try images[index].example.file.decode(
            resizing: choice.size, channels: choice.channels, into: room)
        }
      }
      // The sound ones move up to the places of the others.
      for (index, result) in results.enumerated() {
        guard case .success = result else { continue }
        if index > labels.count, let start = bytes.baseAddress {
          (start + labels.count * size).update(from: start + index * size, count: size)
        }
        labels.append(images[index].example.label)
      }
    }
    try leaveOut(results)
    let kept = ExampleArray(
      memory: memory.view(from: 0, byteCount: labels.count * size), element: .uint8,
      count: labels.count, shape: choice.shape)
    return (kept, try ExampleArray(labels: labels))
  }

  private mutating func leaveOut<Value>(
    _ results: [Result<Value, DatasetError>]
  ) throws(DatasetError) {
    for case .failure(let error) in results {
      count += 1
      if first == nil { first = error }
    }
    if let first, Double(count) > Self.bearablePart * Double(total) { throw first }
  }
}

/// Computes results in parallel, in their order.
private func inParallel<Value: Sendable>(
  _ count: Int, _ body: @Sendable (Int) -> Value
) -> [Value] {
  [Value](unsafeUninitializedCapacity: count) { room, initialized in
    nonisolated(unsafe) let room = room
    DispatchQueue.concurrentPerform(iterations: count) { index in
      room.initializeElement(at: index, to: body(index))
    }
    initialized = count
  }
}
