import Foundation
import Testing

@testable import Datasets

/// A folder for one test, removed with it.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/datasets-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Writes a file and returns its path.
  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let file = "\(path)/\(name)"
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: file))
    return file
  }

  /// Writes a text file and returns its path.
  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    try write(name, Array(text.utf8))
  }

  /// The names of all files in the folder, sorted, folders and hidden files included.
  var contents: [String] {
    (FileManager.default.enumerator(atPath: path)?.allObjects as? [String] ?? []).sorted()
  }

  /// A search path with nothing else on it.
  var searchPath: SearchPath {
    SearchPath(directory: path, variable: nil, system: [], cache: "\(path)/cache")
  }
}

/// The error that an operation throws.
func datasetError(
  sourceLocation: SourceLocation = #_sourceLocation,
  _ operation: () async throws -> some Any
) async -> DatasetError? {
  do {
    _ = try await operation()
    Issue.record("expected an error, none was thrown", sourceLocation: sourceLocation)
    return nil
  } catch {
    let error = error as? DatasetError
    #expect(error != nil, "expected a DatasetError", sourceLocation: sourceLocation)
    #expect(
      error?.description.contains("\n") != true, "expected one line",
      sourceLocation: sourceLocation)
    return error
  }
}

extension ExampleArray {
  /// All numbers of all examples.
  var allNumbers: [[Double]] { (0..<count).map { numbers(ofExample: $0) } }
}

/// Compresses bytes with `gzip`, the reference implementation.
func gzipped(_ bytes: [UInt8], in folder: TemporaryFolder) async throws -> [UInt8] {
  let plain = try folder.write("plain-\(UUID().uuidString)", bytes)
  let outcome = try #require(try await Tool.run("gzip", ["-n", plain]))
  #expect(outcome.succeeded)
  defer { try? FileManager.default.removeItem(atPath: plain + ".gz") }
  return Array(try Data(contentsOf: URL(fileURLWithPath: plain + ".gz")))
}

/// The folder of data for tests beside the checkout, or nil.
let sharedData: String? = {
  let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  let package = tests.deletingLastPathComponent().deletingLastPathComponent()
  let shared = package.deletingLastPathComponent().appendingPathComponent("shared/data").path
  return FileSystem.isFolder(shared) ? shared : nil
}()
