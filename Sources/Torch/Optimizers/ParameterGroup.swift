internal import CTorch

/// Parameters that share a rule and its settings, with the rule's state for each of them.
public final class ParameterGroup {
  /// The parameters.
  public let parameters: [Tensor]
  /// The rule with its settings, which may be changed between steps.
  public var rule: any UpdateRule {
    didSet {
      precondition(
        type(of: rule) == type(of: oldValue),
        "a group keeps the rule that it was made with; only its settings change")
    }
  }
  let handle: ct_optimizer

  init(_ parameters: [Tensor], rule: any UpdateRule) throws(TorchError) {
    try rule.validate()
    self.parameters = parameters
    self.rule = rule
    let handles = parameters.map(\.handle)
    var handle: ct_optimizer?
    let status = ct_optimizer_create(handles, handles.count, type(of: rule).stateCount, &handle)
    guard status == 0, let handle else { throw .last }
    self.handle = handle
  }

  deinit { ct_optimizer_free(handle) }

  /// The learning rate of this group.
  public var learningRate: Double {
    get { rule.learningRate }
    set { rule.learningRate = newValue }
  }

  /// The state of each parameter, by reference, in the order in which the rule documents it; nil
  /// where a tensor does not exist yet.
  public func state() throws(TorchError) -> [[Tensor?]] {
    var state: [[Tensor?]] = []
    for parameter in parameters.indices {
      var tensors: [Tensor?] = []
      for slot in 0..<type(of: rule).stateCount {
        var tensor: ct_tensor?
        try check(ct_optimizer_state(handle, parameter, slot, &tensor))
        tensors.append(tensor.map(Tensor.init(owning:)))
      }
      state.append(tensors)
    }
    return state
  }

  /// Replaces the state by copies of tensors like those that ``state()`` gives.
  public func setState(_ state: [[Tensor?]]) throws(TorchError) {
    let slots = type(of: rule).stateCount
    guard state.count == parameters.count, state.allSatisfy({ $0.count == slots }) else {
      throw TorchError(
        "the state is that of another optimizer: expected \(slots) tensors for each of "
          + "\(parameters.count) parameters")
    }
    for (parameter, tensors) in state.enumerated() {
      for (slot, tensor) in tensors.enumerated() {
        try check(ct_optimizer_set_state(handle, parameter, slot, tensor?.handle))
      }
    }
  }

  func zeroGradients() throws(TorchError) { try check(ct_optimizer_zero_gradients(handle)) }
}

/// How an optimizer changes parameters by their gradients: a rule with its settings.
///
/// The settings of a ``ParameterGroup`` may be changed between steps. The formulas and defaults
/// are those of torch.optim's class of the same name.
public protocol UpdateRule: Sendable {
  /// The size of a step; positive.
  var learningRate: Double { get set }
  /// How much a step shrinks the parameters; 0 for not at all.
  var weightDecay: Double { get set }
  /// How many tensors of state a parameter may need.
  static var stateCount: Int { get }
  /// Checks the settings.
  ///
  /// - Throws: `TorchError` that names the setting and its range.
  func validate() throws(TorchError)
  /// Updates all parameters of a group that have a gradient.
  func update(_ group: ParameterGroup) throws(TorchError)
}

extension UpdateRule {
  func require(
    _ name: String, _ value: Double, in range: some RangeExpression<Double>, _ words: String
  ) throws(TorchError) {
    guard range.contains(value), value.isFinite else {
      throw TorchError("\(name) has to be \(words), not \(value)")
    }
  }

  func validateCommon() throws(TorchError) {
    try require("the learning rate", learningRate, in: 0..., "0 or greater")
    try require("the weight decay", weightDecay, in: 0..., "0 or greater")
  }
}
