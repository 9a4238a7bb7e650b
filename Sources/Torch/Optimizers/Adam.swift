internal import CTorch

/// Adam (Kingma and Ba 2014; torch.optim.Adam).
///
/// With g the gradient plus weightDecay × θ, and t the step from 1: m ← β₁ m + (1 - β₁) g,
/// v ← β₂ v + (1 - β₂) g², and
/// θ ← θ - learningRate × m / (1 - β₁ᵗ) / (√(v / (1 - β₂ᵗ)) + ε). With AMSGrad (Reddi et al. 2018)
/// the greatest v so far takes the place of v.
///
/// State: the number of steps, m, v, the greatest v.
public struct Adam: UpdateRule {
  /// The size of a step.
  public var learningRate: Double
  /// How much of the mean of the gradients stays, from 0 to below 1.
  public var beta1: Double
  /// How much of the mean of their squares stays, from 0 to below 1.
  public var beta2: Double
  /// Added to the denominator.
  public var epsilon: Double
  /// How much of the parameters is added to the gradient.
  public var weightDecay: Double
  /// Whether the denominator never shrinks.
  public var isAMSGrad: Bool

  /// The rule with its settings.
  public init(
    learningRate: Double = 1e-3, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0, isAMSGrad: Bool = false
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
    self.isAMSGrad = isAMSGrad
  }

  /// Four tensors of state.
  public static var stateCount: Int { 4 }

  /// Checks the settings.
  public func validate() throws(TorchError) {
    try validateCommon()
    try require("beta1", beta1, in: 0..<1, "from 0 to below 1")
    try require("beta2", beta2, in: 0..<1, "from 0 to below 1")
    try require("epsilon", epsilon, in: 0..., "0 or greater")
  }

  /// Updates a group.
  public func update(_ group: ParameterGroup) throws(TorchError) {
    try check(
      ct_adam_step(
        group.handle, learningRate, beta1, beta2, epsilon, weightDecay, false, isAMSGrad))
  }
}
