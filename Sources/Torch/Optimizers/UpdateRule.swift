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
