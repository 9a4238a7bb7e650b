/// The trainings of a study: several runs of every combination of batch size, optimizer and weight
/// decay.
///
/// The run of a number has the same seeds in every cell, so that cells differ in nothing else.
public struct StudyPlan: Hashable, Sendable {
  /// What the runs of one part of the study have in common.
  public struct Cell: Hashable, Sendable {
    /// The optimizer, with its weight decay.
    public let optimizer: OptimizerSettings
    /// The number of examples in a mini-batch.
    public let batchSize: Int
  }

  /// What the runs of a cell differ in.
  public enum Variation: Hashable, Sendable {
    /// The initial weights and the data order.
    case weightsAndOrder
    /// The initial weights; the data order is the same.
    case weights
    /// The data order; the initial weights are the same.
    case order

    /// What the runs differ in, as a sentence calls it.
    public var name: String {
      switch self {
      case .weightsAndOrder: "the initialization (weights and data order)"
      case .weights: "the initialization"
      case .order: "the data order"
      }
    }
  }

  /// The combinations: optimizers before weight decays before batch sizes.
  public let cells: [Cell]
  /// The number of runs of each cell.
  public let runs: Int
  /// What the runs of a cell differ in.
  public let variation: Variation
  private let base: TrainingSettings

  /// Combines settings.
  ///
  /// - Parameters:
  ///   - base: What all runs have in common, and the seed of the first.
  ///   - runs: The number of runs of each cell, at least 1.
  ///   - variation: What the runs of a cell differ in.
  ///   - batchSizes: The batch sizes; that of `base` where there are none.
  ///   - optimizers: The optimizers; that of `base` where there are none. Those without a momentum
  ///     setting do without the momentum of `base`.
  ///   - weightDecays: The weight decays; that of `base` where there are none.
  /// - Throws: `TrainingError` for a value that is there twice.
  public init(
    _ base: TrainingSettings, runs: Int, variation: Variation = .weightsAndOrder,
    batchSizes: [Int] = [], optimizers: [OptimizerSettings.Kind] = [], weightDecays: [Double] = []
  ) throws(TrainingError) {
    precondition(runs >= 1, "a study has at least one run")
    self.base = base
    self.runs = runs
    self.variation = variation
    try Self.requireDistinct(batchSizes, "batch size")
    try Self.requireDistinct(optimizers.map(\.rawValue), "optimizer")
    try Self.requireDistinct(weightDecays, "weight decay")
    let decays =
      weightDecays.isEmpty ? [base.optimizer.weightDecay] : weightDecays.map(Optional.some)
    let kinds =
      optimizers.isEmpty
      ? [base.optimizer] : optimizers.map { base.optimizer.ofKind($0) }
    cells = kinds.flatMap { kind in
      decays.flatMap { decay in
        (batchSizes.isEmpty ? [base.batchSize] : batchSizes).map { size in
          var optimizer = kind
          optimizer.weightDecay = decay
          return Cell(optimizer: optimizer, batchSize: size)
        }
      }
    }
  }

  /// What a run is made of.
  ///
  /// - Parameters:
  ///   - run: The run, from 0.
  ///   - cell: The cell, from 0.
  /// - Returns: The settings of a learner.
  public func settings(run: Int, of cell: Int) -> TrainingSettings {
    precondition((0..<runs).contains(run), "there are \(runs) runs, from 0")
    var settings = base
    settings.optimizer = cells[cell].optimizer
    settings.batchSize = cells[cell].batchSize
    let seed = base.seed &+ UInt64(run)
    settings.seed = variation == .order ? base.seed : seed
    settings.orderSeed = variation == .weights ? base.seed : seed
    return settings
  }

  private static func requireDistinct<Value: Hashable>(
    _ values: [Value], _ what: String
  ) throws(TrainingError) {
    var seen: Set<Value> = []
    for value in values where !seen.insert(value).inserted {
      throw TrainingError("the \(what) \(value) is there twice")
    }
  }
}

extension OptimizerSettings {
  /// Another optimizer with those of these settings that it has.
  fileprivate func ofKind(_ kind: Kind) -> OptimizerSettings {
    OptimizerSettings(
      kind, momentum: kind == .sgd || kind == .rmsprop ? momentum : nil,
      isNesterov: kind == .sgd && isNesterov, weightDecay: weightDecay)
  }
}
