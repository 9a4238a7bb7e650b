import Foundation
import Synchronization
import Testing

@testable import Datasets

@Suite struct DownloadTests {
  let folder: TemporaryFolder
  let publisher: String

  init() throws {
    folder = try TemporaryFolder()
    publisher = "file://\(folder.path)/publisher"
  }

  static let emptyMD5 = Checksum.md5("d41d8cd98f00b204e9800998ecf8427e")

  func downloader(
    _ files: [Publication.File], members: [String] = [], _ downloads: Downloads = .allowed()
  ) -> Downloader {
    Downloader(
      publication: Publication(files: files, members: members), folder: "\(folder.path)/to/here",
      downloads: downloads)
  }

  func file(_ name: String, _ checksum: Checksum, byteCount: Int = 3) -> Publication.File {
    .init(
      name: name, mirrors: ["\(publisher)/gone", publisher], checksum: checksum,
      byteCount: byteCount)
  }

  @Test(arguments: [
    Checksum.md5("900150983cd24fb0d6963f7d28e17f72"),
    Checksum.sha256("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  ])
  func fetchesAndChecks(checksum: Checksum) async throws {
    try folder.write("publisher/three", "abc")
    let reports = Mutex<[Downloads.Progress]>([])
    let downloads = Downloads.allowed { progress in reports.withLock { $0.append(progress) } }
    try await downloader([file("three", checksum)], downloads).run()
    #expect(folder.contents.contains("to/here/three"))
    #expect(!folder.contents.contains { $0.hasSuffix(".part") })
    #expect(reports.withLock(\.last) == .init(file: "three", received: 3, expected: 3))
  }

  @Test func leavesNothingWhenTheChecksumIsWrong() async throws {
    try folder.write("publisher/three", "abc")
    let error = await datasetError { try await downloader([file("three", Self.emptyMD5)]).run() }
    #expect(
      error?.description
        == "\(publisher)/three: checksum 900150983cd24fb0d6963f7d28e17f72, expected "
        + "d41d8cd98f00b204e9800998ecf8427e")
    #expect(!folder.contents.contains { $0.hasPrefix("to/here/") })
  }

  @Test func goesOnToTheNextMirrorWhenTheChecksumIsWrong() async throws {
    try folder.write("damaged/three", "abd, and longer than the other")
    try folder.write("publisher/three", "abc")
    let three = Publication.File(
      name: "three", mirrors: ["file://\(folder.path)/damaged", publisher],
      checksum: .md5("900150983cd24fb0d6963f7d28e17f72"), byteCount: 3)
    try await downloader([three]).run()
    #expect(folder.contents.filter { $0.hasPrefix("to/here/") } == ["to/here/three"])
    #expect(try String(contentsOfFile: "\(folder.path)/to/here/three", encoding: .utf8) == "abc")
  }

  @Test func fetchesOnlyWhatIsNotThere() async throws {
    try folder.write("to/here/kept", "was checked when it came")
    try folder.write("publisher/empty", "")
    try await downloader([file("kept", Self.emptyMD5), file("empty", Self.emptyMD5)]).run()
    #expect(
      folder.contents.filter { $0.hasPrefix("to/here/") } == ["to/here/empty", "to/here/kept"])
  }

  @Test func takesTheMembersOutOfAnArchive() async throws {
    try folder.write("publisher/inner/a.bin", "a")
    try folder.write("publisher/inner/readme", "r")
    let packed = try await Tool.run(
      "tar",
      ["-czf", "\(folder.path)/publisher/all.tar.gz", "-C", "\(folder.path)/publisher", "inner"])
    #expect(packed?.succeeded == true)
    let digits = try await Checksum.sha256("").digits(of: "\(folder.path)/publisher/all.tar.gz")
    let archive = file("all.tar.gz", .sha256(digits))
    try await downloader([archive], members: ["inner/a.bin"]).run()
    #expect(folder.contents.filter { $0.hasPrefix("to/here/") } == ["to/here/a.bin"])
  }

  @Test func saysWhatFailedAndWhatToDo() async throws {
    let dataset = NamedDataset.idx(
      "mnist", otherFolders: [],
      publication: Publication(files: [file("none", Self.emptyMD5)]), classNames: ["0", "1"])
    let error = await datasetError {
      try await dataset.load(downloads: .allowed(), searching: folder.searchPath)
    }
    let description = error?.description ?? ""
    #expect(error?.code == .downloadFailed)
    #expect(description.hasPrefix("cannot download mnist: \(publisher)/none: curl: (37)"))
    #expect(
      description.hasSuffix(
        "; put its files into \(folder.path)/mnist, or name their folder with --data-dir"))
    #expect(!folder.contents.contains { $0.hasSuffix(".part") })
  }

  @Test func aHostThatDoesNotExistIsNamed() async throws {
    let gone = Publication.File(
      name: "x", mirrors: ["http://publisher.invalid"], checksum: Self.emptyMD5, byteCount: 1)
    let error = await datasetError { try await downloader([gone]).run() }
    #expect(error?.description.hasPrefix("http://publisher.invalid/x: curl: (") == true)
  }

  @Test func nothingIsFetchedWhenForbidden() async throws {
    let error = await datasetError {
      try await DatasetCatalog.load(
        "mnist", options: DatasetOptions(), downloads: .forbidden, searching: folder.searchPath)
    }
    #expect(error?.code == .missingFile)
    #expect(error?.description.contains("mnist is not on this machine; put its files") == true)
  }

  @Test func downloadedFilesAreRead() async throws {
    for (name, bytes) in zip(
      IDX.fileNames,
      [IDXTests.images, IDXTests.labels, IDXTests.testImages, IDXTests.testLabels])
    {
      try folder.write("publisher/\(name).gz", await gzipped(bytes, in: folder))
    }
    var files: [Publication.File] = []
    for name in IDX.fileNames {
      let digits = try await Checksum.md5("").digits(of: "\(folder.path)/publisher/\(name).gz")
      files.append(file(name + ".gz", .md5(digits)))
    }
    let dataset = NamedDataset.idx(
      "mnist", otherFolders: [], publication: Publication(files: files),
      classNames: (0...9).map(String.init))
    let splits = try await dataset.load(downloads: .allowed(), searching: folder.searchPath)
    #expect(splits.train.targets.allNumbers == [[0], [2], [1]])
    // The second time it is found where it was put.
    let again = try await dataset.load(downloads: .forbidden, searching: folder.searchPath)
    #expect(again.train.count == 3)
  }

  @Test(arguments: [
    (0, "f  ░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░  0 % of 26 MB"),
    (13_000_000, "f  ███████████████░░░░░░░░░░░░░░░  50 % of 26 MB"),
    (27_000_000, "f  ██████████████████████████████  100 % of 26 MB"),
  ])
  func drawsABar(received: Int, expected: String) {
    let progress = Downloads.Progress(file: "f", received: received, expected: 26_000_000)
    #expect(ProgressBar.line(progress) == expected)
  }
}
