/// What one range test of a script is to be: its seed, whose rates it moves, which loss it reads.
public struct TestPlan: Hashable, Sendable {
  /// One of a script's several optimizers, tested while the others keep their rates.
  public struct Optimizer: Hashable, Sendable {
    /// The name that the script knows it by.
    public var name: String
    /// The rates of the others, by their names.
    public var fixedRates: [String: Double]

    /// Creates a choice among optimizers.
    ///
    /// - Parameters:
    ///   - name: The name of the optimizer whose rate is moved.
    ///   - fixedRates: The rates of the others, by their names.
    public init(_ name: String, fixedRates: [String: Double]) {
      self.name = name
      self.fixedRates = fixedRates
    }
  }

  /// The number of the run, from 0.
  public var run: Int
  /// What the script's weights and data order are to depend on.
  public var seed: UInt64
  /// The factor of each parameter group's rate to the ramp's; nil where all have the ramp's.
  public var groupRatios: [Double]?
  /// Which of several optimizers is tested; nil where there is one.
  public var optimizer: Optimizer?
  /// The name of the loss that the curve is made of: `loss`, `validation_loss`, or a named one.
  public var loss: String

  /// Creates a plan.
  ///
  /// - Parameters:
  ///   - run: The number of the run, from 0.
  ///   - seed: What the script's weights and data order are to depend on.
  ///   - groupRatios: The factor of each parameter group's rate to the ramp's.
  ///   - optimizer: Which of several optimizers is tested.
  ///   - loss: The name of the loss that the curve is made of.
  public init(
    run: Int = 0, seed: UInt64 = 0, groupRatios: [Double]? = nil, optimizer: Optimizer? = nil,
    loss: String = "loss"
  ) {
    self.run = run
    self.seed = seed
    self.groupRatios = groupRatios
    self.optimizer = optimizer
    self.loss = loss
  }

  /// The loss on held-out data that belongs to the loss of the plan; nil where none was measured, and
  /// where the plan reads another loss than that of the mini-batch.
  func heldOutLoss(of losses: StepLosses) -> Double? {
    loss == "loss" ? losses.validationLoss : nil
  }

  /// The rates of a step.
  func rates(at rate: Double) -> StepRates {
    var rates = StepRates(learningRate: rate)
    rates.groups = groupRatios.map { $0.map { $0 * rate } }
    if let optimizer {
      rates.optimizer = optimizer.name
      rates.byOptimizer = optimizer.fixedRates.merging([optimizer.name: rate]) { _, new in new }
    }
    return rates
  }
}
