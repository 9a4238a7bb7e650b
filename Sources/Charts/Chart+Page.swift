public import Markup

extension Chart {
  /// Draws the chart into a page, without its title and subtitle.
  ///
  /// The page has a say in how it looks: its style sheet sets the colors (`Theme.variables`), so
  /// that one picture serves a light and a dark page and paper. It needs no script: under the
  /// pointer the browser itself tells step, rate and loss.
  ///
  /// - Parameter size: What there is room for.
  /// - Returns: An SVG element, whose accessible name is the chart's title and summary.
  public func svg(_ size: PictureSize = .page) -> HTML { PagePicture(self, size).svg() }
}
