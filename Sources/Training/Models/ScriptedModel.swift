internal import Datasets
internal import Torch

extension ModelRequest {
  /// A model of one's own out of a TorchScript file.
  ///
  /// A first batch is sent through it in evaluation mode, which leaves no trace, to see whether its
  /// shapes fit the data.
  func scripted() throws -> Module {
    let module: ScriptModule
    do {
      module = try ScriptModule(path: self.name)
    } catch {
      // The sentences after the first guess at causes.
      let end = error.message.firstRange(of: ". ")?.lowerBound ?? error.message.endIndex
      let reason = error.message[..<end]
      throw TrainingError(
        "\(name) cannot be read as a TorchScript module, as "
          + "torch.jit.script(model).save(…) writes it: \(reason)", isUsage: false)
    }
    guard module.parameters.contains(where: \.requiresGradient) else {
      throw TrainingError(
        "\(name) has no parameters to train: save it without torch.jit.freeze")
    }
    let shape = try outputShape(of: module)
    let expected: [Int] =
      switch self.task {
      case .classification(let classes): [Self.batch, classes]
      case .regression(let outputs): [Self.batch, outputs]
      case .nextCharacter(let vocabulary): [Self.batch] + self.shape + [vocabulary]
      }
    guard shape == expected else {
      throw TrainingError(
        "\(name) gives outputs of shape \(Self.perExample(shape)), and these examples need "
          + "\(Self.perExample(expected))")
    }
    return module
  }

  /// Enough examples to tell the batch from other dimensions of 1.
  private static let batch = 2

  private func outputShape(of module: Module) throws -> [Int] {
    let isText = if case .nextCharacter = self.task { true } else { false }
    let examples = try Tensor.zeros([Self.batch] + self.shape, dataType: isText ? .int64 : .float32)
    do {
      try module.setTraining(false)
      let output = try withoutGradients { () throws(TorchError) in try module(examples) }
      try module.setTraining(true)
      return output.shape
    } catch {
      throw TrainingError(
        "\(name) does not take a batch of these examples, which have the shape "
          + "\(Self.perExample(examples.shape)): \(error)")
    }
  }

  private static func perExample(_ shape: [Int]) -> String {
    "[\((["batch"] + shape.dropFirst().map(String.init)).joined(separator: ", "))]"
  }
}
