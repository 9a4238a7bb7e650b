internal import Foundation

/// A folder of logs.
struct LogFolder {
  private let path: String

  /// The names of logs that frameworks give, and this package.
  private static let knownNames = [
    "curve.csv", "metrics.csv", "trainer_state.json", "training.log", "log.csv", "metrics.jsonl",
  ]

  init(_ path: String) { self.path = path }

  /// Reads what is in the folder.
  ///
  /// Of several runs, those that have no rates or no losses are left out with a note, unless they
  /// are the held-out examples of another one: Keras' `validation` beside its `train` is that.
  ///
  /// - Throws: `LogError` where there are no logs, or none that makes a curve.
  func read(_ options: LogOptions) throws(LogError) -> [CurveLog] {
    let runs = eventFiles()
    guard !runs.isEmpty else { return try readKnownNames(options) }
    var logs: [CurveLog] = []
    var failures: [LogError] = []
    let heldOut = heldOut(in: runs, options)
    let partners = Set(heldOut.values.map(\.folder))
    for (folder, files) in runs where !partners.contains(folder) {
      do {
        // A folder with only a picture, or only hyper-parameters, is no run.
        if let log = try CurveLog(
          eventFiles: files, heldOut: heldOut[folder], of: folder, options)
        {
          logs.append(log)
        }
      } catch {
        failures.append(error)
      }
    }
    guard let first = logs.first else {
      throw failures.first ?? LogError("\(path): has no scalars")
    }
    let notes = failures.map { "left out: \($0)" }
    logs[0] = CurveLog(first, adding: notes)
    return logs
  }

  /// The folders of held-out examples by those of their runs: they are beside these, are called
  /// like these, and have no rates of their own.
  private func heldOut(
    in runs: [(folder: String, files: [String])], _ options: LogOptions
  ) -> [String: HeldOutEvents] {
    guard options.validationTag == nil else { return [:] }
    func name(_ folder: String) -> String { (folder as NSString).lastPathComponent }
    func what(_ folder: String) -> [AnyHashable] {
      [(folder as NSString).deletingLastPathComponent, SeriesNames.meaning(name(folder))]
    }
    let held = Dictionary(
      runs.filter { SeriesNames.speaksOfValidation(name($0.folder)) }.map { (what($0.folder), $0) },
      uniquingKeysWith: { first, _ in first })
    var found: [String: HeldOutEvents] = [:]
    for (folder, _) in runs where !held.isEmpty && !SeriesNames.speaksOfValidation(name(folder)) {
      guard let other = held[what(folder)] else { continue }
      found[folder] = HeldOutEvents(other.files, folder: other.folder, options)
    }
    return found
  }

  /// The event files by their folder, in the order of their names, which begin with their time.
  private func eventFiles() -> [(folder: String, files: [String])] {
    var runs: [String: [String]] = [:]
    for name in FileManager.default.enumerator(atPath: path) ?? FileManager.DirectoryEnumerator() {
      guard let name = name as? String, LogFormat.isEventFile(name) else { continue }
      let folder = (name as NSString).deletingLastPathComponent
      runs[folder.isEmpty ? path : "\(path)/\(folder)", default: []].append("\(path)/\(name)")
    }
    return runs.sorted { $0.key.compare($1.key, options: .numeric) == .orderedAscending }
      .map { ($0.key, $0.value.sorted()) }
  }

  /// The curves of this package's run folder that its answer is from: those of its last plan.
  ///
  /// A test that was repeated after its first run has that one in `curve.csv`.
  private func ownCurves() -> [String] {
    if let last = names(in: path).last(where: { $0.hasPrefix("attempt-") }) {
      let curves = csvFiles(in: "\(path)/\(last)")
      if !curves.isEmpty { return curves }
    }
    // Others there are of a training that found its rate again: tests of other weights.
    let curves = csvFiles(in: "\(path)/curves").filter { $0.hasPrefix("\(path)/curves/run-") }
    let first = "\(path)/curve.csv"
    let isApart =
      !curves.isEmpty && !curves.contains("\(path)/curves/run-1.csv")
      && FileManager.default.fileExists(atPath: first)
    return (isApart ? [first] : []) + curves
  }

  private func csvFiles(in folder: String) -> [String] {
    names(in: folder).filter { $0.hasSuffix(".csv") }.map { "\(folder)/\($0)" }
  }

  /// What is in a folder, in the order of the numbers in the names.
  private func names(in folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
      .sorted { $0.compare($1, options: .numeric) == .orderedAscending }
  }

  private func readKnownNames(_ options: LogOptions) throws(LogError) -> [CurveLog] {
    let runs = ownCurves()
    let files =
      runs.isEmpty
      ? Self.knownNames.map { "\(path)/\($0)" }
        .filter { FileManager.default.fileExists(atPath: $0) }
      : runs
    guard !files.isEmpty else {
      throw LogError(
        "\(path): has no logs: expected TensorBoard event files, "
          + Self.knownNames.joined(separator: ", ") + ", or the name of a file")
    }
    var logs: [CurveLog] = []
    for file in files { logs.append(try CurveLog(file: file, options)) }
    return logs
  }
}

extension CurveLog {
  fileprivate init(_ log: CurveLog, adding notes: [String]) {
    source = log.source
    curve = log.curve
    steps = log.steps
    self.notes = log.notes + notes
  }
}
