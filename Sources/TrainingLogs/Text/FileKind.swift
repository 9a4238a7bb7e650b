/// What a file is that is no log, as its first bytes tell.
enum FileKind {
  /// What is known of how files begin, and what to do instead.
  private static let known: [(start: [UInt8], kind: String)] = [
    (Array("PK\u{3}\u{4}".utf8), "a ZIP archive, as NumPy's .npz, PyTorch's .pt and Excel's .xlsx"),
    ([0x93] + Array("NUMPY".utf8), "a NumPy array (.npy)"),
    (Array("PAR1".utf8), "a Parquet file"),
    (Array("ARROW1".utf8), "an Arrow file"),
    (Array("FEA1".utf8), "a Feather file"),
    ([0x89] + Array("HDF".utf8), "an HDF5 file"),
    ([0x89] + Array("PNG".utf8), "a PNG picture"),
    ([0xFF, 0xD8, 0xFF], "a JPEG picture"),
    (Array("GIF8".utf8), "a GIF picture"),
    (Array("%PDF".utf8), "a PDF document"),
    ([0x7F] + Array("ELF".utf8), "a program (ELF)"),
    ([0xCA, 0xFE, 0xBA, 0xBE], "a program (Mach-O or Java)"),
    ([0xCF, 0xFA, 0xED, 0xFE], "a program (Mach-O)"),
    (Array("MZ".utf8), "a program (Windows)"),
    (Array("SQLite format 3".utf8), "an SQLite database"),
    (Array(":W&B".utf8), "a Weights & Biases run (.wandb)"),
    ([0x28, 0xB5, 0x2F, 0xFD], "compressed by Zstandard"),
    (Array("BZh".utf8), "compressed by bzip2"),
    ([0xFD] + Array("7zXZ".utf8), "compressed by xz"),
    (Array("7z".utf8) + [0xBC, 0xAF], "a 7-Zip archive"),
    ([0xD0, 0xCF, 0x11, 0xE0], "an old Office document"),
  ]

  /// What the beginning of a file is of; nil for text.
  ///
  /// - Parameter start: The first bytes; UTF-16 is text, and is to be converted before.
  /// - Returns: The kind, in words that follow "is".
  static func ofNoText(_ start: UnsafeBufferPointer<UInt8>) -> String? {
    if let known = known.first(where: { start.starts(with: $0.start) }) {
      // Two letters begin texts, too.
      if known.start.count > 2 || start.contains(0) { return known.kind }
    }
    if start.count > 2, start[0] == 0x80, (2...5).contains(start[1]) { return "a Python pickle" }
    if start.count > 262, start[257...].starts(with: Array("ustar".utf8)) { return "a tar archive" }
    // Text has no zero bytes, and of the control characters hardly any but those of terminals.
    let odd = start.count { $0 < 0x20 && !(0x07...0x0D).contains($0) && $0 != 0x1B }
    return start.contains(0) || odd * 20 > start.count ? "a binary file" : nil
  }
}
