#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Fetches the files of a publication into a folder with `curl`.
///
/// A file gets its final name only after its checksum was right, so that a folder never holds half
/// a file under a good name.
struct Downloader: Sendable {
  let publication: Publication
  let folder: String
  let downloads: Downloads

  /// Fetches what is not in the folder yet.
  ///
  /// - Throws: A ``DatasetError`` with `curl`'s message, or both checksums, of the last mirror.
  func run() async throws(DatasetError) {
    try FileSystem.makeFolder(folder)
    for file in publication.files where !FileSystem.isFile("\(folder)/\(file.name)") {
      try await fetch(file)
    }
    for archive in publication.files where !publication.members.isEmpty {
      try await unpack("\(folder)/\(archive.name)")
    }
  }

  private func fetch(_ file: Publication.File) async throws(DatasetError) {
    let partial = "\(folder)/.\(file.name).\(getpid()).part"
    defer { FileSystem.remove(partial) }
    var complaint = ""
    for mirror in file.mirrors {
      let source = "\(mirror)/\(file.name)"
      let outcome = try await reporting(file, partial: partial) { () throws(DatasetError) in
        try await Tool.run(
          "curl",
          [
            "--fail", "--location", "--silent", "--show-error", "--connect-timeout", "20",
            "--retry", "2", "--output", partial, source,
          ])
      }
      guard let outcome else { throw .downloadFailed("curl is needed to download \(source)") }
      if outcome.succeeded {
        // A mirror whose copy is damaged is as good as one that is gone.
        if let damage = try await file.checksum.complaint(about: partial) {
          complaint = "\(source): \(damage)"
          continue
        }
        try FileSystem.move(partial, to: "\(folder)/\(file.name)")
        downloads.report(
          .init(file: file.name, received: file.byteCount, expected: file.byteCount))
        return
      }
      complaint = "\(source): \(outcome.complaint)"
    }
    throw .downloadFailed(complaint)
  }

  /// Tells how much of the file is there while an operation writes it.
  private func reporting<Result: Sendable>(
    _ file: Publication.File, partial: String,
    _ operation: @Sendable () async throws(DatasetError) -> Result
  ) async throws(DatasetError) -> Result {
    let watcher = Task {
      while !Task.isCancelled {
        let received = FileSystem.size(of: partial)
        if received > 0, received < file.byteCount {
          downloads.report(.init(file: file.name, received: received, expected: file.byteCount))
        }
        try? await Task.sleep(for: .milliseconds(200))
      }
    }
    defer { watcher.cancel() }
    return try await operation()
  }

  /// Takes the members out of an archive and removes it.
  private func unpack(_ archive: String) async throws(DatasetError) {
    let scratch = "\(folder)/.unpack-\(getpid())"
    try FileSystem.makeFolder(scratch)
    defer { FileSystem.removeFolder(scratch) }
    guard
      let outcome = try await Tool.run(
        "tar", ["-xzf", archive, "-C", scratch] + publication.members)
    else { throw .downloadFailed("tar is needed to unpack \(archive)") }
    guard outcome.succeeded else { throw .corrupt(archive, outcome.complaint) }
    for member in publication.members {
      try FileSystem.move(
        "\(scratch)/\(member)", to: "\(folder)/\(FileSystem.lastComponent(member))")
    }
    FileSystem.remove(archive)
  }
}
