/// Reads CIFAR-10 in its binary form.
///
/// A file is a sequence of records of 3,073 bytes: a label from 0 to 9, then 1,024 red, 1,024 green
/// and 1,024 blue bytes, each plane row by row (A. Krizhevsky, "Learning Multiple Layers of Features
/// from Tiny Images", 2009).
enum CIFAR10 {
  /// The classes in the order of their labels, as in the publisher's `batches.meta.txt`.
  static let classNames = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]
  static let trainingFiles = (1...5).map { "data_batch_\($0).bin" }
  static let testFile = "test_batch.bin"

  private static let imageSize = 3 * 32 * 32
  private static let recordSize = imageSize + 1

  /// Whether a folder has a training file.
  static func isIn(_ folder: String) -> Bool {
    trainingFiles.contains { FileSystem.isFile("\(folder)/\($0)") }
  }

  /// Reads the training files that are there, and the test file if it is.
  ///
  /// - Parameters:
  ///   - folder: Where the files are.
  ///   - name: What the data set is called.
  /// - Returns: The parts, with a note where files are missing.
  /// - Throws: A ``DatasetError`` when there is no training file, or one is damaged.
  static func load(folder: String, name: String) throws(DatasetError) -> DatasetSplits {
    let found = trainingFiles.map { "\(folder)/\($0)" }.filter(FileSystem.isFile)
    guard !found.isEmpty else { throw .missing("\(folder)/data_batch_1.bin") }
    let train = try read(found)
    let testPath = "\(folder)/\(testFile)"
    let test = FileSystem.isFile(testPath) ? try read([testPath]) : nil
    var notes: [String] = []
    if found.count < trainingFiles.count {
      notes.append("\(found.count) of \(trainingFiles.count) training files found in \(folder)")
    }
    if test == nil { notes.append("no \(testFile)") }
    return .labeled(
      name: name, images: (train.images, test?.images), labels: (train.labels, test?.labels),
      classes: classNames.count, classNames: classNames,
      note: notes.isEmpty ? nil : notes.joined(separator: ", "))
  }

  /// Reads files one after another into one array.
  ///
  /// - Returns: uint8 images of shape `[3, 32, 32]`, and their labels.
  static func read(
    _ paths: [String]
  ) throws(DatasetError) -> (images: ExampleArray, labels: ExampleArray) {
    var files: [(reader: FileReader, records: Int)] = []
    for path in paths {
      let reader = try FileReader(path: path)
      let (records, rest) = reader.sizeOnDisk.quotientAndRemainder(dividingBy: recordSize)
      guard rest == 0, records > 0 else {
        throw .corrupt(
          path,
          "has \(reader.sizeOnDisk) bytes, expected a multiple of \(recordSize)"
            + (records > 0 ? "; record \(records + 1) is cut off" : ""))
      }
      files.append((reader, records))
    }
    var labels: [Int64] = []
    let count = files.reduce(0) { $0 + $1.records }
    labels.reserveCapacity(count)
    let images = try ExampleArray(.uint8, count: count, shape: [3, 32, 32], as: UInt8.self) {
      pixels throws(DatasetError) in
      var offset = 0
      for (reader, records) in files {
        for record in 1...records {
          let label = Int64(try reader.read(1)[0])
          guard label < classNames.count else {
            throw .labelOutOfRange(
              reader.path, example: record, label: label, classes: classNames.count)
          }
          labels.append(label)
          try reader.read(
            UnsafeMutableRawBufferPointer(
              rebasing: UnsafeMutableRawBufferPointer(pixels)[offset..<(offset + imageSize)]))
          offset += imageSize
        }
        try reader.expectEnd()
      }
    }
    return (images, try ExampleArray(labels: labels))
  }
}
