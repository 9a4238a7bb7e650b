/// How the numbers of an example are arranged in an array, and how they are wanted.
struct NPYLayout {
  /// The shape of one example as it is kept: `[channels, height, width]` for images.
  let shape: [Int]
  /// Whether the channels come last in the array.
  let isTurned: Bool
  /// What a person should know about it, or nil.
  let note: String?

  private init(_ shape: [Int], isTurned: Bool, note: String?) {
    (self.shape, self.isTurned, self.note) = (shape, isTurned, note)
  }

  /// An example that is kept as it is.
  init(rowMajor shape: [Int]) { self.init(shape, isTurned: false, note: nil) }

  /// Recognizes a layout.
  ///
  /// Three dimensions are [channels, height, width], unless the last one alone is a number of
  /// channels (1 to 4): then they are [height, width, channels]. Bytes in two dimensions of 8 or
  /// more are gray images.
  ///
  /// - Parameters:
  ///   - shape: The dimensions of one example; empty for single numbers.
  ///   - number: What the numbers are.
  init(of shape: [Int], _ number: NPYHeader.Number) {
    let channels = 1...4
    if shape.isEmpty {
      self.init(rowMajor: [1])
    } else if shape.count == 3, channels.contains(shape[2]), !channels.contains(shape[0]),
      !channels.contains(shape[1])
    {
      self.init(
        [shape[2], shape[0], shape[1]], isTurned: shape[2] > 1,
        note: "inputs are taken as [examples, height, width, channels]")
    } else if shape.count == 2, number == .uint8, shape[0] >= 8, shape[1] >= 8 {
      self.init([1] + shape, isTurned: false, note: "inputs are taken as gray images")
    } else {
      self.init(rowMajor: shape)
    }
  }

  /// Where a number of the array is kept, both counted from the beginning of the example.
  func place(of position: Int) -> Int {
    guard isTurned else { return position }
    let (pixel, channel) = position.quotientAndRemainder(dividingBy: shape[0])
    return channel * (shape[1] * shape[2]) + pixel
  }
}
