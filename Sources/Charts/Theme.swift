/// The colors of a picture.
public enum Theme: String, CaseIterable, Hashable, Sendable {
  /// Dark ink on white, for paper and light pages.
  case light
  /// Light ink on near black.
  case dark

  /// A color in hexadecimal notation, `#rrggbb`.
  typealias Color = String

  var background: Color { self == .light ? "#ffffff" : "#14181f" }
  var ink: Color { self == .light ? "#1a1f27" : "#eceff4" }
  var quietInk: Color { self == .light ? "#5b6470" : "#9aa5b4" }
  var grid: Color { self == .light ? "#e6e9ee" : "#262d38" }
  var frame: Color { self == .light ? "#aab2bd" : "#4a5464" }

  /// The color of a role, from the palette of Okabe and Ito (2008), which people with any kind of
  /// color blindness can tell apart, and which differs in lightness for gray print.
  func color(_ role: Series.Role) -> Color {
    switch role {
    case .measured: self == .light ? OkabeIto.skyBlue : "#4f7fa0"
    case .smoothed: self == .light ? OkabeIto.blue : OkabeIto.skyBlue
    case .run, .spread: self == .light ? OkabeIto.skyBlue : "#4f7fa0"
    case .heldOut: self == .light ? ink : OkabeIto.yellow
    case .suggestion: self == .light ? OkabeIto.vermilion : OkabeIto.orange
    case .peak: OkabeIto.purple
    case .minimum: OkabeIto.green
    case .divergence: quietInk
    case .category(let index): categories[index % categories.count]
    }
  }

  /// How many things side by side have a color of their own.
  static let categoryCount = 7

  private var categories: [Color] {
    [
      self == .light ? OkabeIto.blue : OkabeIto.skyBlue, OkabeIto.orange, OkabeIto.green,
      OkabeIto.purple, OkabeIto.vermilion, self == .light ? ink : OkabeIto.yellow,
      self == .light ? OkabeIto.skyBlue : quietInk,
    ]
  }
}

/// The palette of Okabe and Ito, "Color Universal Design", 2008.
enum OkabeIto {
  static let orange = "#e69f00"
  static let skyBlue = "#56b4e9"
  static let green = "#009e73"
  static let yellow = "#f0e442"
  static let blue = "#0072b2"
  static let vermilion = "#d55e00"
  static let purple = "#cc79a7"
}
