import Files
import Foundation
import Testing

@testable import Datasets

/// Inputs that have no end, or are larger than the memory, end in one line.
@Suite struct LimitsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func anEndlessDeviceIsNoText() async {
    let error = await datasetError { try await DatasetCatalog.load("text:/dev/zero") }
    #expect(error?.description == "/dev/zero: byte 0: a zero byte, expected text")
  }

  /// A pipe that nobody writes to is not waited for.
  @Test func aPipeWithoutAWriterIsAnError() async throws {
    let path = "\(folder.path)/pipe.csv"
    try #require(mkfifo(path, 0o600) == 0)
    let error = await datasetError { try await DatasetCatalog.load(path) }
    #expect(error?.code == .unreadableFile)
    #expect(error?.description.hasPrefix("\(path): is a pipe that nobody wrote to within") == true)
  }

  /// A pipe with a writer is read to its end, however late the writer comes.
  @Test func aPipeWithAWriterIsRead() async throws {
    let path = "\(folder.path)/pipe.csv"
    try #require(mkfifo(path, 0o600) == 0)
    let writer = Process()
    writer.executableURL = URL(filePath: "/bin/sh")
    writer.arguments = ["-c", "sleep 0.2; printf 'a,y\\n1,x\\n2,z\\n' > \(path)"]
    try writer.run()
    defer { writer.waitUntilExit() }
    #expect(try await DatasetCatalog.load(path).train.count == 2)
  }

  @Test(arguments: [false, true])
  func moreTextThanThereIsMemoryForIsAnError(isCompressed: Bool) async throws {
    let text = [UInt8](repeating: 65, count: 200_000)
    let path = try folder.write("a.txt", isCompressed ? await gzipped(text, in: folder) : text)
    // For each byte a hundred thousandth of the memory: less than there are bytes.
    let cost = SystemMemory.available / 100_000
    let error = await datasetError { try FileReader(path: path).readText(cost: cost) }
    #expect(error?.code == .outOfMemory)
    #expect(error?.description.contains("bytes or more, expected at most 100") == true)
    #expect(try FileReader(path: path).readText(cost: 12).count == 200_000)
  }

  @Test func moreExamplesThanThereIsMemoryForAreAnError() async throws {
    let size = SystemMemory.available * 2
    #expect(throws: DatasetError.outOfMemory(byteCount: size)) {
      try ExampleMemory(byteCount: size) { _ in }
    }
  }
}
