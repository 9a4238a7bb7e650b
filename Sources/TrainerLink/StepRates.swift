/// The learning rates that a script is to train one mini-batch at.
public struct StepRates: Hashable, Sendable {
  /// The rate of the ramp.
  public var learningRate: Double
  /// The rate of each parameter group, where they differ.
  public var groups: [Double]?
  /// Which of several optimizers the rate is for; nil where there is one.
  public var optimizer: String?
  /// The rate of each of several optimizers.
  public var byOptimizer: [String: Double]?

  /// Creates the rates of a step.
  ///
  /// - Parameters:
  ///   - learningRate: The rate of the ramp, above zero.
  ///   - groups: The rate of each parameter group, where they differ.
  ///   - optimizer: Which of several optimizers the rate is for.
  ///   - byOptimizer: The rate of each of several optimizers.
  public init(
    learningRate: Double, groups: [Double]? = nil, optimizer: String? = nil,
    byOptimizer: [String: Double]? = nil
  ) {
    self.learningRate = learningRate
    self.groups = groups
    self.optimizer = optimizer
    self.byOptimizer = byOptimizer
  }
}
