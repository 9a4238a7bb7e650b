/// A line of a terminal on which texts are put at columns.
struct TerminalLine {
  private var cells: [(character: Character, color: TerminalStyle.Color?)] = []

  mutating func put(_ text: String, at column: Int, _ color: TerminalStyle.Color?) {
    for (index, character) in text.enumerated() where column + index >= 0 {
      while cells.count <= column + index { cells.append((" ", nil)) }
      cells[column + index] = (character, color)
    }
  }

  var pieces: [TerminalStyle.Piece] {
    var pieces: [TerminalStyle.Piece] = []
    for cell in cells {
      if let last = pieces.last, last.color == cell.color || cell.character == " " {
        pieces[pieces.count - 1].text.append(cell.character)
      } else {
        pieces.append(.init(text: String(cell.character), color: cell.color))
      }
    }
    return pieces
  }
}

extension Series {
  var terminalColor: TerminalStyle.Color {
    switch role {
    case .measured, .run, .spread: .measured
    case .smoothed: .line
    case .suggestion: .suggestion
    case .peak: .peak
    case .minimum: .minimum
    case .heldOut: .strong
    case .divergence: .divergence
    case .category(let index): .category(index)
    }
  }

  /// The sign before a name above the frame.
  func terminalSign(_ style: TerminalStyle) -> Character {
    switch role {
    case .suggestion: style.isUnicode ? "▼" : "v"
    case .minimum: style.isUnicode ? "◉" : "o"
    case .divergence: style.isUnicode ? "✕" : "x"
    default: style.isUnicode ? "▽" : "v"
    }
  }
}

extension String {
  /// The text with what ASCII lacks written in ASCII.
  var ascii: String {
    String(map { $0.isASCII ? $0 : $0 == "–" ? "-" : $0 == "·" ? "-" : "?" })
  }
}
