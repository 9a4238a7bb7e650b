internal import CTorch

/// Stochastic gradient descent with momentum (torch.optim.SGD).
///
/// With g the gradient plus weightDecay × θ, and b the momentum buffer (g at first):
/// b ← momentum × b + (1 - dampening) × g, and θ ← θ - learningRate × b, or, with Nesterov's
/// momentum, θ ← θ - learningRate × (g + momentum × b). Without momentum b is g.
///
/// State: the momentum buffer.
public struct SGD: UpdateRule {
  /// The size of a step.
  public var learningRate: Double
  /// How much of the buffer stays, from 0; 0 for none.
  public var momentum: Double
  /// How much of the gradient is kept out of the buffer.
  public var dampening: Double
  /// How much of the parameters is added to the gradient.
  public var weightDecay: Double
  /// Whether the momentum is Nesterov's.
  public var isNesterov: Bool

  /// The rule with its settings.
  public init(
    learningRate: Double = 1e-3, momentum: Double = 0, dampening: Double = 0,
    weightDecay: Double = 0, isNesterov: Bool = false
  ) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.dampening = dampening
    self.weightDecay = weightDecay
    self.isNesterov = isNesterov
  }

  /// One tensor of state.
  public static var stateCount: Int { 1 }

  /// Checks the settings.
  public func validate() throws(TorchError) {
    try validateCommon()
    try require("the momentum", momentum, in: 0..., "0 or greater")
    if isNesterov, momentum == 0 || dampening != 0 {
      throw TorchError("Nesterov's momentum needs a momentum and no dampening")
    }
  }

  /// Updates a group.
  public func update(_ group: ParameterGroup) throws(TorchError) {
    try check(
      ct_sgd_step(group.handle, learningRate, momentum, dampening, weightDecay, isNesterov))
  }
}
