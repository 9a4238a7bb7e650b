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
  public var label: String { label(among: [self]) }

  /// What tells the cell from the others of a study, such as `batch 64`.
  ///
  /// - Parameter cells: All cells of the study; a single one is told in full.
  /// - Returns: A few words.
  public func label(among cells: [StudyCell]) -> String {
    Self.label(of: parts, among: cells.map(\.parts))
  }

  private var parts: [String?] {
    Self.parts(optimizer: optimizer, batchSize: batchSize, weightDecay: weightDecay)
  }

  /// What people read of the settings of a cell, one by one.
  package static func parts(optimizer: String, batchSize: Int, weightDecay: Double?) -> [String?] {
    [optimizer, "batch \(batchSize)", weightDecay.map { "decay \($0.brief)" }]
  }

  /// Those settings of a cell that are not the same in all cells.
  package static func label(of parts: [String?], among cells: [[String?]]) -> String {
    parts.indices.filter { part in
      cells.count < 2 || Set(cells.map { $0[part] }).count > 1
    }.compactMap { parts[$0] }.joined(separator: ", ")
  }
}
