internal import Files

/// Why a data set could not be had: one line that says what was found and what was expected.
public struct DatasetError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The kind of a failure, for programs; more kinds may be added.
  public struct Code: Hashable, Sendable {
    private enum Kind: Hashable, Sendable {
      case unknownDataset, invalidOption, missingFile, unreadableFile, corruptFile
      case unsupportedFile, invalidValue, downloadFailed, outOfMemory
    }
    private let kind: Kind

    /// No data set has that name, and it is no known form of a path.
    public static let unknownDataset = Code(kind: .unknownDataset)
    /// An option names something that is not there, such as a target column.
    public static let invalidOption = Code(kind: .invalidOption)
    /// A file or folder is not where it was looked for.
    public static let missingFile = Code(kind: .missingFile)
    /// A file is there but the system would not let it be read.
    public static let unreadableFile = Code(kind: .unreadableFile)
    /// A file is truncated, damaged, or not of its format.
    public static let corruptFile = Code(kind: .corruptFile)
    /// A file is sound but of a variant that is not read.
    public static let unsupportedFile = Code(kind: .unsupportedFile)
    /// A file is sound but a value in it cannot be used: missing, not a number, out of range.
    public static let invalidValue = Code(kind: .invalidValue)
    /// A file could not be fetched from its publisher, or what came is not what was published.
    public static let downloadFailed = Code(kind: .downloadFailed)
    /// There is not enough memory for the examples.
    public static let outOfMemory = Code(kind: .outOfMemory)
  }

  /// The kind of the failure.
  public let code: Code
  /// One line for a person.
  public let description: String

  init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description.printable
  }
}

extension DatasetError {
  /// A failure to read any file, in the words of this package.
  init(_ error: FileError) {
    self =
      switch error {
      case .missing(let path): .missing(path)
      case .unreadable(let path, let reason): .unreadable(path, reason)
      case .damaged(let path, let byte, let reason): .corrupt(path, byte: byte, reason)
      case .outOfMemory(let byteCount): .outOfMemory(byteCount: byteCount)
      }
  }

  static func invalidOption(_ message: String) -> Self { .init(.invalidOption, message) }

  static func missing(_ path: String, hint: String? = nil) -> Self {
    .init(.missingFile, "\(path): no such file or folder" + (hint.map { "; \($0)" } ?? ""))
  }

  static func unreadable(_ path: String, _ reason: String) -> Self {
    .init(.unreadableFile, "\(path): \(reason)")
  }

  static func truncated(_ path: String, expected: Int, found: Int) -> Self {
    .init(.corruptFile, "\(path): ends at byte \(found), expected \(expected) bytes")
  }

  static func corrupt(_ path: String, byte: Int, _ reason: String) -> Self {
    .init(.corruptFile, "\(path): byte \(byte): \(reason)")
  }

  static func corrupt(_ path: String, _ reason: String) -> Self {
    .init(.corruptFile, "\(path): \(reason)")
  }

  static func unsupported(_ path: String, _ reason: String) -> Self {
    .init(.unsupportedFile, "\(path): \(reason)")
  }

  static func invalidValue(_ path: String, _ reason: String) -> Self {
    .init(.invalidValue, "\(path): \(reason)")
  }

  static func labelOutOfRange(_ path: String, example: Int, label: Int64, classes: Int) -> Self {
    .init(
      .invalidValue,
      "\(path): example \(example) has label \(label), expected 0 to \(classes - 1)")
  }

  static func downloadFailed(_ message: String) -> Self { .init(.downloadFailed, message) }

  static func outOfMemory(byteCount: Int) -> Self {
    .init(.outOfMemory, "not enough memory for \(byteCount) bytes of examples")
  }

  static func tooLarge(_ path: String, byteCount: Int, most: Int, available: Int) -> Self {
    .init(
      .outOfMemory,
      "\(path): has \(byteCount) bytes or more, expected at most \(most), as \(available) bytes of "
        + "memory are free")
  }
}
