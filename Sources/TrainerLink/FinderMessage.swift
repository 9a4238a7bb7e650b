internal import Foundation

/// What the finder says to a script: one JSON object a line.
enum FinderMessage: Hashable, Sendable {
  /// The answer to the script's own `hello`.
  case hello
  /// A range test begins: the script starts from its initial state, with this seed.
  case start(run: Int, seed: UInt64, steps: Int, optimizer: String?)
  /// Train the next mini-batch at these rates.
  case rate(step: Int, StepRates)
  /// The range test is over.
  case stop(reason: String, then: Sequel)
  /// The finder gives up.
  case error(String)

  /// What a script does after a range test.
  enum Sequel: Hashable, Sendable {
    /// Restores itself and waits for the next `start`.
    case run
    /// Restores itself and trains: at this rate, where one can be trusted.
    case train(learningRate: Double?)
    /// Ends.
    case exit
  }

  /// The message as a line, with its newline.
  func line() throws -> Data {
    let encoder = JSONEncoder()
    // Sorted, so that a client without a JSON reader can rely on the order.
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + [UInt8(ascii: "\n")]
  }
}

extension FinderMessage: Encodable {
  private enum Key: String, CodingKey {
    case type, `protocol`, run, seed, steps, step, optimizer, reason, then, message
    case learningRate = "learning_rate"
    case learningRates = "learning_rates"
    case groupLearningRates = "group_learning_rates"
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    switch self {
    case .hello:
      try values.encode("hello", forKey: .type)
      try values.encode(TrainerProtocol.version, forKey: .protocol)
    case .start(let run, let seed, let steps, let optimizer):
      try values.encode("start", forKey: .type)
      try values.encode(run, forKey: .run)
      try values.encode(seed, forKey: .seed)
      try values.encode(steps, forKey: .steps)
      try values.encodeIfPresent(optimizer, forKey: .optimizer)
    case .rate(let step, let rates):
      try values.encode("rate", forKey: .type)
      try values.encode(step, forKey: .step)
      try values.encode(rates.learningRate, forKey: .learningRate)
      try values.encodeIfPresent(rates.groups, forKey: .groupLearningRates)
      try values.encodeIfPresent(rates.optimizer, forKey: .optimizer)
      try values.encodeIfPresent(rates.byOptimizer, forKey: .learningRates)
    case .stop(let reason, let sequel):
      try values.encode("stop", forKey: .type)
      try values.encode(reason, forKey: .reason)
      switch sequel {
      case .run: try values.encode("run", forKey: .then)
      case .exit: try values.encode("exit", forKey: .then)
      case .train(let learningRate):
        try values.encode("train", forKey: .then)
        try values.encode(learningRate, forKey: .learningRate)
      }
    case .error(let message):
      try values.encode("error", forKey: .type)
      try values.encode(message, forKey: .message)
    }
  }
}
