#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// A bar for a download, one line on standard error, drawn over again.
enum ProgressBar {
  private static let width = 30

  /// Draws the bar where standard error is a terminal, and ends the line at the end.
  static func draw(_ progress: Downloads.Progress) {
    guard isatty(STDERR_FILENO) == 1 else { return }
    let isComplete = progress.received >= progress.expected
    let text = "\r\u{1B}[K" + line(progress) + (isComplete ? "\n" : "")
    let bytes = Array(text.utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }

  /// The bar as text: the file's name, the bar, the percentage and the size.
  static func line(_ progress: Downloads.Progress) -> String {
    let fraction = min(1, Double(progress.received) / Double(max(progress.expected, 1)))
    let full = Int(fraction * Double(width))
    let bar = String(repeating: "█", count: full) + String(repeating: "░", count: width - full)
    return "\(progress.file)  \(bar)  \(Int(fraction * 100)) % of \(size(progress.expected))"
  }

  private static func size(_ bytes: Int) -> String {
    bytes >= 1_000_000 ? "\(bytes / 1_000_000) MB" : "\(max(1, bytes / 1000)) kB"
  }
}

extension Downloads {
  /// Missing files are fetched, with a bar on standard error where that is a terminal.
  public static var allowedWithBar: Downloads {
    allowed { progress in ProgressBar.draw(progress) }
  }
}
