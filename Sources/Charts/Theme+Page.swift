extension Theme {
  /// The colors as variables of CSS, which the charts in a page are drawn with.
  public var variables: String {
    let colors =
      [("background", background), ("ink", ink), ("quiet", quietInk), ("grid", grid)]
      + [("frame", frame)] + Self.roles.map { (Self.name($0), color($0)) }
    return colors.map { "--chart-\($0): \($1);" }.joined(separator: " ")
  }

  private static let roles: [Series.Role] =
    [.measured, .smoothed, .run, .spread, .heldOut, .suggestion, .peak, .minimum, .divergence]
    + (0..<categoryCount).map(Series.Role.category)

  private static func name(_ role: Series.Role) -> String {
    switch role {
    case .category(let index): "category-\(index % categoryCount)"
    default: "\(role)"
    }
  }

  /// The variable of a role's color.
  static func variable(_ role: Series.Role) -> String { "var(--chart-\(name(role)))" }
}
