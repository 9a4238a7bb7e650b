internal import CTorch

/// RMSprop (Tieleman and Hinton 2012; torch.optim.RMSprop).
///
/// With g the gradient plus weightDecay × θ: v ← α v + (1 - α) g², the denominator is √v + ε, or
/// √(v - m²) + ε for m ← α m + (1 - α) g if centred; then b ← momentum × b + g / denominator and
/// θ ← θ - learningRate × b.
///
/// State: v, m, b.
public struct RMSprop: UpdateRule {
  /// The size of a step.
  public var learningRate: Double
  /// α: how much of the mean of the squares stays, from 0 to 1.
  public var smoothing: Double
  /// Added to the denominator.
  public var epsilon: Double
  /// How much of the buffer b stays, from 0.
  public var momentum: Double
  /// How much of the parameters is added to the gradient.
  public var weightDecay: Double
  /// Whether gradients are measured by their variance instead of their square.
  public var isCentered: Bool

  /// The rule with its settings.
  public init(
    learningRate: Double = 1e-2, smoothing: Double = 0.99, epsilon: Double = 1e-8,
    momentum: Double = 0, weightDecay: Double = 0, isCentered: Bool = false
  ) {
    self.learningRate = learningRate
    self.smoothing = smoothing
    self.epsilon = epsilon
    self.momentum = momentum
    self.weightDecay = weightDecay
    self.isCentered = isCentered
  }

  /// Three tensors of state.
  public static var stateCount: Int { 3 }

  /// Checks the settings.
  public func validate() throws(TorchError) {
    try validateCommon()
    try require("the smoothing", smoothing, in: 0...1, "from 0 to 1")
    try require("epsilon", epsilon, in: 0..., "0 or greater")
    try require("the momentum", momentum, in: 0..., "0 or greater")
  }

  /// Updates a group.
  public func update(_ group: ParameterGroup) throws(TorchError) {
    try check(
      ct_rmsprop_step(
        group.handle, learningRate, smoothing, epsilon, momentum, weightDecay, isCentered))
  }
}
