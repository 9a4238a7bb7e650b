/// What a terminal can show.
public struct TerminalStyle: Hashable, Sendable {
  /// How many colors a terminal has.
  public enum Palette: Hashable, Sendable {
    /// None: plain text.
    case none
    /// The eight of ECMA-48, bright and dark.
    case basic
    /// The 256 of xterm.
    case indexed
    /// Red, green and blue, eight bits each.
    case full
  }

  /// How many colors it has.
  public var palette: Palette
  /// Whether it shows Unicode, braille dots and lines among it.
  public var isUnicode: Bool

  /// Text without colors, in Unicode.
  public static let plain = Self(palette: .none, isUnicode: true)
  /// Text without colors, in ASCII.
  public static let ascii = Self(palette: .none, isUnicode: false)

  /// Creates a style.
  public init(palette: Palette, isUnicode: Bool) {
    self.palette = palette
    self.isUnicode = isUnicode
  }

  /// What a process's environment says about the terminal that it writes to.
  ///
  /// A `NO_COLOR` that is not empty (no-color.org), a terminal named `dumb` or none at all mean no
  /// colors; `COLORTERM` and `TERM` tell how many there are. Unicode is what the first of `LC_ALL`,
  /// `LC_CTYPE` and `LANG` that is set calls UTF-8.
  ///
  /// - Parameters:
  ///   - environment: The environment's variables.
  ///   - isTerminal: Whether the text goes to a terminal, not to a file or a pipe.
  public init(environment: [String: String], isTerminal: Bool) {
    let variable = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    let terminal = variable("TERM") ?? "dumb"
    palette =
      if !isTerminal || variable("NO_COLOR") != nil || terminal == "dumb" {
        .none
      } else if ["truecolor", "24bit"].contains(variable("COLORTERM"))
        || terminal.hasSuffix("direct")
      {
        .full
      } else if terminal.contains("256") {
        .indexed
      } else {
        .basic
      }
    let locale = variable("LC_ALL") ?? variable("LC_CTYPE") ?? variable("LANG") ?? ""
    let name = locale.lowercased()
    isUnicode = name.contains("utf-8") || name.contains("utf8")
  }

  /// A color of the chart, chosen to be read on dark and on light terminals alike.
  enum Color: Hashable {
    case quiet, measured, line, suggestion, peak, minimum, divergence, strong, category(Int)
  }

  /// How many things side by side have a color of their own.
  static let categoryCount = 5

  /// A text in one color.
  struct Piece: Hashable {
    var text: String
    var color: Color?
  }

  /// Pieces as a line with escape sequences; blanks at its end are left out.
  func line(_ pieces: [Piece]) -> String {
    var pieces = pieces
    while let last = pieces.last {
      let trimmed = last.text.trimmingTrailingBlanks
      if !trimmed.isEmpty {
        pieces[pieces.count - 1].text = trimmed
        break
      }
      pieces.removeLast()
    }
    return pieces.map { piece in
      guard let color = piece.color, let code = code(color),
        piece.text.contains(where: { $0 != " " })
      else { return piece.text }
      return "\u{1b}[\(code)m\(piece.text)\u{1b}[0m"
    }.joined()
  }

  /// The parameters of the escape sequence that selects a color.
  private func code(_ color: Color) -> String? {
    // Each as the closest of 8, of 256, and in full.
    let (basic, indexed, full): (String, Int, (Int, Int, Int)) =
      switch color {
      case .quiet: ("2", 245, (138, 146, 156))
      case .measured: ("2", 67, (92, 128, 160))
      case .line: ("1;36", 39, (42, 157, 236))
      case .suggestion: ("1;33", 208, (240, 124, 24))
      case .peak: ("35", 175, (204, 121, 167))
      case .minimum: ("32", 36, (0, 168, 122))
      case .divergence: ("31", 167, (216, 84, 84))
      case .strong: ("1", -1, (0, 0, 0))
      case .category(let index):
        [
          ("36", 39, (42, 157, 236)), ("33", 208, (230, 159, 0)), ("32", 36, (0, 168, 122)),
          ("35", 175, (204, 121, 167)), ("31", 166, (213, 94, 0)),
        ][index % Self.categoryCount]
      }
    let isBold = color == .suggestion
    switch palette {
    case .none: return nil
    case .basic: return basic
    case .indexed: return indexed < 0 ? basic : (isBold ? "1;" : "") + "38;5;\(indexed)"
    case .full:
      return indexed < 0 ? basic : (isBold ? "1;" : "") + "38;2;\(full.0);\(full.1);\(full.2)"
    }
  }
}

extension String {
  fileprivate var trimmingTrailingBlanks: String {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
