internal import Foundation
internal import LearningRateFinder
internal import Schedules
internal import Torch

extension Trainer {
  /// Writes all that the training is at this step into one file, in place of an older one.
  ///
  /// A training that resumes from it goes on bit for bit as this one does, on the same kind of
  /// machine with the same number of threads. The file is in the safetensors format; the weights
  /// are the tensors whose names begin with `model.`.
  ///
  /// - Parameter path: The file.
  /// - Throws: `TrainingError` where it cannot be written, with the system's reason.
  public func writeCheckpoint(to path: String) throws {
    let snapshot = try learner.snapshot()
    var tensors = snapshot.model.tensors.map { NamedTensor("model.\($0.name)", $0.tensor) }
    for (name, tensor) in Self.named(snapshot.optimizer) {
      if let tensor { tensors.append(NamedTensor(name, tensor)) }
    }
    tensors.append(NamedTensor("order", try Tensor(snapshot.order.rows)))
    let rest = CheckpointRest(
      identity: CheckpointIdentity(learner, steps: steps), state: state, random: snapshot.random,
      position: snapshot.order.position, order: snapshot.order.generator,
      augmentation: snapshot.augmentation?.generator,
      groups: learner.optimizer.groups.map {
        CheckpointRest.Group(learningRate: $0.learningRate, momentum: $0.momentum)
      })
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .words
    let text = String(decoding: try encoder.encode(rest), as: UTF8.self)
    try CheckpointFile(tensors: tensors, texts: [CheckpointRest.key: text]).write(to: path)
  }

  /// Goes on with the training of a checkpoint.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - learner: A learner with the same settings, model and data, in whatever state.
  ///   - steps: The steps of the whole training, as before.
  ///   - heldOut: What to measure on after each epoch, as before.
  ///   - refinding: When to find the rate again, as before.
  /// - Throws: `TrainingError` for a file that is no checkpoint, and for one of another training;
  ///   the learner is then as it was.
  public convenience init(
    resuming path: String, _ learner: Learner, steps: Int, heldOut: HeldOutExamples? = nil,
    refinding: Refinding? = nil
  ) throws {
    let file = try CheckpointFile(contentsOf: path)
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .words
    guard let text = file.texts[CheckpointRest.key],
      let rest = try? decoder.decode(CheckpointRest.self, from: Data(text.utf8))
    else { throw TrainingError("\(path) is no checkpoint of a training", isUsage: false) }
    guard rest.isPossible(in: steps), CheckpointRest.hasPossibleNumbers(text) else {
      throw TrainingError(
        "\(path) is a damaged checkpoint: it counts what no training of \(steps) steps does",
        isUsage: false)
    }
    let asked = CheckpointIdentity(learner, steps: steps)
    if let difference = rest.identity.difference(from: asked) {
      throw TrainingError("\(path) is a checkpoint of another training: \(difference)")
    }
    let tensors = Dictionary(
      file.tensors.map { ($0.name, $0.tensor) }, uniquingKeysWith: { first, _ in first })
    let snapshot = try Self.snapshot(learner, tensors, rest, path)
    try self.init(
      learner, state: rest.state, steps: steps, heldOut: heldOut, refinding: refinding)
    try learner.restore(snapshot)
    for (group, saved) in zip(learner.optimizer.groups, rest.groups) {
      group.learningRate = saved.learningRate
      group.momentum = saved.momentum
    }
  }

  /// The optimizer's tensors under their names in a checkpoint.
  private static func named(_ state: OptimizerState) -> [(String, Tensor?)] {
    state.groups.enumerated().flatMap { group, saved in
      saved.tensors.enumerated().flatMap { parameter, slots in
        slots.enumerated().map { slot, tensor in
          (name(group: group, parameter: parameter, slot: slot), tensor)
        }
      }
    }
  }

  private static func name(group: Int, parameter: Int, slot: Int) -> String {
    "optimizer.\(group).\(parameter).\(slot)"
  }

