/// Reads IDX files, the format of MNIST, compressed or not.
///
/// A file begins with two zero bytes, a type (8 is unsigned bytes) and the number of dimensions,
/// then the dimensions as big-endian 32-bit integers, then the numbers, row-major
/// (Y. LeCun, C. Cortes, C. J. C. Burges, "The MNIST database").
enum IDX {
  /// The names of the four files of a data set, without `.gz`.
  static let fileNames = [
    "train-images-idx3-ubyte", "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte",
  ]

  /// Finds a file with or without `.gz`, also under the name with a dot (`train-images.idx3-ubyte`)
  /// that some unpackers give it.
  static func find(_ name: String, in folder: String) -> String? {
    let dotted = name.replacing("-idx", with: ".idx")
    return [name, name + ".gz", dotted, dotted + ".gz"].lazy
      .map { "\(folder)/\($0)" }.first { FileSystem.isFile($0) }
  }

  /// Reads a folder with the four files; the two for testing may be absent together.
  ///
  /// - Parameters:
  ///   - folder: Where the files are.
  ///   - name: What the data set is called.
  ///   - classNames: The names of the classes; nil counts the classes in the training labels.
  /// - Returns: The parts.
  /// - Throws: A ``DatasetError`` when a file is missing or damaged, or does not fit the others.
  static func load(
    folder: String, name: String, classNames: [String]?
  ) throws(DatasetError) -> DatasetSplits {
    func file(_ index: Int) throws(DatasetError) -> String {
      guard let path = find(fileNames[index], in: folder) else {
        throw .missing("\(folder)/\(fileNames[index])[.gz]")
      }
      return path
    }
    let train = try pair(
      images: file(0), labels: file(1), classes: classNames?.count)
    let hasTest = [2, 3].contains { find(fileNames[$0], in: folder) != nil }
    let test =
      hasTest ? try pair(images: file(2), labels: file(3), classes: train.classes) : nil
    if let test, test.images.shape != train.images.shape {
      throw .corrupt(
        try file(2),
        "images of shape \(test.images.shape), expected \(train.images.shape) as for training")
    }
    return .labeled(
      name: name, images: (train.images, test?.images), labels: (train.labels, test?.labels),
      classes: train.classes, classNames: classNames,
      note: hasTest ? nil : "no test files found in \(folder)")
  }

  /// Reads images with their labels.
  private static func pair(
    images imagePath: String, labels labelPath: String, classes: Int?
  ) throws(DatasetError) -> (images: ExampleArray, labels: ExampleArray, classes: Int) {
    let images = try readImages(imagePath)
    let labels = try readLabels(labelPath)
    guard images.count == labels.count else {
      throw .corrupt(
        labelPath, "has \(labels.count) labels, expected \(images.count) as in \(imagePath)")
    }
    let classes = classes ?? Int(labels.max() ?? 0) + 1
    if let index = labels.firstIndex(where: { $0 >= classes }) {
      throw .labelOutOfRange(
        labelPath, example: index + 1, label: Int64(labels[index]), classes: classes)
    }
    return (images, try ExampleArray(labels: labels.lazy.map(Int64.init)), classes)
  }

  /// Reads a file of byte images.
  ///
  /// - Returns: uint8 examples of shape `[1, height, width]`.
  static func readImages(_ path: String) throws(DatasetError) -> ExampleArray {
    let file = try FileReader(path: path)
    let size = try readHeader(file, dimensions: 3, holding: "images")
    guard size[0] > 0, size[1] > 0, size[2] > 0 else {
      throw .corrupt(path, "header says \(size[0]) images of \(size[1])x\(size[2]) pixels")
    }
    let images = try ExampleArray(
      .uint8, count: size[0], shape: [1, size[1], size[2]], as: UInt8.self
    ) { pixels throws(DatasetError) in
      try file.read(UnsafeMutableRawBufferPointer(pixels), of: 16 + pixels.count)
    }
    try file.expectEnd()
    return images
  }

  /// Reads a file of byte labels.
  static func readLabels(_ path: String) throws(DatasetError) -> [UInt8] {
    let file = try FileReader(path: path)
    let count = try readHeader(file, dimensions: 1, holding: "labels")[0]
    let labels = try file.readUpTo(count)
    guard labels.count == count else {
      throw .truncated(path, expected: 8 + count, found: 8 + labels.count)
    }
    try file.expectEnd()
    return labels
  }

  /// Reads the magic number and the dimensions, and checks that the file can hold them.
  private static func readHeader(
    _ file: FileReader, dimensions: Int, holding content: String
  ) throws(DatasetError) -> [Int] {
    let expected = UInt32(0x0800 + dimensions)
    let magic = bigEndian(try file.read(4))
    guard magic == expected else {
      throw .corrupt(
        file.path, byte: 0,
        "magic number \(hexadecimal(magic)), expected \(hexadecimal(expected)) for IDX \(content)")
    }
    var sizes: [Int] = []
    for _ in 0..<dimensions { sizes.append(Int(bigEndian(try file.read(4)))) }
    // Three factors below 2^32 can overflow 64 bits.
    var total = 1
    for size in sizes {
      let product = total.multipliedReportingOverflow(by: size)
      guard !product.overflow, product.partialValue < Int.max / 2 else {
        throw .corrupt(file.path, byte: 4, "impossible dimensions \(sizes)")
      }
      total = product.partialValue
    }
    try file.expectRoom(for: 4 + 4 * dimensions + total)
    return sizes
  }

  private static func bigEndian(_ bytes: [UInt8]) -> UInt32 {
    bytes.reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
  }
}
