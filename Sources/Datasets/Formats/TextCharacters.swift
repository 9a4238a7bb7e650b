/// Reads a text as characters for models that predict the next one.
///
/// A character is a Unicode scalar; the vocabulary is the text's own, sorted. Example number i is
/// the characters from i×T to i×T + T − 1, its target the same range moved on by one. The text is
/// in memory once, as 64-bit indices (8 bytes per character, so 9 MB for a text of 1.1 MB): inputs
/// and targets are two views of it, one character apart. The last tenth of the examples is for
/// testing.
enum TextCharacters {
  static func load(
    path: String, name: String, length: Int
  ) throws(DatasetError) -> DatasetSplits {
    // A byte and the index of its character, while more of the file is read.
    let bytes = try FileReader(path: path).readText(cost: 12)
    var present: Set<Unicode.Scalar> = []
    var characters = 0
    try forEachScalar(in: bytes, path: path) { scalar in
      present.insert(scalar)
      characters += 1
    }
    let examples = (characters - 1) / length
    guard examples > 0 else {
      throw .invalidValue(
        path, "has \(characters) characters, expected at least \(length + 1) for one example")
    }
    let vocabulary = present.sorted()
    let indices = Dictionary(
      uniqueKeysWithValues: vocabulary.enumerated().map { ($1, Int64($0)) })
    let used = examples * length + 1
    let memory = try ExampleMemory(byteCount: used * 8) { memory throws(DatasetError) in
      let numbers = memory.bindMemory(to: Int64.self)
      var position = 0
      try forEachScalar(in: bytes, path: path) { scalar in
        guard position < used, let index = indices[scalar] else { return }
        numbers.initializeElement(at: position, to: index)
        position += 1
      }
    }

    func part(_ range: Range<Int>) -> Dataset {
      func array(shiftedBy shift: Int) -> ExampleArray {
        ExampleArray(
          memory: memory.view(
            from: (range.lowerBound * length + shift) * 8, byteCount: range.count * length * 8),
          element: .int64, count: range.count, shape: [length])
      }
      return Dataset(
        name: name, task: .nextCharacter(vocabulary: vocabulary.count),
        inputs: array(shiftedBy: 0), targets: array(shiftedBy: 1),
        classNames: vocabulary.map { String(Character($0)) })
    }
    let trainCount = examples - examples / 10
    return DatasetSplits(
      train: part(0..<trainCount), test: trainCount < examples ? part(trainCount..<examples) : nil,
      note: "\(characters) characters, \(vocabulary.count) different; "
        + (trainCount < examples ? "the last tenth is for testing" : "too short for a test part"))
  }

  /// Decodes UTF-8, strictly.
  private static func forEachScalar(
    in bytes: [UInt8], path: String, _ body: (Unicode.Scalar) -> Void
  ) throws(DatasetError) {
    var iterator = bytes.makeIterator()
    var parser = Unicode.UTF8.ForwardParser()
    var position = 0
    while true {
      switch parser.parseScalar(from: &iterator) {
      case .valid(let encoded):
        position += encoded.count
        body(Unicode.UTF8.decode(encoded))
      case .emptyInput: return
      case .error: throw .corrupt(path, byte: position, "not UTF-8 text")
      }
    }
  }
}
