/// A tensor with the path that leads to it in a model, such as "hidden.weight".
public struct NamedTensor {
  /// The names of the modules on the way and of the tensor, joined by dots.
  public let name: String
  /// The tensor.
  public let tensor: Tensor

  /// A tensor and its name.
  public init(_ name: String, _ tensor: Tensor) {
    self.name = name
    self.tensor = tensor
  }
}

/// A part of a model: a function of a tensor, with the parameters that training changes.
///
/// A model of one's own is a subclass that hands its parts to `init` and overrides ``forward(_:)``:
///
/// ```swift
/// final class Residual: Module {
///   private let first, second: Convolution2D
///   init(channels: Int) throws(TorchError) {
///     first = try Convolution2D(channels, channels, kernel: 3, padding: 1)
///     second = try Convolution2D(channels, channels, kernel: 3, padding: 1)
///     super.init(children: ["first": first, "second": second])
///   }
///   override func forward(_ input: Tensor) throws(TorchError) -> Tensor {
///     try second.forwardRectified(first.forwardRectified(input), adding: input)
///   }
/// }
/// ```
///
/// A module is a reference and not `Sendable`: it belongs to the task that trains it.
open class Module {
  /// The parts of this module and their names, in order.
  public let children: [(name: String, module: Module)]
  /// The parameters of this module alone, without its children's.
  public let ownParameters: [NamedTensor]
  /// The buffers of this module alone: tensors that belong to its state but are not trained, such
  /// as the running statistics of batch norm.
  public let ownBuffers: [NamedTensor]
  /// Whether the module behaves as in training or as in use; true at first.
  ///
  /// In training, dropout drops and batch norm takes the statistics of the batch. See
  /// ``setTraining(_:)``.
  public private(set) var isTraining = true

  /// A module made of parts.
  ///
  /// - Parameters:
  ///   - children: The parts, by name. The default ``forward(_:)`` calls them in this order.
  ///   - parameters: Parameters of this module itself, which should require a gradient.
  ///   - buffers: Further state of this module itself.
  public init(
    children: KeyValuePairs<String, Module> = [:], parameters: [NamedTensor] = [],
    buffers: [NamedTensor] = []
  ) {
    self.children = children.map { (name: $0.key, module: $0.value) }
    ownParameters = parameters
    ownBuffers = buffers
  }

  init(numbering modules: [Module]) {
    children = modules.enumerated().map { (name: "\($0.offset)", module: $0.element) }
    ownParameters = []
    ownBuffers = []
  }

  /// What the module computes: by default one child after the other.
  open func forward(_ input: Tensor) throws(TorchError) -> Tensor {
    var output = input
    var rest = children[...]
    while let module = rest.popFirst()?.module {
      if rest.first?.module.isRectifier == true {
        output = try module.forwardRectified(output)
        rest.removeFirst()
      } else {
        output = try module.forward(output)
      }
    }
    return output
  }

  /// Whether the module is max(x, 0), which the module before it may do along with its own work.
  var isRectifier: Bool { false }

  /// The rectified output, max(output + addend, 0).
  ///
  /// A layer and the rectifier after it can be one operation, which takes less time than two: a
  /// subclass that ends with such a layer overrides this.
  ///
  /// - Parameters:
  ///   - input: What ``forward(_:)`` takes.
  ///   - addend: What is added before the rectifier, as in a residual network: a tensor of the
  ///     output's shape.
  /// - Returns: The rectified output.
  /// - Throws: `TorchError` where ``forward(_:)`` does, or where the shapes do not fit.
  open func forwardRectified(
    _ input: Tensor, adding addend: Tensor? = nil
  ) throws(TorchError) -> Tensor {
    let output = try forward(input)
    return try (addend.map { addend throws(TorchError) in try output + addend } ?? output).relu()
  }

  /// Calls ``forward(_:)``.
  public final func callAsFunction(_ input: Tensor) throws(TorchError) -> Tensor {
    try forward(input)
  }

  /// Switches this module and all its parts to training or to use.
  ///
  /// A subclass that overrides this calls `super`.
  open func setTraining(_ training: Bool) throws(TorchError) {
    isTraining = training
    for child in children { try child.module.setTraining(training) }
  }

  /// Moves all parameters and buffers to a device and drops the gradients.
  ///
  /// The tensors stay the same objects, so an optimizer that was made before still knows them;
  /// its state however stays where it is, so move the model before its first step.
  ///
  /// A subclass that overrides this calls `super`.
  open func move(to device: Device) throws(TorchError) {
    for item in ownParameters + ownBuffers {
      try item.tensor.rebind(to: item.tensor.moved(to: device))
    }
    for child in children { try child.module.move(to: device) }
  }
}

extension Module {
  /// All parameters with their names, this module's own first, then each child's.
  public final var namedParameters: [NamedTensor] { collect(\.ownParameters) }

  /// All buffers with their names, in the same order.
  public final var namedBuffers: [NamedTensor] { collect(\.ownBuffers) }

  /// All parameters, in the order of ``namedParameters``.
  public final var parameters: [Tensor] { namedParameters.map(\.tensor) }

  /// The number of trained numbers.
  public final var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }

  /// This module and all those it is made of, with their paths ("" for this one).
  public final var namedModules: [(name: String, module: Module)] {
    [(name: "", module: self)]
      + children.flatMap { child in
        child.module.namedModules.map { inner in
          let name = inner.name.isEmpty ? child.name : "\(child.name).\(inner.name)"
          return (name: name, module: inner.module)
        }
      }
  }

  /// Lays the 4-dimensional parameters out with the channels innermost; convolutions of inputs
  /// in the same order are then faster on many machines.
  public final func useChannelsLast() throws(TorchError) {
    for parameter in parameters where parameter.rank == 4 {
      try parameter.rebind(to: parameter.contiguous(.channelsLast))
    }
  }

  private func collect(_ own: KeyPath<Module, [NamedTensor]>) -> [NamedTensor] {
    self[keyPath: own]
      + children.flatMap { child in
        child.module.collect(own).map { NamedTensor("\(child.name).\($0.name)", $0.tensor) }
      }
  }
}
