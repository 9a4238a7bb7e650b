import ArgumentParser
import LearningRateFinder
import Reports
import RunFolders
import TrainerLink

/// How a script is started, and what is tested on it.
struct ScriptOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Repeat with so many seeds; the script finds its seed in LRFINDER_SEED.", valueName: "n"))
  var runs = 1

  @Option(help: ArgumentHelp("The seed of the first run.", valueName: "n"))
  var seed: UInt64 = 0

  @Flag(
    help: ArgumentHelp(
      "Let one process make all runs, and train on at the rate that was found.",
      discussion: "For scripts that put themselves back into their initial state."))
  var keepAlive = false

  @Option(help: ArgumentHelp("How long a step may take, in seconds.", valueName: "s"))
  var timeout = 60.0

  @Option(
    help: ArgumentHelp("How long the first step of a run may take, in seconds.", valueName: "s"))
  var startTimeout = 300.0

  @Option(
    help: ArgumentHelp(
      "The loss to judge by: 'loss' (the default), 'validation_loss', or a name from 'losses'.",
      valueName: "name"))
  var loss: String?

  @Option(
    help: ArgumentHelp(
      "The factor of each parameter group's rate to the ramp's, as in 1,0.1.", valueName: "list"),
    transform: GroupRatios.init)
  var groups: GroupRatios?

  @Option(
    help: ArgumentHelp(
      "One of several optimizers, and the rate that it keeps while another is tested.",
      discussion: "Once for each optimizer; every one gets a test and a suggestion of its own.",
      valueName: "name=rate"), transform: NamedRate.init)
  var optimizer: [NamedRate] = []

  @Option(
    help: ArgumentHelp(
      "The optimizer's momentum, or Adam's β1; 0 for one without. Knowing it makes a better answer.",
      valueName: "x"))
  var momentum: Double?

  /// One factor for each parameter group.
  struct GroupRatios: CustomStringConvertible {
    let ratios: [Double]

    init(_ argument: String) throws {
      let words = argument.split(separator: ",", omittingEmptySubsequences: false)
      ratios = words.compactMap { Double($0) }.filter { $0 > 0 && $0.isFinite }
      guard ratios.count == words.count else {
        throw ValidationError("expected numbers above 0 with commas between them")
      }
    }

    var description: String { ratios.map { "\($0)" }.joined(separator: ",") }
  }

  /// The name of an optimizer with its rate.
  struct NamedRate {
    let name: String
    let rate: Double

    init(_ argument: String) throws {
      let parts = argument.split(separator: "=")
      // The name is a folder's, too.
      guard parts.count == 2, parts[0].wholeMatch(of: /[A-Za-z0-9_-]+/) != nil,
        let rate = Double(parts[1]), rate > 0, rate.isFinite
      else { throw ValidationError("expected a name and a rate above 0, as in critic=1e-4") }
      name = String(parts[0])
      self.rate = rate
    }
  }

  func validate() throws {
    guard runs >= 1 else { throw ValidationError("--runs must be at least 1, not \(runs)") }
    for (name, seconds) in [("--timeout", timeout), ("--start-timeout", startTimeout)]
    where !(seconds > 0 && seconds <= 1e6) {
      throw ValidationError("\(name) must be above 0 and at most 1000000 seconds, not \(seconds)")
    }
    if let momentum, !(0..<1).contains(momentum) {
      throw ValidationError("--momentum lies from 0 up to 1, not at \(momentum)")
    }
    guard optimizer.count != 1 else {
      throw ValidationError(
        "--optimizer names each of several optimizers; a script with one needs none")
    }
    guard Set(optimizer.map(\.name)).count == optimizer.count else {
      throw ValidationError("--optimizer names an optimizer twice")
    }
  }

  /// How old the gradients in an update are; nil where the optimizer is not known.
  var gradientAge: GradientAge? { momentum.map(GradientAge.momentum) }

  /// How long to wait for the script.
  var timeouts: ScriptTimeouts {
    ScriptTimeouts(start: .seconds(startTimeout), step: .seconds(timeout))
  }

  /// What is tested, each with the folder of its curves.
  func targets(in folder: RunFolder) throws -> [ScriptStudy.Target] {
    if optimizer.isEmpty {
      return [
        ScriptStudy.Target(
          optimizer: nil, groups: groups?.ratios, loss: loss ?? "loss", folder: folder)
      ]
    }
    let rates = Dictionary(uniqueKeysWithValues: optimizer.map { ($0.name, $0.rate) })
    return try optimizer.map { tested in
      let others = rates.filter { $0.key != tested.name }
      return ScriptStudy.Target(
        optimizer: TestPlan.Optimizer(tested.name, fixedRates: others), groups: groups?.ratios,
        loss: loss ?? tested.name,
        folder: try RunFolder(at: folder.path(tested.name), named: tested.name))
    }
  }
}
