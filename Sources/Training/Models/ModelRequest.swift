internal import Datasets

/// What a model is asked for: its name with its sizes, and the examples that it is to take.
struct ModelRequest {
  /// The name as it was written, such as `mlp:256,128`.
  let name: String
  /// The shape of one example.
  let shape: [Int]
  /// What is to be learned from the examples.
  let task: Dataset.LearningTask

  /// The largest width or number of layers: beyond it, sizes are typing errors.
  private static let largestSize = 65_536

  /// The name without its sizes.
  var kind: Substring { name.prefix { $0 != ":" } }

  /// Whether sizes follow the name.
  var hasSizes: Bool { kind.count < name.count }

  /// The numbers after the colon; nil where there is none.
  ///
  /// - Parameters:
  ///   - example: A name with sizes as they should be.
  ///   - anyNumber: Whether there may be more or fewer than in the example.
  /// - Returns: The numbers, each at least 1.
  /// - Throws: `TrainingError` for something else than numbers above 0, and for too many or few.
  func sizes(like example: String, anyNumber: Bool = false) throws(TrainingError) -> [Int]? {
    guard hasSizes else { return nil }
    let expected = example.split(separator: ",").count
    let sizes = name.dropFirst(kind.count + 1).split(
      separator: ",", omittingEmptySubsequences: false
    ).map { Int($0) ?? 0 }
    guard sizes.allSatisfy((1...Self.largestSize).contains), anyNumber || sizes.count == expected
    else {
      throw TrainingError(
        "the sizes of \(kind) are whole numbers from 1 to \(Self.largestSize): \(example), "
          + "not \(name)")
    }
    return sizes
  }

  /// The number of classes or of numbers to predict.
  ///
  /// - Throws: `TrainingError` where the examples are text.
  func outputs() throws(TrainingError) -> Int {
    switch task {
    case .classification(let classes): return classes
    case .regression(let outputs): return outputs
    case .nextCharacter:
      throw TrainingError("the model \(name) takes images or features, not text")
    }
  }

  /// The size of the vocabulary and the number of characters in an example.
  ///
  /// - Throws: `TrainingError` where the examples are no text.
  func text() throws(TrainingError) -> (vocabulary: Int, length: Int) {
    guard case .nextCharacter(let vocabulary) = task, shape.count == 1 else {
      throw TrainingError("the model \(name) takes text (text:FILE), not images or features")
    }
    return (vocabulary, shape[0])
  }

  /// The channels, height and width of an example.
  ///
  /// - Parameter smallest: The least height and width.
  /// - Returns: The three sizes.
  /// - Throws: `TrainingError` where the examples are no images, or smaller ones.
  func image(
    atLeast smallest: Int = 1
  ) throws(TrainingError) -> (channels: Int, height: Int, width: Int) {
    guard shape.count == 3, shape[1] >= smallest, shape[2] >= smallest else {
      let size = smallest > 1 ? " of \(smallest)×\(smallest) or more" : ""
      throw TrainingError(
        "the model \(name) takes images [channels, height, width]\(size), "
          + "and these examples have the shape \(shape)")
    }
    return (shape[0], shape[1], shape[2])
  }
}
