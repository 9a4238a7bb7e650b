/// Why a chart was not drawn.
public struct ChartError: Error, Hashable, CustomStringConvertible {
  /// What went wrong, for programs.
  public enum Code: Hashable, Sendable {
    /// gnuplot is not installed, or not on the path.
    case gnuplotNotFound
    /// gnuplot ran, and did not draw.
    case gnuplotFailed
    /// The picture could not be written where it was asked for.
    case notWritten
  }

  /// What went wrong, for programs.
  public let code: Code
  /// What went wrong and what would help, in one line.
  public let description: String

  static let gnuplotNotFound = Self(
    code: .gnuplotNotFound,
    description: "gnuplot is not installed, so no pictures are drawn;"
      + " install it with `apt-get install gnuplot-nox` or `brew install gnuplot`")

  static func gnuplotFailed(_ messages: String) -> Self {
    // gnuplot repeats the script around its message; the message is the line that names a line.
    let lines = messages.split(separator: "\n").map { $0.trimmingBlanks }
    let reason = lines.first { $0.contains("line ") && $0.contains(":") } ?? lines.last ?? ""
    return Self(
      code: .gnuplotFailed,
      description: "gnuplot did not draw the chart: \(reason.isEmpty ? "no reason given" : reason)")
  }

  static func notWritten(_ path: String, _ reason: String) -> Self {
    Self(code: .notWritten, description: "the chart \(path) could not be written: \(reason)")
  }
}

extension Substring {
  fileprivate var trimmingBlanks: String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
