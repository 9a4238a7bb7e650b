import Foundation
import LearningRateFinder
import Testing

@testable import TrainingLogs

/// Event files that we write: framing, damage, and what comes back.
@Suite struct EventFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// RFC 3720, appendix B.4.
  static let checksumsOfTheStandard: [(bytes: [UInt8], expected: UInt32)] = [
    ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
    ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
    ([UInt8](0..<32), 0x46DD_794E),
    ([UInt8]((0..<32).reversed()), 0x113F_DB5C),
    (Array("123456789".utf8), 0xE306_9283),
    ([], 0),
  ]

  @Test(arguments: checksumsOfTheStandard)
  func checksums(bytes: [UInt8], expected: UInt32) {
    #expect(CRC32C.checksum(bytes) == expected)
  }

  /// What was written comes back in single precision.
  private static let rates = [1e-7, 0.1, 0.1 + 0.2, 7.5].map { Double(Float($0)) }
  private static let losses = [2.302585092994046, 1 / 3.0, -0.0, 1e30].map { Double(Float($0)) }

  /// Writes a run of four steps, and returns its file.
  private func writeRun(_ name: String = "run") throws -> String {
    let writer = try EventFileWriter(directory: "\(folder.path)/\(name)")
    try writer.hyperparameters(
      ["optimizer": .text("sgd"), "momentum": .number(0.9), "nesterov": .flag(true)],
      metrics: ["loss"])
    for step in 0..<4 {
      try writer.scalar("loss", Self.losses[step], step: step)
      try writer.scalar("learning_rate", Self.rates[step], step: step)
    }
    try writer.finish(succeeded: true)
    return writer.path
  }

  @Test func comesBackInSinglePrecision() throws {
    let log = try CurveLog.read(try writeRun())[0]
    #expect(log.curve.learningRates == Self.rates)
    #expect(log.curve.losses.map(\.bitPattern) == Self.losses.map(\.bitPattern))
    #expect(log.notes.isEmpty)
  }

  @Test func aFolderIsItsRuns() throws {
    for name in ["b/run-10", "b/run-9", "b/run-2"] { _ = try writeRun(name) }
    let picture = try EventFileWriter(directory: "\(folder.path)/b")
    try picture.image("chart", png: Self.png, step: 0)
    let validation = try EventFileWriter(directory: "\(folder.path)/validation")
    try validation.scalar("epoch_loss", 1, step: 0)
    let logs = try CurveLog.read(folder.path)
    #expect(
      logs.map(\.source) == ["run-2", "run-9", "run-10"].map { "\(folder.path)/b/\($0)" })
    #expect(logs.allSatisfy { $0.curve.learningRates == Self.rates })
    let notes = logs.flatMap(\.notes)
    #expect(notes.count == 1)
    #expect(
      notes[0].hasPrefix("left out: \(folder.path)/validation: no learning rates: name them with"))
  }

  @Test func severalFilesOfOneFolderAreOneRun() throws {
    for half in [0..<2, 2..<4] {
      let writer = try EventFileWriter(directory: folder.path)
      for step in half {
        try writer.scalars([("loss", Self.losses[step]), ("lr", Self.rates[step])], step: step)
      }
    }
    let logs = try CurveLog.read(folder.path)
    #expect(logs.count == 1)
    #expect(logs[0].curve.learningRates == Self.rates)
  }

  /// Where the records of a file begin, and its end.
  private func records(_ bytes: [UInt8]) -> [Int] {
    var starts = [0]
    while let start = starts.last, start < bytes.count {
      starts.append(start + 16 + Int(UInt64(littleEndianBytes: bytes[start..<start + 8])))
    }
    return starts
  }

  /// A file that is cut anywhere gives all that came before, and says where it is cut.
  @Test func cutOff() throws {
    let whole = try bytes(of: try writeRun())
    let starts = records(whole)
    // Version, hyper-parameters, then a loss and a rate for each step.
    #expect(starts.count == 12)
    for length in starts[6]...starts[10] {
      let path = try folder.write("events.out.tfevents.cut", Array(whole[..<length]))
      let log = try CurveLog.read(path)[0]
      let complete = try #require(starts.lastIndex { $0 <= length })
      #expect(log.curve.learningRates == Array(Self.rates[..<((complete - 2) / 2)]))
      #expect(
        log.notes
          == (starts.contains(length)
            ? []
            : [
              "\(path): byte \(starts[complete]): the record is cut off; what came before is used"
            ]))
    }
  }

  @Test(arguments: [0, 8, 13, 30]) func wrongChecksum(offset: Int) throws {
    var whole = try bytes(of: try writeRun())
    let start = records(whole)[8]
    whole[start + offset] ^= 0x10
    let path = try folder.write("events.out.tfevents.damaged", whole)
    let log = try CurveLog.read(path)[0]
    #expect(log.curve.learningRates == Array(Self.rates[..<3]))
    let which = offset < 12 ? "checksum of its length" : "checksum"
    #expect(
      log.notes == [
        "\(path): byte \(start): the record has a wrong \(which); what came before is used"
      ])
  }

  @Test func nothingButDamage() throws {
    let path = try folder.write("events.out.tfevents.text", "this is no event file")
    let error = #expect(throws: LogError.self) { try CurveLog.read(path) }
    #expect(
      error?.description
        == "\(path): byte 0: the record has a wrong checksum of its length; what came before is "
        + "used: no scalars")
  }

  @Test func aLengthThatNoFileHas() throws {
    let length = (UInt64(1) << 62).littleEndianBytes
    let path = try folder.write(
      "events.out.tfevents.long", length + CRC32C.masked(length).littleEndianBytes + [1, 2, 3])
    let error = #expect(throws: LogError.self) { try CurveLog.read(path) }
    #expect(error?.description.contains("the record is cut off") == true)
  }

  @Test func ratesThatGoDown() throws {
    let writer = try EventFileWriter(directory: folder.path)
    for (step, rate) in [0.125, 0.25, 0.0625].enumerated() {
      try writer.scalars([("lr", rate), ("loss", 1)], step: step)
    }
    let error = #expect(throws: LogError.self) { try CurveLog.read(writer.path) }
    #expect(
      error?.description
        == "\(writer.path): step 2: the rate goes down, from 0.25 to 0.0625; expected a range test, "
        + "whose rates grow")
  }

  /// A gray picture of one pixel.
  static let png: [UInt8] =
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
    + [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0x3A, 0x7E, 0x9B, 0x55]

  @Test func picturesMustBePNG() throws {
    let writer = try EventFileWriter(directory: folder.path)
    try writer.image("chart", png: Self.png, step: 0)
    let error = #expect(throws: LogError.self) {
      try writer.image("chart", png: Array("<svg/>".utf8), step: 0)
    }
    #expect(error?.description == "\(writer.path): the picture 'chart' is no PNG")
  }

  static let halfNumbers: [(bits: UInt16, expected: Double)] = [
    (0x3C00, 1), (0xC000, -2), (0x0001, 0x1p-24), (0x7BFF, 65504), (0x7C00, .infinity),
    (0x3555, 0.333251953125),
  ]

  @Test(arguments: halfNumbers)
  func halves(bits: UInt16, expected: Double) { #expect(Double(halfBits: bits) == expected) }
}
