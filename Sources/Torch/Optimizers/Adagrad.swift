internal import CTorch

/// Adagrad (Duchi, Hazan and Singer 2011; torch.optim.Adagrad).
///
/// With g the gradient plus weightDecay × θ, and t the step from 1: s ← s + g² and
/// θ ← θ - learningRate / (1 + (t - 1) × learningRateDecay) × g / (√s + ε).
///
/// State: the number of steps, s.
public struct Adagrad: UpdateRule {
  /// The size of a step.
  public var learningRate: Double
  /// How fast the steps shrink.
  public var learningRateDecay: Double
  /// s before the first step.
  public var initialSum: Double
  /// Added to the denominator.
  public var epsilon: Double
  /// How much of the parameters is added to the gradient.
  public var weightDecay: Double

  /// The rule with its settings.
  public init(
    learningRate: Double = 1e-2, learningRateDecay: Double = 0, initialSum: Double = 0,
    epsilon: Double = 1e-10, weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.learningRateDecay = learningRateDecay
    self.initialSum = initialSum
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// Two tensors of state.
  public static var stateCount: Int { 2 }

  /// Checks the settings.
  public func validate() throws(TorchError) {
    try validateCommon()
    try require("the decay of the learning rate", learningRateDecay, in: 0..., "0 or greater")
    try require("the initial sum", initialSum, in: 0..., "0 or greater")
    try require("epsilon", epsilon, in: 0..., "0 or greater")
  }

  /// Updates a group.
  public func update(_ group: ParameterGroup) throws(TorchError) {
    try check(
      ct_adagrad_step(
        group.handle, learningRate, learningRateDecay, initialSum, epsilon, weightDecay))
  }
}
