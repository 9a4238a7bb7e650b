import Datasets
import EngineTestSupport
import Foundation
import Testing

@testable import Training

/// TorchScript files that are not what they should be, written without Python.
@Suite(.serialized, .exclusiveEngine) struct ModelFileTests {
  /// A module with no parameters and one line of code before what `forward` returns.
  private static func module(_ line: String = "y = x") -> [(name: String, bytes: [UInt8])] {
    let code = """
      class M(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def forward(self: __torch__.M,
          x: Tensor) -> Tensor:
          \(line)
          return x

      """
    // protocol 2, the class, its object, {"training": True}, its state, the end
    let object: [UInt8] =
      [0x80, 2, 0x63] + Array("__torch__\nM\n".utf8) + [0x29, 0x81, 0x7D, 0x28, 0x58, 8, 0, 0, 0]
      + Array("training".utf8) + [0x88, 0x75, 0x62, 0x2E]
    return [
      ("m/data.pkl", object), ("m/code/__torch__.py", Array(code.utf8)),
      ("m/constants.pkl", [0x80, 2, 0x29, 0x2E]), ("m/version", Array("3\n".utf8)),
    ]
  }

  /// A ZIP archive of stored members.
  private static func zip(_ members: [(name: String, bytes: [UInt8])]) -> [UInt8] {
    func number(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    func checksum(_ bytes: [UInt8]) -> UInt32 {
      ~bytes.reduce(UInt32.max) { sum, byte in
        (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
      }
    }
    var (body, table): ([UInt8], [UInt8]) = ([], [])
    for (name, bytes) in members {
      let common =
        number(0, 8) + number(Int(checksum(bytes)), 4) + number(bytes.count, 4)
        + number(bytes.count, 4) + number(name.utf8.count, 2) + number(0, 2)
      table +=
        [0x50, 0x4B, 1, 2] + number(20, 2) + number(20, 2) + common + number(0, 10)
        + number(body.count, 4) + Array(name.utf8)
      body += [0x50, 0x4B, 3, 4] + number(20, 2) + common + Array(name.utf8) + bytes
    }
    return body + table + [0x50, 0x4B, 5, 6] + number(0, 4) + number(members.count, 2)
      + number(members.count, 2) + number(table.count, 4) + number(body.count, 4) + number(0, 2)
  }

  static let files: [(name: String, bytes: [UInt8], reason: String)] = [
    ("sound", zip(module()), "has no parameters to train"),
    ("saves", zip(module("torch.save(x, \"FILE\")")), "it calls aten::save, which reaches beyond"),
    (
      "saves-by-name", zip(module("ops.aten.save(x, \"FILE\")")),
      "it calls aten::save, which reaches beyond"
    ),
    (
      "maps", zip(module("y = torch.from_file(\"FILE\", True, 100)")),
      "it calls aten::from_file, which reaches beyond"
    ),
    ("unknown", zip(module("y = torch.nonsense(x)")), "it calls the unknown operator"),
    ("cut", Array(zip(module()).dropLast(30)), "no ZIP archive"),
    ("text", Array("hello".utf8), "no ZIP archive"), ("empty", [], "no ZIP archive"),
    ("pickle", zip([("m/data.pkl", [0x80, 2, 0x2E])]), "it holds no code; a state_dict"),
  ]

  @Test(arguments: files.indices)
  func saysWhatIsWrong(index: Int) throws {
    let (name, bytes, reason) = Self.files[index]
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "model-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "\(name).pt").path
    try Data(bytes).write(to: URL(filePath: path))
    let error = #expect(throws: TrainingError.self) {
      try ModelCatalog.model(path, inputs: [4], task: .regression(outputs: 1))
    }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("enforce fail") == false)
    #expect(!FileManager.default.fileExists(atPath: "FILE"))
  }
}
