internal import Foundation

/// A folder of logs.
struct LogFolder {
  let path: String

  /// The names of logs that frameworks give, and this package.
  private static let knownNames = [
    "curve.csv", "metrics.csv", "trainer_state.json", "training.log", "log.csv", "metrics.jsonl",
    "metrics.json", "results.csv", "history.csv", "trainer_log.jsonl", "output.log", "main.log",
  ]
  /// The endings of other logs.
  private static let endings = [".csv", ".tsv", ".jsonl", ".json", ".log", ".txt"]

  init(_ path: String) {
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  /// Finds the logs in the folder.
  ///
  /// - Returns: The logs, or why one is none; and whether all of them are asked for by being there,
  ///   or only those that have rates or losses.
  /// - Throws: `LogError` where there are no logs.
  func sources(
    _ options: LogOptions
  ) throws(LogError) -> (sources: [Result<LogSource, LogError>], mustBeRuns: Bool) {
    func logs(_ files: [String]) -> [Result<LogSource, LogError>] {
      files.map { file in Result { () throws(LogError) in try LogSource(file, options) } }
    }
    let files = filesBelow()
    let runs = grouped(files.filter(EventRows.isEventFile)) {
      ($0 as NSString).deletingLastPathComponent
    }
    if !runs.isEmpty {
      return (runs.map { .success(LogSource(eventFiles: $0.files, in: $0.key)) }, false)
    }
    let own = ownCurves()
    if !own.isEmpty { return (logs(own), true) }
    let metrics = grouped(files.filter { $0.contains("/metrics/") }) { file in
      file.range(of: "/metrics/").map { String(file[..<$0.lowerBound]) } ?? file
    }
    if !metrics.isEmpty {
      return (
        metrics.map { run in
          let named = run.files.map { (String($0.dropFirst(run.key.count + 9)), $0) }
          return .success(LogSource(metrics: named, of: run.key, options))
        }, false
      )
    }
    let known = files.filter { Self.knownNames.contains(name($0)) }
    if !known.isEmpty { return (logs(known), true) }
    let texts = files.filter { file in
      file.dropFirst(path.count + 1).contains("/") == false
        && Self.endings.contains { file.hasSuffix($0) || file.hasSuffix("\($0).gz") }
    }
    guard !texts.isEmpty else {
      throw LogError(
        "\(path): has no logs: expected TensorBoard event files, MLflow's metrics, "
          + Self.knownNames.prefix(6).joined(separator: ", ")
          + ", \(Self.endings.joined(separator: ", ")) or the name of a file")
    }
    return (logs(texts), false)
  }

  /// All files below the folder, in the order of the numbers in their names.
  private func filesBelow() -> [String] {
    var files: [String] = []
    guard let below = FileManager.default.enumerator(atPath: path) else { return [] }
    while let name = below.nextObject() as? String {
      let isFolder = below.fileAttributes?[.type] as? FileAttributeType == .typeDirectory
      if !isFolder { files.append("\(path)/\(name)") }
    }
    return files.sorted { $0.compare($1, options: .numeric) == .orderedAscending }
  }

  /// The files by what they have in common, in the order of their coming; the names of event files
  /// begin with their time.
  private func grouped(
    _ files: [String], by key: (String) -> String
  ) -> [(key: String, files: [String])] {
    var groups: [(key: String, files: [String])] = []
    var places: [String: Int] = [:]
    for file in files {
      let key = key(file)
      if let place = places[key] {
        groups[place].files.append(file)
      } else {
        places[key] = groups.count
        groups.append((key, [file]))
      }
    }
    return groups
  }

  private func name(_ file: String) -> String { (file as NSString).lastPathComponent }

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
}
