import Foundation
import Testing

@testable import Reports

@Suite struct ReportStyleTests {
  /// The variables of the page in a light and in a dark environment, from its own style sheet.
  private static let themes = ReportStyle.rules.matches(of: /:root \{([^}]*)\}/).map { block in
    Dictionary(
      block.1.matches(of: /--([a-z0-9-]+): (#[0-9a-f]{6});/).map { (String($0.1), String($0.2)) },
      uniquingKeysWith: { $1 })
  }

  private func luminance(_ color: String) throws -> Double {
    let number = try #require(Int(color.dropFirst(), radix: 16))
    let parts = [16, 8, 0].map { shift -> Double in
      let part = Double((number >> shift) & 0xFF) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  /// What WCAG 2.2 asks of texts: a contrast of 4.5.
  @Test(
    arguments: [0, 1],
    ["chart-ink", "chart-quiet", "page-accent", "page-good", "page-bad"])
  func everyTextCanBeRead(theme: Int, ink: String) throws {
    try #require(Self.themes.count == 2)
    let colors = Self.themes[theme]
    for ground in ["chart-background", "page-raised"] {
      let both = [
        try luminance(try #require(colors[ink])), try luminance(try #require(colors[ground])),
      ].sorted()
      #expect((both[1] + 0.05) / (both[0] + 0.05) >= 4.5, "\(ink) on \(ground)")
    }
  }

  @Test func everyVariableThatIsUsedIsSet() throws {
    let used = ReportStyle.rules.matches(of: /var\(--([a-z0-9-]+)\)/).map { String($0.1) }
    for theme in Self.themes {
      for name in used where name != "under" { #expect(theme[name] != nil, "\(name)") }
    }
  }
}
