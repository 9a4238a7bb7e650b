internal import CTorch

/// Changes the parameters of a model by their gradients.
///
/// ```swift
/// let optimizer = try Optimizer(model.parameters, rule: SGD(learningRate: 0.1, momentum: 0.9))
/// try optimizer.zeroGradients()
/// try Loss.crossEntropy(model(x), y).backward()
/// try optimizer.step()
/// ```
public final class Optimizer {
  /// The parameter groups, in the order in which they were added.
  public private(set) var groups: [ParameterGroup] = []

  /// An optimizer of one group.
  ///
  /// - Throws: `TorchError` for settings out of range.
  public init(_ parameters: [Tensor], rule: any UpdateRule) throws(TorchError) {
    try addGroup(parameters, rule: rule)
  }

  /// Adds parameters with settings of their own; no parameter may be in two groups.
  ///
  /// - Throws: `TorchError` for settings out of range.
  public func addGroup(_ parameters: [Tensor], rule: any UpdateRule) throws(TorchError) {
    groups.append(try ParameterGroup(parameters, rule: rule))
  }

  /// Sets the learning rate of all groups.
  public func setLearningRate(_ rate: Double) {
    for group in groups { group.learningRate = rate }
  }

  /// Drops the gradients of all parameters.
  public func zeroGradients() throws(TorchError) {
    for group in groups { try group.zeroGradients() }
  }

  /// Updates all parameters that have a gradient.
  public func step() throws(TorchError) {
    for group in groups { try group.rule.update(group) }
  }

  /// Scales all gradients so that their common 2-norm is at most `maximum`.
  ///
  /// - Returns: The norm before.
  @discardableResult
  public func clipGradientNorm(_ maximum: Double) throws(TorchError) -> Double {
    var norm = 0.0
    let handles = groups.map(\.handle)
    try check(ct_clip_gradient_norm(handles, handles.count, maximum, &norm))
    return norm
  }
}

/// A deep copy of an optimizer's settings and state at one moment.
public struct OptimizerState {
  /// What belongs to one parameter group.
  public struct Group {
    /// The rule with its settings.
    public let rule: any UpdateRule
    /// The state of each parameter; nil where a tensor did not exist yet.
    public let tensors: [[Tensor?]]

    /// A group's settings and state.
    public init(rule: any UpdateRule, tensors: [[Tensor?]]) {
      self.rule = rule
      self.tensors = tensors
    }
  }

  /// The groups in order.
  public let groups: [Group]

  /// A state that came from elsewhere, such as a file.
  public init(groups: [Group]) { self.groups = groups }
}

extension Optimizer {
  /// Copies the settings and the state of all groups.
  public func snapshot() throws(TorchError) -> OptimizerState {
    var copies: [OptimizerState.Group] = []
    for group in groups {
      var tensors: [[Tensor?]] = []
      for state in try group.state() {
        var row: [Tensor?] = []
        for tensor in state { row.append(try tensor?.cloned()) }
        tensors.append(row)
      }
      copies.append(OptimizerState.Group(rule: group.rule, tensors: tensors))
    }
    return OptimizerState(groups: copies)
  }

  /// Puts the settings and the state of all groups back to what they were, bit for bit; also to
  /// that no step has been taken.
  ///
  /// - Throws: `TorchError` when the state is that of another optimizer.
  public func restore(_ state: OptimizerState) throws(TorchError) {
    guard state.groups.count == groups.count,
      zip(groups, state.groups).allSatisfy({ type(of: $0.rule) == type(of: $1.rule) })
    else { throw TorchError("the state is that of another optimizer: its groups differ") }
    for (group, saved) in zip(groups, state.groups) {
      group.rule = saved.rule
      try group.setState(saved.tensors)
    }
  }
}
