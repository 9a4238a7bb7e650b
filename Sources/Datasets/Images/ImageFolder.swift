/// Reads images in a folder for each class: `folder/class/image.png`.
///
/// The folders of the classes lie in the folder itself, or in `train` and `test` (or `val`) in it.
/// Where there is no test part, a fifth of each class is set aside by chance, the same one each
/// time. Images become bytes of shape [channels, height, width]; gray ones stay gray where all are.
enum ImageFolder {
  /// Reads a folder.
  ///
  /// - Parameters:
  ///   - folder: The folder.
  ///   - name: What the data set is called.
  ///   - options: The size of the images.
  /// - Returns: The parts; nil where the folder has no folders of images.
  /// - Throws: A ``DatasetError`` for a single class, for images that cannot be decoded, and when
  ///   there is not enough memory.
  static func load(
    folder: String, name: String, options: DatasetOptions
  ) throws(DatasetError) -> DatasetSplits? {
    let trainFolder = subfolder(of: folder, named: ["train", "training"]) ?? folder
    let classes = classNames(in: trainFolder)
    guard !classes.isEmpty else { return nil }
    guard !ImageFile.formats.isEmpty else {
      throw .unsupported(
        folder,
        "has images, and this build cannot decode any: install libpng and libjpeg (make setup, or "
          + "the packages libpng-dev and libjpeg-dev) and build again")
    }
    guard classes.count > 1 else {
      throw .invalidValue(
        trainFolder,
        "has images in one folder, \(quoted(classes[0])), expected a folder for each class")
    }
    var notes: [String] = []
    var damaged = DamagedImages()
    var parts = [try damaged.sound(of: examples(in: trainFolder, classes))]
    if trainFolder != folder, let test = try testExamples(in: folder, classes) {
      parts.append(try damaged.sound(of: test))
    } else {
      parts = split(parts[0], classes: classes.count)
      notes.append("a fifth of each class is for testing, drawn by chance")
    }
    let choice = ImageChoice(parts.joined().map(\.header), asked: options.imageSize)
    let train = try damaged.decode(parts[0], as: choice)
    let test = try damaged.decode(parts[1], as: choice)
    notes.insert(
      "\(classes.count) classes, \(train.images.count + test.images.count) images \(choice.words)",
      at: 0)
    if let note = damaged.note { notes.append(note) }
    let hasTest = test.images.count > 0
    return .labeled(
      name: name, images: (train.images, hasTest ? test.images : nil),
      labels: (train.labels, hasTest ? test.labels : nil), classes: classes.count,
      classNames: classes, note: notes.joined(separator: "; "))
  }

  /// The first folder of one of these names, in upper or lower case.
  private static func subfolder(of folder: String, named names: [String]) -> String? {
    let all = FileSystem.names(in: folder).filter { FileSystem.isFolder("\(folder)/\($0)") }
    let found = names.lazy.compactMap { name in all.first { $0.lowercased() == name } }.first
    return found.map { "\(folder)/\($0)" }
  }

  /// The names of the folders with images, sorted.
  private static func classNames(in folder: String) -> [String] {
    FileSystem.names(in: folder).filter { name in
      var hasImage = false
      forEachImage(in: "\(folder)/\(name)") { _ in
        hasImage = true
        return false
      }
      return hasImage
    }
  }

  /// All images of the classes, sorted by class and name.
  private static func examples(in folder: String, _ classes: [String]) -> [LabeledFile] {
    var found: [LabeledFile] = []
    for (label, name) in classes.enumerated() {
      forEachImage(in: "\(folder)/\(name)") { path in
        found.append(LabeledFile(file: ImageFile(path: path), label: Int64(label)))
        return true
      }
    }
    return found
  }

  /// The images to test on; nil where there are none.
  private static func testExamples(
    in folder: String, _ classes: [String]
  ) throws(DatasetError) -> [LabeledFile]? {
    let names = ["test", "testing", "val", "valid", "validation"]
    // A test folder may hold images without classes, beside a folder `val` with them.
    for name in names {
      guard let test = subfolder(of: folder, named: [name]) else { continue }
      let own = classNames(in: test)
      if own.isEmpty { continue }
      if let unknown = own.first(where: { !classes.contains($0) }) {
        throw .invalidValue(
          test, "has the class \(quoted(unknown)), which the images to train on have not")
      }
      return examples(in: test, classes)
    }
    return nil
  }

  /// Goes through the images in a folder and the folders in it, sorted; `body` says whether to go on.
  ///
  /// - Returns: Whether `body` never stopped it.
  @discardableResult
  private static func forEachImage(
    in folder: String, depth: Int = 0, _ body: (String) -> Bool
  ) -> Bool {
    // Deeper folders come from links that lead back.
    guard depth < 8, FileSystem.isFolder(folder) else { return true }
    for name in FileSystem.names(in: folder) {
      let path = "\(folder)/\(name)"
      if ImageFile.isImage(name), FileSystem.isFile(path) {
        guard body(path) else { return false }
      } else if !forEachImage(in: path, depth: depth + 1, body) {
        return false
      }
    }
    return true
  }

  /// Sets a fifth of each class aside, drawn by chance.
  private static func split(
    _ examples: [DamagedImages.Sound], classes: Int
  ) -> [[DamagedImages.Sound]] {
    var random = SplitMix(state: 0)
    var parts: [[DamagedImages.Sound]] = [[], []]
    for label in 0..<Int64(classes) {
      let own = examples.filter { $0.example.label == label }
      let forTesting = Set(own.indices.shuffled(using: &random).prefix(own.count / 5))
      for index in own.indices { parts[forTesting.contains(index) ? 1 : 0].append(own[index]) }
    }
    return parts
  }
}

/// Vigna's SplitMix64, for the same choice on every machine.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
