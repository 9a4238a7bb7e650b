import ArgumentParser
import Foundation
import Reports
import RunFolders
import Torch
import Training

extension Initialization: ExpressibleByArgument {}
extension Loss: ExpressibleByArgument {}
extension OptimizerSettings.Kind: ExpressibleByArgument {}
extension TrainingSettings.Precision: ExpressibleByArgument {}
extension TrainingError: UsageError {}

/// How to train, apart from the data and the learning rate.
struct TrainingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The model: \(ModelCatalog.names.joined(separator: ", ")).", valueName: "name"))
  var model = "mlp"

  @Option(
    help: ArgumentHelp(
      "The loss: \(Loss.allCases.map(\.rawValue).joined(separator: ", ")) (default: as the task asks).",
      valueName: "name"))
  var loss: Loss?

  @Option(
    name: .customLong("optimizer"),
    help: ArgumentHelp(
      "The optimizer: \(OptimizerSettings.Kind.allCases.map(\.rawValue).joined(separator: ", ")) (default: sgd).",
      valueName: "name"))
  var givenOptimizer: OptimizerSettings.Kind?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Momentum of sgd (default: 0.9) or rmsprop.", valueName: "x"))
  var momentum: Double?

  @Flag(help: "Use Nesterov's momentum (sgd).")
  var nesterov = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Weight decay (default: the optimizer's own).", valueName: "x"))
  var weightDecay: Double?

  @Option(
    name: .customLong("batch-size"), parsing: .unconditional,
    help: ArgumentHelp("Examples in a mini-batch (default: 64).", valueName: "n"))
  var givenBatchSize: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("What weights and data order depend on.", valueName: "n"))
  var seed: UInt64 = 0

  @Option(help: ArgumentHelp("Where to train: cpu, cuda, cuda:N or mps.", valueName: "name"))
  var device = "cpu"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Threads of the CPU: a number, or 'auto' to measure what is fastest.", valueName: "n"),
    transform: Threads.init)
  var threads = Threads.auto

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Mini-batches whose gradients make one update.", valueName: "n"))
  var accumulate = 1

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The highest norm of the gradient.", valueName: "x"))
  var clipNorm: Double?

  @Option(help: "What products are computed in.")
  var precision = TrainingSettings.Precision.float32

  @Option(
    name: .customLong("init"),
    help: ArgumentHelp(
      "How weights begin: \(Initialization.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "name"))
  var initialization = Initialization.default

  @Flag(help: "Shift images by up to 4 pixels and mirror them, at random.")
  var augment = false

  /// A number of threads.
  enum Threads: CustomStringConvertible {
    /// As many as are fastest.
    case auto
    /// So many.
    case count(Int)

    /// More make no step faster, and a hundred times as many crash libtorch.
    private static let most = 1024

    init(_ argument: String) throws {
      if argument == "auto" {
        self = .auto
      } else if let count = Int(argument), (1...Self.most).contains(count) {
        self = .count(count)
      } else {
        throw ValidationError("expected a number from 1 to \(Self.most), or 'auto'")
      }
    }

    var description: String {
      switch self {
      case .auto: "auto"
      case .count(let count): "\(count)"
      }
    }
  }

  private var optimizer: OptimizerSettings {
    OptimizerSettings(
      givenOptimizer ?? .sgd, momentum: momentum, isNesterov: nesterov, weightDecay: weightDecay)
  }
  private var batchSize: Int { givenBatchSize ?? 64 }

  /// The settings of one run of several.
  func settings(run: Int) throws -> TrainingSettings {
    TrainingSettings(
      model: model,
      optimizer: optimizer,
      batchSize: batchSize, seed: seed &+ UInt64(run), device: try parsedDevice(),
      accumulate: accumulate, clipNorm: clipNorm, precision: precision,
      initialization: initialization, isAugmented: augment, loss: loss)
  }

  private func parsedDevice() throws -> Device {
    do { return try Device(named: device) } catch { throw ValidationError(error.description) }
  }

  /// Sets the number of threads, and returns it.
  func setThreads(of learner: Learner) throws -> Int {
    switch threads {
    case .count(let count):
      try setThreadCount(count)
      return count
    case .auto:
      return try learner.chooseThreadCount(upTo: ProcessInfo.processInfo.activeProcessorCount)
    }
  }

  /// What is used, by the names of the options, but for what only the data and the machine tell.
  var settings: Settings {
    // What an optimizer refuses, the training does, too, with a reason.
    let optimizer = (try? optimizer.resolved()) ?? optimizer
    return [
      "model": .text(model), "loss": SettingValue(loss?.rawValue),
      "optimizer": .text(optimizer.kind.rawValue),
      "momentum": SettingValue(optimizer.momentum), "nesterov": .text(nesterov ? "yes" : "no"),
      "weight_decay": SettingValue(optimizer.weightDecay), "batch_size": .integer(batchSize),
      "accumulate": .integer(accumulate), "clip_norm": SettingValue(clipNorm),
      "init": .text(initialization.rawValue), "augment": .text(augment ? "yes" : "no"),
      "precision": .text(precision.rawValue), "device": .text(device), "seed": .text("\(seed)"),
    ]
  }

  /// What only the data and the machine tell, by the names of the options.
  func chosen(for learner: Learner, threads: Int) -> Settings {
    ["loss": .text(learner.objective.loss.rawValue), "threads": .integer(threads)]
  }
}
