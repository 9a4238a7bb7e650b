import ArgumentParser
import Foundation
import Reports
import RunFolders
import TrainingLogs

/// Where a run of many minutes is kept, how it goes on after an interruption, and what is printed.
struct LongRunOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Keep the run in this folder, new or empty.", valueName: "dir"))
  var out: String?

  @Option(
    help: ArgumentHelp(
      "Go on with the interrupted run in this folder; its options come with it.",
      valueName: "dir"))
  var resume: String?

  @Flag(help: "Print the result as one JSON object, and nothing else.")
  var json = false

  @Flag(help: "Show no progress and no messages.")
  var quiet = false

  @OptionGroup var opening: OpenOption

  func validate() throws {
    if out != nil, resume != nil { throw ValidationError("choose one of --out and --resume") }
  }

  /// Whether to show neither progress nor messages.
  var isQuiet: Bool { quiet || json }

  /// Shows a message on standard error.
  func say(_ message: String) {
    if !quiet { StandardStreams.tell(message) }
  }

  /// Prints a line of the result, or nothing where JSON is wanted.
  func print(_ line: String) throws {
    if !json { try StandardStreams.write("\(line)\n") }
  }

  /// Writes the report of a run that is over, says where it is kept, and opens the report where that
  /// was asked for.
  ///
  /// - Parameters:
  ///   - folder: The run's folder, with its result.
  ///   - title: What was trained on what.
  /// - Throws: `LogError` where the result cannot be read back, or the page not be written.
  func report(_ folder: RunFolder, title: String) async throws {
    let report = try HTMLReport(ofRunIn: folder.path(""), title: title)
    if let note = try await report.write(to: folder) { say(note) }
    if !isQuiet { say("kept in \(folder.path(""))") }
    if let note = await opening.openReport(of: folder) { say(note) }
  }

  /// Prints the result as JSON, where that is wanted.
  func show(_ result: some Encodable) throws {
    if json { try StandardStreams.write(RunFolder.json(result)) }
  }
}

/// A command whose run can be interrupted and resumed.
protocol LongRun: ParsableCommand {
  /// Where the run is kept.
  var keep: LongRunOptions { get set }
  /// What was asked for, by the names of the options: what must be the same to go on.
  var settings: Settings { get }
}

extension LongRun {
  /// The command that the run in the folder was started with.
  ///
  /// Options that were given beside `--resume` must be those of the run.
  ///
  /// - Throws: A `UsageError` that names the first option that differs.
  func resumed(from path: String) throws -> (command: Self, folder: RunFolder) {
    var (command, begun) = try Self.resumed(from: path, \.settings)
    command.keep = keep
    return (command, begun.folder)
  }

  /// Writes what the run is made with into a fresh folder, with the number of threads that was
  /// chosen: a run that goes on with another number would not give the same bits.
  func begin(in folder: RunFolder, _ settings: Settings, threads: Int) throws {
    try folder.begin(
      Self.subcommand, settings, arguments: Self.givenArguments + ["--threads", "\(threads)"])
  }
}

extension ParsableCommand {
  /// The command's name, as it is written on the command line.
  static var subcommand: String { "\(Self.self)".lowercased() }

  /// The arguments behind the command's name.
  static var givenArguments: [String] { Array(CommandLine.arguments.dropFirst(2)) }

  /// The command that a run was started with, checked against what is given beside `--resume`.
  ///
  /// Only what is given is compared: an option that is left out is that of the run.
  ///
  /// - Parameters:
  ///   - path: The run's folder, as it was named.
  ///   - isShared: Whether several processes work in the folder side by side.
  ///   - settings: What a command says of its run.
  /// - Returns: The command, and the run.
  /// - Throws: A `UsageError` that names the first option that differs, and `LogError` where the
  ///   folder holds no such run, or another process is at it.
  static func resumed(
    from path: String, isShared: Bool = false, _ settings: (Self) -> Settings
  ) throws -> (command: Self, begun: RunFolder.Begun) {
    let begun = try RunFolder.resume(path, of: subcommand, isShared: isShared)
    // What is printed is no part of a run: it may be something else this time.
    let arguments = begun.arguments.filter { $0 != "--json" && $0 != "--rate-only" }
    guard let command = try? Self.parse(arguments) else {
      throw LogError(
        "\(begun.folder.path("settings.json")): its arguments are not those of a \(subcommand)")
    }
    // Of an option that is given twice, the last one counts.
    let given = try Self.parse(arguments + givenArguments[...].withoutResume)
    let (own, others) = (settings(command), settings(given))
    for (name, value) in own.sorted(by: { $0.key < $1.key }) where others[name] != value {
      let other = others[name] ?? .none
      throw OtherRun(
        "\(path) holds another \(subcommand): its \(name) is \(value.words), not \(other.words)")
    }
    return (command, begun)
  }
}

/// A run folder with other settings than those asked for.
private struct OtherRun: UsageError, CustomStringConvertible {
  let description: String
  let isUsage = true

  init(_ description: String) { self.description = description }
}

/// Somebody stopped a long run, which can go on.
struct InterruptedRun: Error, CustomStringConvertible {
  let command: String
  let folder: RunFolder

  var description: String {
    "interrupted; go on with: lrfinder \(command) --resume \(folder.path(""))"
  }
}

extension ArraySlice<String> {
  /// The arguments without `--resume` and its folder.
  fileprivate var withoutResume: [String] {
    var words = self
    var others: [String] = []
    while let word = words.popFirst() {
      if word == "--resume" {
        _ = words.popFirst()
      } else if !word.hasPrefix("--resume=") {
        others.append(word)
      }
    }
    return others
  }
}
