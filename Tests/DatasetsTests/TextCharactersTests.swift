import Testing

@testable import Datasets

@Suite struct TextCharactersTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func targetsAreInputsMovedOnByOne() async throws {
    let path = try folder.write("small.txt", "abcabcéab")
    let splits = try await DatasetCatalog.load(
      "text:\(path)", options: DatasetOptions(textLength: 4))
    let train = splits.train
    #expect(train.task == .nextCharacter(vocabulary: 4))
    #expect(train.classNames == ["a", "b", "c", "é"])
    #expect(train.inputs.allNumbers == [[0, 1, 2, 0], [1, 2, 3, 0]])
    #expect(train.targets.allNumbers == [[1, 2, 0, 1], [2, 3, 0, 1]])
    #expect(splits.test == nil)
  }

  @Test func theTextIsInMemoryOnce() async throws {
    let path = try folder.write("text.txt", String(repeating: "ab", count: 51))
    let splits = try await DatasetCatalog.load(
      "text:\(path)", options: DatasetOptions(textLength: 5))
    let test = try #require(splits.test)
    #expect(splits.train.count == 18)
    #expect(test.count == 2)
    let inputs = try #require(splits.train.inputs.memory.bytes.baseAddress)
    #expect(splits.train.targets.memory.bytes.baseAddress == inputs + 8)
    #expect(test.inputs.memory.bytes.baseAddress == inputs + 18 * 5 * 8)
    #expect(test.targets.allNumbers == [[1, 0, 1, 0, 1], [0, 1, 0, 1, 0]])
  }

  @Test(arguments: [
    (bytes: Array("abcd".utf8), message: "has 4 characters, expected at least 5 for one example"),
    (bytes: [], message: "has 0 characters, expected at least 5 for one example"),
    (bytes: Array("abcdéf".utf8) + [0xFF, 0x61], message: "byte 7: not UTF-8 text"),
  ])
  func saysWhatIsWrong(bytes: [UInt8], message: String) async throws {
    let path = try folder.write("bad.txt", bytes)
    let error = await datasetError {
      try await DatasetCatalog.load("text:\(path)", options: DatasetOptions(textLength: 4))
    }
    #expect(error?.description == "\(path): \(message)")
  }

  @Test func readsTinyShakespeare() async throws {
    guard let sharedData else {
      print("skipped: no text in ../shared/data/tiny_shakespeare")
      return
    }
    let splits = try await DatasetCatalog.load("text:\(sharedData)/tiny_shakespeare/input.txt")
    #expect(splits.train.task == .nextCharacter(vocabulary: 65))
    #expect(splits.train.inputs.shape == [128])
    #expect(splits.train.count + (splits.test?.count ?? 0) == (1_115_394 - 1) / 128)
    let names = try #require(splits.train.classNames)
    let start = splits.train.inputs.numbers(ofExample: 0).prefix(13).map { names[Int($0)] }
    #expect(start.joined() == "First Citizen")
  }
}
