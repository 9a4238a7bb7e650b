import ArgumentParser
import LearningRateFinder
import RunFolders

extension Ramp.Shape: ExpressibleByArgument {}

/// The rates that a range test goes through.
struct RangeOptions: ParsableArguments {
  @Option(
    parsing: .unconditional, help: ArgumentHelp("The first learning rate.", valueName: "rate"))
  var from = 1e-7

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The last learning rate (default: 10).", valueName: "rate"))
  var to: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Instead of --to: the factor from one step to the next.", valueName: "factor"))
  var growth: Double?

  @Option(
    parsing: .unconditional, help: ArgumentHelp("The number of steps, or 'epoch'.", valueName: "n"),
    transform: Steps.init)
  var steps = Steps.count(100)

  @Option(help: "How the rate grows.")
  var ramp = Ramp.Shape.exponential

  /// A number of steps.
  enum Steps: CustomStringConvertible {
    /// So many.
    case count(Int)
    /// As many as an epoch has.
    case epoch

    init(_ argument: String) throws {
      if argument == "epoch" {
        self = .epoch
      } else if let count = Int(argument) {
        self = .count(count)
      } else {
        throw ValidationError("expected a whole number or 'epoch'")
      }
    }

    var description: String {
      switch self {
      case .count(let count): "\(count)"
      case .epoch: "epoch"
      }
    }
  }

  func validate() throws {
    if growth != nil, to != nil { throw ValidationError("choose one of --to and --growth") }
    if growth != nil, ramp == .linear {
      throw ValidationError("--growth is of an exponential ramp, not of a linear one")
    }
    // With 'epoch' the number of steps is known only with the data.
    if case .count(let count) = steps { _ = try makeRamp(steps: count) }
  }

  /// The ramp, with the number of steps of an epoch where that was asked for.
  func makeRamp(stepsPerEpoch: Int) throws -> Ramp {
    switch steps {
    case .count(let count): try makeRamp(steps: count)
    case .epoch: try makeRamp(steps: stepsPerEpoch)
    }
  }

  private func makeRamp(steps: Int) throws -> Ramp {
    do {
      if let growth { return try Ramp(from: from, growth: growth, steps: steps) }
      return try Ramp(ramp, from: from, to: to ?? 10, steps: steps)
    } catch {
      throw ValidationError(error.description)
    }
  }

  /// What was asked for, by the names of the options.
  var settings: Settings {
    [
      "from": .number(from), "to": SettingValue(to ?? (growth == nil ? 10 : nil)),
      "growth": SettingValue(growth), "steps": .text("\(steps)"), "ramp": .text(ramp.rawValue),
    ]
  }
}

extension Ramp {
  /// The ramp, by the names of the options.
  var settings: Settings {
    [
      "from": .number(from), "to": .number(to), "steps": .integer(steps),
      "ramp": .text(shape.rawValue),
    ]
  }
}
