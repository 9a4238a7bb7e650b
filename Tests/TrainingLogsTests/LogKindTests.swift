import Foundation
import LearningRateFinder
import Testing
import TrainingLogs

/// What is no log, and what a message may show of it.
@Suite struct LogKindTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// How files begin, as Latin-1, and what they are.
  static let kinds: [(start: String, kind: String)] = [
    ("PK\u{3}\u{4}\u{14}\u{0}", "a ZIP archive"), ("\u{93}NUMPY\u{1}\u{0}", "a NumPy array"),
    ("\u{80}\u{4}\u{95} \u{0}", "a Python pickle"), ("PAR1\u{15}\u{4}", "a Parquet file"),
    ("\u{89}PNG\r\n", "a PNG picture"), ("\u{7F}ELF\u{2}\u{1}\u{0}", "a program"),
    ("SQLite format 3\u{0}", "an SQLite database"), (":W&B\u{1}\u{0}", "a Weights & Biases run"),
    ("\u{FD}7zXZ\u{0}", "compressed by xz"), ("\u{1}\u{2}\u{3}\u{0}AB", "a binary file"),
  ]

  @Test(arguments: kinds)
  func isCalledByItsKind(start: String, kind: String) throws {
    let bytes = start.unicodeScalars.map { UInt8($0.value) }
    let path = try folder.write("x.csv", bytes + Array("loss \u{1B}]0;title\u{7}".utf8))
    let error = #expect(throws: LogError.self) { try CurveLog.read(path) }
    #expect(error?.description.hasPrefix("\(path): is no log but \(kind)") == true)
    #expect(error?.description.unicodeScalars.allSatisfy { $0.value >= 0x20 } == true)
  }

  /// Names with control characters, C1 included, are shown without them.
  @Test(arguments: [
    "step,lr\u{1B}]0;owned\u{7},x\n1,2,3\n", "step,lr\u{9B}31m,x\u{85}y\n1,2,3\n",
    "loss\u{1B}[2J,lr\n\u{1B}[2J,1\n", "{\"a\u{7}b\": 1}\n",
  ])
  func namesAreShownWithoutControls(text: String) throws {
    let path = try folder.write("x.csv", text)
    let error = #expect(throws: LogError.self) { try CurveLog.read(path) }
    let controls = error?.description.unicodeScalars.filter {
      $0.properties.generalCategory == .control
    }
    #expect(controls?.isEmpty == true)
  }

  @Test func namesThatAreThere() throws {
    let names = (1...30).map { "column\($0)" }
    let row = names.indices.map { "\($0)" }.joined(separator: ",")
    let path = try folder.write("x.csv", names.joined(separator: ",") + "\n\(row)\n")
    let error = #expect(throws: LogError.self) { try CurveLog.read(path) }
    let found = error?.description.components(separatedBy: "found ").last
    #expect(found?.split(separator: ",").count == 13)
    #expect(found?.hasSuffix(", …") == true)
  }
}
