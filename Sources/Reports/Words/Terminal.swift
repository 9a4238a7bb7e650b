internal import Charts
internal import Foundation

/// The terminal that a stream goes to: how wide it is, and what it can show.
public struct Terminal {
  /// The number of columns; 80 where the stream goes elsewhere.
  let width: Int
  /// The columns that sentences are wrapped to; no end where the stream goes elsewhere, because
  /// programs read lines.
  public let sentenceWidth: Int
  /// Its colors and characters.
  let style: TerminalStyle

  /// The terminal of standard output.
  public static var standardOutput: Terminal {
    var size = winsize()
    let isTerminal = isatty(STDOUT_FILENO) == 1
    let isKnown = isTerminal && ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0
    let width = isKnown && size.ws_col > 0 ? Int(size.ws_col) : 80
    return Terminal(
      width: width, sentenceWidth: isTerminal ? width : .max,
      style: TerminalStyle(
        environment: ProcessInfo.processInfo.environment, isTerminal: isTerminal))
  }
}
