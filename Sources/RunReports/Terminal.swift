internal import Charts
internal import Foundation

/// The terminal that a stream goes to: how wide it is, and what it can show.
struct Terminal {
  /// The number of columns; 80 where the stream goes elsewhere.
  let width: Int
  /// Its colors and characters.
  let style: TerminalStyle

  /// The terminal of standard output.
  static var standardOutput: Terminal {
    var size = winsize()
    let isTerminal = isatty(STDOUT_FILENO) == 1
    let isKnown = isTerminal && ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0
    return Terminal(
      width: isKnown && size.ws_col > 0 ? Int(size.ws_col) : 80,
      style: TerminalStyle(
        environment: ProcessInfo.processInfo.environment, isTerminal: isTerminal))
  }
}
