public import LearningRateFinder

/// The settings that the runs of one part of a study have in common.
public struct StudyCell: Hashable, Sendable {
  /// What its folder is called, such as `sgd-batch-64`.
  public let name: String
  /// The number of examples in a mini-batch.
  public let batchSize: Int
  /// The optimizer's name.
  public let optimizer: String
  /// How much a step shrinks the weights; nil for the optimizer's own.
  public let weightDecay: Double?
  /// How old the optimizer's gradients are.
  public let gradientAge: GradientAge?
  /// The rates that every run goes through; the steps of an epoch depend on the batch size.
  public let ramp: Ramp

  /// Creates a cell.
  ///
  /// - Parameters:
  ///   - optimizer: The optimizer's name.
  ///   - batchSize: The number of examples in a mini-batch.
  ///   - weightDecay: How much a step shrinks the weights; nil for the optimizer's own.
  ///   - gradientAge: How old the optimizer's gradients are.
  ///   - ramp: The rates that every run goes through.
  public init(
    optimizer: String, batchSize: Int, weightDecay: Double?, gradientAge: GradientAge?, ramp: Ramp
  ) {
    self.ramp = ramp
    self.batchSize = batchSize
    self.optimizer = optimizer
    self.weightDecay = weightDecay
    self.gradientAge = gradientAge
    name = "\(optimizer)-batch-\(batchSize)" + (weightDecay.map { "-decay-\($0)" } ?? "")
  }

  /// What people read, such as `sgd, batch 64`.
  public var label: String { label(of: { _ in true }) }

  /// What tells the cell from the others of a study, such as `batch 64`.
  ///
  /// - Parameter cells: All cells of the study; a single one is told in full.
  /// - Returns: A few words.
  public func label(among cells: [StudyCell]) -> String {
    cells.count < 2 ? label : label { part in Set(cells.map(part)).count > 1 }
  }

  private func label(of isWanted: ((StudyCell) -> String?) -> Bool) -> String {
    let parts: [(StudyCell) -> String?] = [
      { $0.optimizer }, { "batch \($0.batchSize)" }, { $0.weightDecay.map { "decay \($0.brief)" } },
    ]
    return parts.filter(isWanted).compactMap { $0(self) }.joined(separator: ", ")
  }
}
