import ArgumentParser
import LearningRateFinder
import Reports
import RunFolders
import Sessions
import TrainerLink
import TrainingLogs

/// `lrfinder drive`: range tests on somebody's training script.
struct Drive: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a range test on a training script in any language, and print the answer.",
    usage: "lrfinder drive [<options>] -- <command> …",
    discussion: """
      The script asks for one learning rate at a time and reports one loss back: in Python with \
      'for rate in lrfinder.rates(): …; lrfinder.report(loss)', or with an adapter for PyTorch, \
      Keras, Lightning, Hugging Face or optax; in any other language by the protocol of \
      docs/protocol.md. Its standard streams stay its own, except that its standard output goes \
      to standard error beside --json and --rate-only.
      """)

  @Argument(
    parsing: .postTerminator, help: ArgumentHelp("The script with its arguments, after '--'."))
  var command: [String] = []

  @OptionGroup(title: "Script") var script: ScriptOptions
  @OptionGroup(title: "Range") var range: RangeOptions
  @OptionGroup(title: "Beyond the first test") var session: SessionOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  func validate() throws {
    if command.isEmpty {
      throw ValidationError("name the script after '--', as in: lrfinder drive -- python train.py")
    }
    if case .epoch = range.steps {
      throw ValidationError("--steps must be a number: only the script knows how long an epoch is")
    }
    try session.verification.requireRoom(for: script.runs)
  }

  func run() async throws {
    let interrupt = Interrupt()
    let ramp = try range.makeRamp(stepsPerEpoch: 0)
    // Without the folders: a title is short.
    let subject = command.map { $0.split(separator: "/").last ?? "/" }.joined(separator: " ")
    let folder = try RunFolder(at: output.out, named: "drive")
    let settings = settings(ramp: ramp)
    try folder.write(settings)
    let plan = session.plan(ramp, runs: script.runs, gradientAge: script.gradientAge)
    let parts = try script.targets(in: folder).map { target in
      let tensorBoard = try session.tensorBoard(
        for: target.folder, runs: script.runs, settings: settings)
      let search = SearchSession(
        plan, in: target.folder, interrupt: interrupt,
        output: .init(isQuiet: output.isQuiet, observer: tensorBoard, say: output.say))
      return (target: target, session: search)
    }
    let study = ScriptStudy(parts: parts, seed: script.seed, say: output.say)

    do {
      try await study.drive(
        TrainingScript(
          command: command, timeouts: script.timeouts,
          standardOutput: output.json || output.rateOnly ? .standardError : .inherited),
        isKeptAlive: script.keepAlive, isCancelled: { interrupt.isRequested })
      for part in parts { _ = try part.session.requireFindings() }
    } catch  where interrupt.isRequested || error is CancellationError {
      for part in parts { try? part.session.finishObserver() }
      throw StoppedSession(reason: "interrupted", steps: study.steps, keptIn: folder)
    } catch let error as TrainerError {
      for part in parts { try? part.session.finishObserver() }
      throw StoppedSession(reason: error.description, steps: study.steps, keptIn: folder)
    }

    var reports: [NamedReport] = []
    for (target, session) in parts {
      let report = RunReport(
        title: target.name.map { "\(subject): \($0)" } ?? subject,
        try session.requireFindings(), settings: settings, timing: session.timing)
      if let note = try await report.write(to: target.folder) { output.say(note) }
      try session.finishObserver()
      reports.append((target.name, report))
    }
    try await show(reports, keptIn: folder)
  }

  /// The report of an optimizer, with its name where there are several.
  private typealias NamedReport = (name: String?, report: RunReport)

  private func show(_ reports: [NamedReport], keptIn folder: RunFolder) async throws {
    if reports.count == 1 { return try await output.show(reports[0].report, keptIn: folder) }
    let parts = try reports.map { (name: $0.name ?? "", text: try $0.report.output(output.format)) }
    switch output.format {
    case .json:
      let members = parts.map { "\"\($0.name)\" : \($0.text)" }
      try StandardStreams.write("{\n\(members.joined(separator: ","))}\n")
    case .rateOnly:
      for part in parts where !part.text.isEmpty {
        try StandardStreams.write("\(part.name) \(part.text)")
      }
    case .text:
      for part in parts { try StandardStreams.write("\(part.name)\n\n\(part.text)\n") }
    }
    await output.finish(folder)
    if !reports.allSatisfy(\.report.isTrusted) { throw ExitCode(3) }
  }

  private func settings(ramp: Ramp) -> Settings {
    var settings: Settings = [
      "command": .text(command.joined(separator: " ")), "seed": .text("\(script.seed)"),
      "runs": .integer(script.runs), "keep_alive": .text(script.keepAlive ? "yes" : "no"),
      "loss": SettingValue(script.loss), "momentum": SettingValue(script.momentum),
      "from": .number(ramp.from), "to": .number(ramp.to),
      "steps": .integer(ramp.steps), "ramp": .text(ramp.shape.rawValue),
    ]
    if let groups = script.groups { settings["groups"] = .text("\(groups)") }
    for optimizer in script.optimizer {
      settings["optimizer_\(optimizer.name)"] = .number(optimizer.rate)
    }
    return settings.merging(session.settings) { _, new in new }
  }
}
