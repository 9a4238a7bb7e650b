public import Torch

extension Learner {
  /// Everything that a step changes, at one moment: weights, buffers, the optimizer's state, the
  /// random generators, and where in the data the training is.
  public struct Snapshot {
    let model: ModuleState
    let optimizer: OptimizerState
    let random: RandomState
    let order: BatchOrder
    let augmentation: Augmentation?
  }

  /// Copies everything that a step changes.
  ///
  /// - Throws: `TorchError` where there is no memory for it.
  public func snapshot() throws(TorchError) -> Snapshot {
    Snapshot(
      model: try model.snapshot(), optimizer: try optimizer.snapshot(),
      random: try RandomState(capturing: [settings.device]), order: order,
      augmentation: augmentation)
  }

  /// Puts everything back, bit for bit.
  ///
  /// - Throws: `TorchError` where libtorch refuses.
  public func restore(_ snapshot: Snapshot) throws(TorchError) {
    try model.restore(snapshot.model)
    try optimizer.restore(snapshot.optimizer)
    try snapshot.random.restore()
    order = snapshot.order
    augmentation = snapshot.augmentation
  }

  /// Calls `body`, then puts everything back as it was, whether it returned or threw.
  ///
  /// - Throws: What `body` throws, or `TorchError` where copying or putting back fails.
  public func withoutSideEffects<Value>(_ body: () throws -> Value) throws -> Value {
    let before = try snapshot()
    let result = Result { try body() }
    try restore(before)
    return try result.get()
  }
}
