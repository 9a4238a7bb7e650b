import Foundation
import RunFolders
import Testing
import TrainingLogs

@Suite struct RunFolderTests {
  private let scratch = FileManager.default.temporaryDirectory
    .appending(path: "runs-\(UUID().uuidString)", directoryHint: .isDirectory)

  @Test func takesAFolderThatIsNewOrEmpty() throws {
    defer { try? FileManager.default.removeItem(at: scratch) }
    let folder = try RunFolder(at: scratch.path(), named: "unused")
    _ = try RunFolder(at: scratch.path(), named: "unused")
    try folder.write(["model": "mlp", "steps": 100, "momentum": 0.9])
    let settings = try String(contentsOfFile: folder.path("settings.json"), encoding: .utf8)
    #expect(
      settings == """
        {
          "model" : "mlp",
          "momentum" : 0.9,
          "steps" : 100
        }

        """)
  }

  @Test func overwritesNothing() throws {
    defer { try? FileManager.default.removeItem(at: scratch) }
    let folder = try RunFolder(at: scratch.path(), named: "unused")
    try folder.write([:])
    let error = #expect(throws: LogError.self) {
      try RunFolder(at: scratch.path(), named: "unused")
    }
    #expect(
      error?.description == "\(scratch.path()) is not empty: name a new folder, or an empty one")
  }

  /// The system says why a folder cannot be made, in its own words.
  @Test func saysWhyAFolderCannotBeMade() throws {
    defer { try? FileManager.default.removeItem(at: scratch) }
    let folder = try RunFolder(at: scratch.path(), named: "unused")
    try folder.write([:])
    let inside = folder.path("settings.json/run")
    #expect(throws: LogError("cannot create the folder \(inside): Not a directory")) {
      try RunFolder(at: inside, named: "unused")
    }
  }

  @Test(arguments: ["with blank", "50%", "größe"])
  func overwritesNothingInFoldersOfAnyName(name: String) throws {
    defer { try? FileManager.default.removeItem(at: scratch) }
    let path = scratch.appending(path: name).path(percentEncoded: false)
    try RunFolder(at: path, named: "unused").write([:])
    #expect(throws: LogError("\(path) is not empty: name a new folder, or an empty one")) {
      try RunFolder(at: path, named: "unused")
    }
  }

  @Test func givesEachOfSeveralRunsItsOwnCurve() throws {
    defer { try? FileManager.default.removeItem(at: scratch) }
    let folder = try RunFolder(at: scratch.path(), named: "unused")
    #expect(try folder.curvePath(run: 0, of: 1).hasSuffix("/curve.csv"))
    #expect(try folder.curvePath(run: 4, of: 5).hasSuffix("/curves/run-5.csv"))
  }
}
