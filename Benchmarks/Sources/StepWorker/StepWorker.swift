import ArgumentParser
import Datasets
import Foundation
import Torch
import Training

/// The Swift contestant: makes training steps when the driver asks for them, and times them.
///
/// It loads, warms up, prints `ready`, and then waits. For each line on its standard input, such
/// as `go 100`, it makes so many steps of the loop that is named (see `Request.Loop`), and prints
/// the nanoseconds that they took. It ends with its input.
@main
struct StepWorker: AsyncParsableCommand {
  @Option(help: "mlp, cnn, resnet8 or resnet56.") var model: Model = .mlp
  @Option(help: "A number, or auto for the learner's choice.") var threads: Threads = .automatic
  @Option(help: "The data set by name or path.") var data = "fashion-mnist"
  @Flag(help: "Begin a new model every hundred steps.") var study = false
  @Flag(help: "Crop and mirror the images at random.") var augment = false

  func run() async throws {
    try Torch.tuneProcess()
    let dataset =
      model.isForNoise ? try noise(count: 2048) : try await DatasetCatalog.load(data).train
    var settings = TrainingSettings(model: model.name, batchSize: model.batchSize, seed: 1)
    settings.isAugmented = augment
    let learner = try Learner(settings, on: dataset)
    switch threads {
    case .automatic: try learner.chooseThreadCount(upTo: ProcessInfo.processInfo.processorCount)
    case .number(let count): try setThreadCount(count)
    }
    let loops = Loops(learner: learner)
    let studies = Studies(settings: settings, data: dataset)
    _ = try loops.time(.rangeTest, steps: model.warmUpSteps)
    try answer("ready")
    while let line = readLine() {
      let request = try Request(line)
      let duration =
        study
        ? try studies.time(steps: request.steps)
        : try loops.time(request.loop, steps: request.steps)
      try answer("\(Int(duration / .nanoseconds(1)))")
    }
  }

  private func answer(_ line: String) throws {
    try FileHandle.standardOutput.write(contentsOf: Data("\(line)\n".utf8))
  }
}

/// The models of the benchmark.
enum Model: String, ExpressibleByArgument {
  case mlp, cnn, resnet8, resnet56

  /// The name in the catalogue.
  var name: String { self == .resnet8 ? "resnet:8" : rawValue }

  /// Whether it is trained on images of CIFAR's size that show nothing.
  var isForNoise: Bool { self == .resnet8 || self == .resnet56 }

  var batchSize: Int {
    switch self {
    case .mlp: 64
    case .cnn, .resnet8: 128
    case .resnet56: 512
    }
  }

  var warmUpSteps: Int {
    switch self {
    case .mlp: 200
    case .cnn, .resnet8: 10
    case .resnet56: 2
    }
  }
}

/// How many threads a step uses.
enum Threads: ExpressibleByArgument {
  case automatic
  case number(Int)

  init?(argument: String) {
    if argument == "auto" {
      self = .automatic
    } else if let count = Int(argument), count > 0 {
      self = .number(count)
    } else {
      return nil
    }
  }
}
