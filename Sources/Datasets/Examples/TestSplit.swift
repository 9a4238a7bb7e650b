/// The rule that sets examples aside for testing where a source has no test part of its own.
///
/// Every fifth example is for testing: the 5th, 10th, 15th, … It needs no random numbers, so the
/// same file is always split alike. Fewer than 5 examples have no test part.
struct TestSplit {
  /// The number of all examples.
  let count: Int
  /// Where the source's own test part begins, behind the part to train on; nil where it has none.
  var ownTestPart: Int?

  /// How many are for testing.
  var testCount: Int { ownTestPart.map { count - $0 } ?? count / 5 }
  /// How many are to train on.
  var trainCount: Int { count - testCount }

  /// Whether an example is for testing.
  func isTest(_ index: Int) -> Bool { ownTestPart.map { index >= $0 } ?? (index % 5 == 4) }

  /// Allocates both parts and lets a closure write the examples in their order.
  ///
  /// - Parameters:
  ///   - element: What `Number` is stored as.
  ///   - shape: The shape of one example.
  ///   - type: The type of the numbers.
  ///   - finish: Called at the end with the numbers of both parts, to scale them in place.
  ///   - write: Called for each example in its order, with its index and the room for it.
  /// - Returns: The parts; no test part where nothing was set aside.
  /// - Throws: A ``DatasetError`` when there is not enough memory, or what the closures throw.
  func arrays<Number>(
    _ element: ExampleArray.Element, shape: [Int], as type: Number.Type,
    finish: (
      _ train: UnsafeMutableBufferPointer<Number>, _ test: UnsafeMutableBufferPointer<Number>
    ) throws(DatasetError) -> Void = { _, _ in },
    write: (_ index: Int, _ room: UnsafeMutableBufferPointer<Number>) throws(DatasetError) -> Void
  ) throws(DatasetError) -> (train: ExampleArray, test: ExampleArray?) {
    let size = shape.reduce(1, *)
    var test: ExampleArray?
    let train = try ExampleArray(element, count: trainCount, shape: shape, as: type) {
      trainNumbers throws(DatasetError) in
      test = try ExampleArray(element, count: testCount, shape: shape, as: type) {
        testNumbers throws(DatasetError) in
        var (trainOffset, testOffset) = (0, 0)
        for index in 0..<count {
          if isTest(index) {
            try write(index, .init(rebasing: testNumbers[testOffset..<(testOffset + size)]))
            testOffset += size
          } else {
            try write(index, .init(rebasing: trainNumbers[trainOffset..<(trainOffset + size)]))
            trainOffset += size
          }
        }
        try finish(trainNumbers, testNumbers)
      }
    }
    return (train, testCount == 0 ? nil : test)
  }
}
