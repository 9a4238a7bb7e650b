internal import LearningRateFinder
internal import Torch

/// Which training a checkpoint is of: everything that must be the same for it to go on.
struct CheckpointIdentity: Codable {
  private struct Entry: Codable, Hashable {
    let name: String
    let value: String
  }

  private let entries: [Entry]

  init(_ learner: Learner, steps: Int) {
    let settings = learner.settings
    func text(_ value: (some Any)?) -> String { value.map { "\($0)" } ?? "default" }
    entries = [
      ("model", settings.model),
      ("optimizer", settings.optimizer.kind.rawValue),
      ("momentum", text(settings.optimizer.momentum)),
      ("Nesterov momentum", text(settings.optimizer.isNesterov)),
      ("weight decay", text(settings.optimizer.weightDecay)),
      ("loss", text(settings.loss?.rawValue)),
      ("batch size", text(settings.batchSize)),
      ("seed", text(settings.seed)),
      ("batches accumulated", text(settings.accumulate)),
      ("gradient norm", text(settings.clipNorm)),
      ("precision", settings.precision.rawValue),
      ("initialization", settings.initialization.rawValue),
      ("augmentation", text(settings.isAugmented)),
      ("data set", learner.dataName),
      ("number of examples", text(learner.order.rows.count)),
      ("number of steps", text(steps)),
    ].map { Entry(name: $0.0, value: $0.1) }
  }

  /// The first thing that differs, in words; nil where nothing does.
  func difference(from other: Self) -> String? {
    guard entries.map(\.name) == other.entries.map(\.name) else {
      return "it was written by another version"
    }
    for (own, others) in zip(entries, other.entries) where own != others {
      return "its \(own.name) is \(own.value), not \(others.value)"
    }
    return nil
  }
}
