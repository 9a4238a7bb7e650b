internal import Foundation
internal import LearningRateFinder
internal import RunFolders
internal import TrainingLogs

/// Reads a run back from the folder that keeps it.
enum KeptRun {
  /// The keys by which the results of different commands can be told.
  private struct Kind: Decodable {
    let cells: Ignored?
    let grid: Ignored?
    let findings: Ignored?
    let rules: Ignored?
  }

  /// Anything.
  private struct Ignored: Decodable { init(from decoder: any Decoder) {} }

  /// The run in a folder.
  ///
  /// - Parameter path: The folder.
  /// - Returns: The run as a report tells of it.
  /// - Throws: `LogError` where there is no result in it, or a damaged one.
  static func read(_ path: String) throws(LogError) -> any ReportedRun {
    let folder = RunFolder(URL(filePath: path, directoryHint: .isDirectory))
    let file = folder.path("result.json")
    guard let data = FileManager.default.contents(atPath: file) else {
      throw LogError("\(path) holds no finished run: expected a result.json in it")
    }
    do {
      let kind = try JSONDecoder().decode(Kind.self, from: data)
      if kind.cells != nil {
        return ReportedStudy(try JSONDecoder().decode(StudyDocument.self, from: data))
      }
      if kind.grid != nil {
        return ReportedGrid(try JSONDecoder().decode(GridDocument.self, from: data), in: folder)
      }
      if kind.findings != nil {
        return ReportedTraining(
          try JSONDecoder().decode(TrainingDocument.self, from: data), in: folder)
      }
      if kind.rules != nil {
        return ReportedRangeTests(
          try JSONDecoder().decode(ResultDocument.self, from: data),
          optimizer: folder.url.lastPathComponent)
      }
    } catch {
      throw LogError("\(file) is damaged, or of another version: \(reason(error))")
    }
    throw LogError("\(file) is no result of lrfinder: it has none of the keys that tell its kind")
  }

  /// What a decoder found, in one line.
  private static func reason(_ error: any Error) -> String {
    guard let error = error as? DecodingError else { return "\(error)" }
    func place(_ context: DecodingError.Context) -> String {
      let path = context.codingPath.map(\.stringValue).joined(separator: ".")
      return path.isEmpty ? "" : " at \(path)"
    }
    return switch error {
    case .keyNotFound(let key, let context):
      "there is no \(key.stringValue)\(place(context))"
    case .valueNotFound(_, let context), .typeMismatch(_, let context):
      "another kind of value was expected\(place(context))"
    case .dataCorrupted(let context):
      context.codingPath.isEmpty ? "it is no JSON" : "\(context.debugDescription)\(place(context))"
    @unknown default: "it cannot be decoded"
    }
  }
}
