internal import Datasets
internal import Files
internal import Torch

extension ModelRequest {
  /// A model of one's own out of a TorchScript file.
  ///
  /// A file holds code: it is to be trusted. What reaches beyond the model is refused, and loading
  /// it is bounded by time and memory. A first batch is sent through it in evaluation mode, which
  /// leaves no trace, to see whether its shapes fit the data.
  func scripted() throws -> Module {
    let path = name
    let size = try Self.sizeOfArchive(path)
    // A disk gives 20 MB in a second at least.
    let limits = ScriptModule.Limits(
      seconds: Self.patience + Double(size) / 2e7, bytes: SystemMemory.available / 10 * 9)
    let module: ScriptModule
    do { module = try ScriptModule(path: path, limits: limits) } catch {
      // The sentences after the first guess at causes.
      let end = error.message.firstRange(of: ". ")?.lowerBound ?? error.message.endIndex
      throw Self.unreadable(path, String(error.message[..<end]))
    }
    guard module.parameters.contains(where: \.requiresGradient) else {
      throw TrainingError("\(path) has no parameters to train: save it without torch.jit.freeze")
    }
    let shape = try outputShape(of: module, limits)
    guard shape.first == Self.batch else {
      throw TrainingError(
        "\(path) gives outputs of shape \(shape) for a batch of \(Self.batch) examples, expected the "
          + "first dimension to count the examples")
    }
    let expected: [Int] =
      switch task {
      case .classification(let classes): [Self.batch, classes]
      case .regression(let outputs): [Self.batch, outputs]
      case .nextCharacter(let vocabulary): [Self.batch] + self.shape + [vocabulary]
      }
    guard shape == expected else {
      throw TrainingError(
        "\(path) gives outputs of shape \(Self.perExample(shape)), and these examples need "
          + "\(Self.perExample(expected))")
    }
    return module
  }

  /// Enough examples to tell the batch from other dimensions of 1.
  private static let batch = 2
  /// How long a model may take to be loaded, and for a first batch, in seconds.
  private static let patience = 60.0

  private static func unreadable(_ path: String, _ reason: String) -> TrainingError {
    TrainingError(
      "\(path) cannot be read as a TorchScript module, as torch.jit.script(model).save(…) writes it: "
        + reason, isUsage: false)
  }

  /// Looks into the file before libtorch does, which takes any size for granted.
  ///
  /// - Returns: The bytes of all that is in it.
  private static func sizeOfArchive(_ path: String) throws -> Int {
    let archive: ZipArchive
    do { archive = try ZipArchive(path: path) } catch {
      if case .damaged(_, _, let reason) = error { throw unreadable(path, reason) }
      throw TrainingError(error.description, isUsage: false)
    }
    // torch.save writes a pickled object without code.
    guard archive.members.contains(where: { $0.name.contains("/code/") }) else {
      throw unreadable(path, "it holds no code; a state_dict or a pickled model has none")
    }
    let size = archive.members.reduce(0) { sum, member in
      let (sum, isTooLarge) = sum.addingReportingOverflow(member.size)
      return isTooLarge ? .max : sum
    }
    let available = SystemMemory.available
    guard size <= available else {
      throw TrainingError(
        "\(path) holds \(size) bytes, and \(available) bytes of memory are free", isUsage: false)
    }
    return size
  }

  private func outputShape(
    of module: ScriptModule, _ limits: ScriptModule.Limits
  ) throws -> [Int] {
    let isText = if case .nextCharacter = task { true } else { false }
    let examples = try Tensor.zeros([Self.batch] + self.shape, dataType: isText ? .int64 : .float32)
    do {
      try module.setTraining(false)
      let output = try module.tryForward(examples, limits: limits)
      try module.setTraining(true)
      return output.shape
    } catch {
      throw TrainingError(
        "\(name) does not take a batch of these examples, which have the shape "
          + "\(Self.perExample(examples.shape)): \(error)")
    }
  }

  /// The shape of a batch, whose first dimension counts the examples.
  private static func perExample(_ shape: [Int]) -> String {
    "[\((["batch"] + shape.dropFirst().map(String.init)).joined(separator: ", "))]"
  }
}
