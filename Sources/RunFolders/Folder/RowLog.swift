internal import Foundation
internal import TrainingLogs

/// A CSV file to which rows are appended as they are made, and that a later process goes on with.
///
/// Values are numbers and plain words: nothing is quoted. A last line that its writer did not
/// finish is dropped.
public final class RowLog {
  /// The rows that were in the file when it was opened, without the header.
  public let rows: [[String]]
  private let path: String
  private let file: FileHandle

  /// Opens a file, or creates it.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - header: The names of the columns.
  ///   - keep: Which of the rows that are there are kept; the others are removed from the file.
  /// - Throws: `LogError` for a file with another header, and with the system's reason.
  public init(
    _ path: String, header: [String], keep: (_ row: [String]) -> Bool = { _ in true }
  ) throws {
    self.path = path
    let url = URL(filePath: path)
    var kept: [[String]] = []
    if FileManager.default.fileExists(atPath: path) {
      let text = String(decoding: try Data(contentsOf: url), as: UTF8.self)
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      lines.removeLast()
      let all = lines.map { line in
        line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      guard all.first.map({ $0 == header }) ?? true else {
        throw LogError("\(path) has other columns than \(header.joined(separator: ","))")
      }
      kept = all.dropFirst().filter { $0.count == header.count && keep($0) }
    }
    rows = kept
    let text = ([header] + kept).map { $0.joined(separator: ",") + "\n" }.joined()
    do {
      try Data(text.utf8).write(to: url, options: .atomic)
      file = try FileHandle(forWritingTo: url)
      try file.seekToEnd()
    } catch {
      throw LogError("cannot write \(path): \(error.systemReason)")
    }
  }

  deinit { try? file.close() }

  /// Appends a row.
  ///
  /// - Parameter values: As many as there are columns.
  /// - Throws: `LogError` with the system's reason, such as a full disk.
  public func append(_ values: [String]) throws {
    do { try file.write(contentsOf: Data((values.joined(separator: ",") + "\n").utf8)) } catch {
      throw LogError("cannot write to \(path): \(error.systemReason)")
    }
  }
}
