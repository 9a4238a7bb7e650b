/// The checksum that a publisher gives for a file, in lower-case hexadecimal digits.
enum Checksum: Hashable, Sendable {
  /// Enough against a damaged transfer; older publications give no other.
  case md5(String)
  case sha256(String)

  /// The programs that compute it, the first that is there is used: GNU, then macOS.
  private var programs: [(name: String, arguments: [String])] {
    switch self {
    case .md5: [("md5sum", []), ("md5", ["-q"])]
    case .sha256: [("sha256sum", []), ("shasum", ["-a", "256"])]
    }
  }

  private var digits: String {
    switch self {
    case .md5(let digits), .sha256(let digits): digits
    }
  }

  /// What is wrong with a file, in words: both checksums where it has another than this; else nil.
  ///
  /// - Throws: A ``DatasetError`` where its checksum cannot be computed.
  func complaint(about path: String) async throws(DatasetError) -> String? {
    let found = try await digits(of: path)
    return found == digits ? nil : "checksum \(found), expected \(digits)"
  }

  /// The checksum of this kind that a file has.
  func digits(of path: String) async throws(DatasetError) -> String {
    for program in programs {
      guard let outcome = try await Tool.run(program.name, program.arguments + [path]) else {
        continue
      }
      guard outcome.succeeded else { throw .downloadFailed(outcome.complaint) }
      // GNU prints a backslash first where the name has unusual characters.
      return outcome.output.drop { $0 == "\\" }.prefix { $0.isHexDigit }.lowercased()
    }
    let names = programs.map(\.name).joined(separator: " or ")
    throw .downloadFailed("\(names) is needed to check \(path)")
  }
}
