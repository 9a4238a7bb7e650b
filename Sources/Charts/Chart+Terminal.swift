extension Chart {
  /// Draws the chart for a terminal.
  ///
  /// - Parameters:
  ///   - width: How many columns it may take; fewer than 40 count as 40.
  ///   - height: How many lines it takes, more where labels need them; fewer than 12 count as 12.
  ///   - style: What the terminal can show.
  /// - Returns: The lines, each ended by a line feed.
  public func terminal(
    width: Int = 80, height: Int = 20, style: TerminalStyle = .plain
  ) -> String {
    var picture = TerminalPicture(
      self, width: max(width, 40), height: max(height, 12), style: style)
    return picture.lines().map { style.line($0) + "\n" }.joined()
  }
}