  /// What a learner is to be put back to, checked before anything of it is changed.
  private static func snapshot(
    _ learner: Learner, _ tensors: [String: Tensor], _ rest: CheckpointRest, _ path: String
  ) throws -> Learner.Snapshot {
    let own = learner.model.namedParameters + learner.model.namedBuffers
    let groups = learner.optimizer.groups
    let saved = own.map { NamedTensor($0.name, tensors["model.\($0.name)"] ?? $0.tensor) }
    guard tensors.count(where: { $0.key.hasPrefix("model.") }) == own.count,
      own.allSatisfy({ tensors["model.\($0.name)"]?.shape == $0.tensor.shape }),
      rest.groups.count == groups.count
    else {
      throw TrainingError("\(path) is a checkpoint of another model: its tensors differ")
    }
    let optimizer = OptimizerState(
      groups: groups.enumerated().map { index, group in
        let slots = type(of: group.rule).stateCount
        let state = group.parameters.indices.map { parameter in
          (0..<slots).map { tensors[name(group: index, parameter: parameter, slot: $0)] }
        }
        return OptimizerState.Group(rule: group.rule, tensors: state)
      })
    var order = learner.order
    let rows = try tensors["order"]?.values(as: Int64.self) ?? []
    guard rows.sorted() == (0..<Int64(order.rows.count)).map(\.self),
      (0...rows.count).contains(rest.position)
    else {
      throw TrainingError("\(path) is a damaged checkpoint: its data order is none", isUsage: false)
    }
    order.rows = rows
    order.position = rest.position
    order.generator = rest.order
    var augmentation = learner.augmentation
    if let generator = rest.augmentation { augmentation?.generator = generator }
    return Learner.Snapshot(
      model: ModuleState(tensors: saved), optimizer: optimizer, random: rest.random, order: order,
      augmentation: augmentation)
  }
}

/// What a checkpoint keeps beside tensors.
private struct CheckpointRest: Codable {
  struct Group: Codable {
    let learningRate: Double
    let momentum: Double?
  }

  static let key = "lrfinder"

  let identity: CheckpointIdentity
  let state: Trainer.State
  let random: RandomState
  let position: Int
  let order: SeededGenerator
  let augmentation: SeededGenerator?
  let groups: [Group]

  /// Whether a training of so many steps can be where this one is said to be.
  func isPossible(in steps: Int) -> Bool {
    let progress = 0...max(0, steps)
    let made = state.progress.step
    return progress.contains(made) && (0...made).contains(state.lossCount)
      && state.lossSum.isFinite
      && state.epochs.allSatisfy {
        (0...made).contains($0.steps) && (1...steps).contains($0.number)
      }
      && groups.allSatisfy {
        $0.learningRate.isFinite && $0.learningRate >= 0
          && ($0.momentum.map { (0...1).contains($0) } ?? true)
      }
  }

  /// What counts something, wherever it is.
  private static let counts: Set<String> = [
    "cooldown", "cooling", "epoch", "lossCount", "number", "patience", "position", "step", "steps",
    "waited",
  ]

  /// Whether every count is one that can be counted on from without overflow, and every rate a
  /// number: types that keep theirs to themselves have them here, too.
  static func hasPossibleNumbers(_ text: String) -> Bool {
    func isPossible(_ value: Any) -> Bool {
      switch value {
      case let list as [Any]: list.allSatisfy(isPossible)
      case let object as [String: Any]:
        object.allSatisfy { key, value in
          // Infinity is a word in the file.
          if key == "learningRate" { return (value as? String) == nil }
          guard counts.contains(key), let count = (value as? NSNumber)?.doubleValue else {
            return isPossible(value)
          }
          return (0...0x1p40).contains(count)
        }
      default: true
      }
    }
    guard let tree = try? JSONSerialization.jsonObject(with: Data(text.utf8)) else { return false }
    return isPossible(tree)
  }
}

extension JSONEncoder.NonConformingFloatEncodingStrategy {
  fileprivate static var words: Self {
    .convertToString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  }
}

extension JSONDecoder.NonConformingFloatDecodingStrategy {
  fileprivate static var words: Self {
    .convertFromString(positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
  }
}
